"""Answers that no documentation promises, through the running services: every run ends, no record is lost."""

from __future__ import annotations

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.registry import SYSTEMS
from tests.contract.psa.conftest import HARNESSES
from tests.contract.psa.simulator import Simulator
from tests.support.platform import TERMINAL
from tests.support.sampling import sample

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

KINDS = ("nulls", "wrong_types", "bad_json")


@pytest.mark.parametrize("system", sample(list(HARNESSES), 2))
async def test_spoiled_answers_never_crash_a_run(platform, cluster, system):
    account = HARNESSES[system](Simulator(cluster.url("simulator"), system), size=60)
    credentials = account.credentials()
    able = SYSTEMS[account.system].capabilities_of(credentials.settings).entities
    entities = [entity for entity in (Entity.COMPANY, Entity.CONTACT) if entity in able]
    syncing = await platform.connect_to(system, account.account, credentials.settings, credentials.secrets, entities)
    for kind in KINDS:
        account.fault(kind, entities[-1], count=1)
        document = await platform.run(syncing)
        assert document["status"] in TERMINAL
        assert (document["error"] or {}).get("code") != "internal", f"{kind}: {document}"
        assert document["differences"] == []
        account.simulator.delete("faults")
    last = await platform.run(syncing)
    assert last["error"] is None, last
