"""Spoiled answers at every endpoint: never a crash, and nothing that is gone or short without being so."""

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PsaError, ReadScope
from tests.contract.psa.harness import read_all

SPOILED = ["nulls", "wrong_types", "huge", "unicode", "empty_body", "bad_json", "html", "missing"]
PLACES = [
    (Entity.COMPANY, "accounts/summary$", {}),
    (Entity.COMPANY, r"accounts/summary/\d+", {"ids": ("3", "1", "2")}),
    (Entity.COMPANY_SITE, "accounts/summary$", {}),
    (Entity.COMPANY_SITE, r"accounts/summary/\d+", {"ids": ("1-1", "2-11")}),
    (Entity.CONTACT, r"contacts/summary/\d+", {"ids": ("3", "1", "2")}),
    (Entity.CONTACT, "customFields", {"custom_fields": ("VIP",)}),
    (Entity.ASSET, "searchselect", {}),
    (Entity.ASSET, r"hardwareasset/\d+", {}),
    (Entity.TICKET_BOARD, "queues", {}),
    (Entity.TICKET_STATUS, "statuses", {"ids": ("1", "2")}),
]


@pytest.mark.parametrize("fault", SPOILED)
@pytest.mark.parametrize(("entity", "path", "scope"), PLACES)
async def test_a_spoiled_answer_has_an_outcome_and_claims_no_deletion(harness, entity, path, scope, fault):
    adapter = harness.open()
    right = [record.source_id for record in await read_all(adapter, entity, **scope)]
    harness.simulator.fault(harness.account, fault, path=path)
    came = await _page_or_error(adapter, ReadScope(entity, **scope))
    if isinstance(came, PsaError):
        assert not came.permanent, came
    else:
        assert not came.gone_ids
        assert came.next or len(came.records) + len(came.unreadable) == len(right) > 1
    again = [record.source_id for record in await read_all(adapter, entity, **scope)]
    await adapter.aclose()
    assert again == right


async def _page_or_error(adapter, scope):
    try:
        return await adapter.read_page(scope, None)
    except PsaError as error:
        return error
