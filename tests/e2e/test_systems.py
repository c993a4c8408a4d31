"""Every system through the running services: connect, check, read all, find what changed, and nothing else."""

from __future__ import annotations

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.registry import SYSTEMS
from tests.contract.psa.conftest import HARNESSES
from tests.contract.psa.harness import Harness
from tests.contract.psa.simulator import Simulator

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

SIZE = 60


@pytest.fixture
def account(request, cluster) -> Harness:
    """One of the simulated accounts, with its system's quirks."""
    return HARNESSES[request.param](Simulator(cluster.url("simulator"), request.param), size=SIZE)


async def connected(platform, account: Harness, **sync):
    credentials = account.credentials()
    able = SYSTEMS[account.system].capabilities_of(credentials.settings).entities
    syncing = await platform.connect_to(
        account.system.value, account.account, credentials.settings, credentials.secrets, list(able), **sync
    )
    return syncing, tuple(able)


async def check(platform, syncing) -> dict:
    return await platform.call("POST", "scheduler", f"/v1/connections/{syncing.connection}/check")


@pytest.mark.parametrize("account", HARNESSES, indirect=True)
async def test_a_system_from_its_check_to_an_unchanged_night(platform, account):
    syncing, entities = await connected(platform, account)
    assert (await check(platform, syncing))["ok"]

    first = await platform.run(syncing, 150)
    expected = {entity: len(account.source_ids(entity)) for entity in entities}
    assert first["error"] is None, first
    fetched = {entity: sum(counts.values()) for entity, counts in first["counts"].items()}
    assert fetched == {entity.value: count for entity, count in expected.items()}
    assert set(first["totals"]) <= {"created", "rejected", "skipped"}
    assert await written(platform, syncing, entities) == first["totals"]["created"]

    changing = Entity.CONTACT if Entity.CONTACT in entities else Entity.COMPANY
    rows = await platform.records(first["id"], entity=changing.value)
    left = [row["source_id"] for row in rows if row["outcome"] != "created"]

    changed = account.change(changing, "change", count=5, seed=3)
    second = await platform.run(syncing, 150)
    rows = await platform.records(second["id"])
    updated = sorted(row["source_id"] for row in rows if row["outcome"] == "updated" and row["entity"] == changing)
    # A changed contact of a company that was refused waits for it, as it did before.
    assert updated == sorted(set(changed) - set(left))
    assert not any(row["outcome"] in {"created", "deleted"} for row in rows)

    third = await platform.run(syncing, 150)
    assert {"created", "updated", "deleted"}.isdisjoint(third["totals"]), third["totals"]


async def written(platform, syncing, entities) -> int:
    return sum([len(await platform.platform_records(syncing, entity.value)) for entity in entities])


@pytest.mark.parametrize("account", HARNESSES, indirect=True)
async def test_wrong_keys_end_the_run_and_show_no_secret(platform, account):
    wrong = account.credentials(**account.wrong_credentials())
    entities = list(SYSTEMS[account.system].capabilities_of(wrong.settings).entities)
    syncing = await platform.connect_to(account.system.value, account.account, wrong.settings, wrong.secrets, entities)
    report = await check(platform, syncing)
    assert (report["ok"], report["error_kind"]) == (False, "authentication")
    document = await platform.run(syncing)
    assert (document["status"], document["error"]["kind"]) == ("error", "authentication")
    shown = str(document) + str(report)
    assert not [secret for secret in (*account.secrets, *wrong.secrets.values()) if secret and secret in shown]
