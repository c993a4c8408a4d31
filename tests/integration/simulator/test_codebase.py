"""The codebase of a company: routed, discovered, and moved by an upgrade in the middle of a run."""

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PsaError, ReadScope
from tests.contract.psa.harness import read_all

SCOPE = ReadScope(Entity.CONTACT)


ASKED = "login"
"""Stands for the question which codebase it is."""


def _codebases(harness):
    return [call["path"].split("/")[1] for call in harness.calls()]


async def test_discovery_asks_once(harness):
    adapter = harness.open(settings={"codebase": "discover"})
    await read_all(adapter, Entity.TICKET_STATUS)
    await adapter.aclose()
    first, *rest = _codebases(harness)
    assert (first, set(rest)) == (ASKED, {"v2025_1"})


async def test_discovery_of_an_unknown_company_is_an_address_error(harness):
    adapter = harness.open(settings={"codebase": "discover", "company": "nobody"})
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(SCOPE, None)
    await adapter.aclose()
    assert (caught.value.kind, caught.value.code) == ("authentication", IssueCode.ADDRESS_WRONG)


async def test_an_upgrade_moves_the_reader_along(harness):
    adapter = harness.open(settings={"codebase": "v2025_1"})
    first = await adapter.read_page(SCOPE, None, limit=20)
    harness.simulator.patch(harness.path, {"codebase": "v2026_1"})
    rest = await adapter.read_page(SCOPE, first.next)
    await adapter.aclose()
    found = [record.source_id for record in [*first.records, *rest.records]]
    assert found == harness.source_ids(Entity.CONTACT)
    assert _codebases(harness) == ["v2025_1", "v2025_1", ASKED, "v2026_1"]


async def test_a_lasting_404_asks_for_the_codebase_once_a_minute(harness):
    adapter = harness.open(settings={"codebase": "v2025_1"})
    first = await adapter.read_page(SCOPE, None, limit=20)
    harness.fault("missing", Entity.CONTACT, count=10)
    for _ in range(3):
        with pytest.raises(PsaError) as caught:
            await adapter.read_page(SCOPE, first.next)
        assert (caught.value.code, caught.value.permanent) == (IssueCode.SOURCE_FAILED, False)
    await adapter.aclose()
    asked = [call for call in harness.simulator.get("calls", log=True)["log"] if call["path"].endswith(harness.account)]
    assert len(asked) == 1
