"""That a webhook is wanted at a PSA is on the audit trail, and an archived connection takes its webhook with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from psasync.kit.mongo import connect
from psasync_scheduler.actions.webhooks import PATIENCE
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.service import Client, as_
from tests.integration.scheduler.siblings import Siblings
from tests.support.waiting import until

WISH = {"wanted": True, "key_id": "key-1", "by": "ann@example.com", "address": "192.0.2.7"}


async def wish(api: Client, settings: SchedulerSettings, connection: str, **changes) -> int:
    inside = as_(settings.internal_token.get_secret_value())
    path = f"/internal/connections/{connection}/webhook-wishes"
    return (await api.post(path, json=WISH | changes, headers=inside)).status_code


async def state_of(api: Client, kind: str, document: str) -> str:
    return (await api.get(f"/v1/{kind}/{document}")).json()["state"]


async def archived(api: Client, kind: str, document: str) -> None:
    async def gone() -> bool:
        return await state_of(api, kind, document) == "archived"

    await until(gone, within=30, what="it is archived")


async def asked_for(api: Client, settings: SchedulerSettings) -> tuple[str, str]:
    """A tenant, and a connection of it whose webhook somebody wanted."""
    tenant = await api.tenant()
    connection = await api.connection(tenant)
    assert await wish(api, settings, connection) == 200
    return tenant, connection


async def test_each_wish_leaves_an_entry_with_who_and_from_where(api: Client, settings: SchedulerSettings):
    _, connection = await asked_for(api, settings)
    assert await wish(api, settings, connection, wanted=False, by="bob@example.com") == 200
    assert await wish(api, settings, "nobody") == 404

    async def entries() -> list[dict]:
        found = (await api.get("/v1/audit", params={"subject": connection})).json()["items"]
        return [entry for entry in found if "webhook" in entry["action"]] if len(found) == 3 else []

    removed, registered = await until(entries, what="the entries")
    assert (registered["action"], registered["who"]) == ("connection.webhook-registered", "ann@example.com")
    assert (registered["key_id"], registered["address"]) == ("key-1", "192.0.2.7")
    assert registered["changes"]["webhook_wanted"] == {"before": None, "after": True}
    assert (removed["action"], removed["who"]) == ("connection.webhook-removed", "bob@example.com")


@pytest.mark.parametrize("kind", ["connections", "tenants"])
async def test_secrets_stay_until_the_webhook_is_gone(
    api: Client, settings: SchedulerSettings, beside: Siblings, kind: str
):
    tenant, connection = await asked_for(api, settings)
    beside.removal = {"gone": False, "trouble": "The PSA did not answer in time."}
    document = connection if kind == "connections" else tenant
    answer = await api.delete(f"/v1/{kind}/{document}", params={"cascade": True})
    assert answer.status_code == 202, answer.text
    shown = (await api.get(f"/v1/connections/{connection}")).json()
    assert (shown["state"], set(shown["secrets"])) == ("paused", {"public_key", "private_key", "client_id"})
    assert await wish(api, settings, connection) == 404, "it is no longer to be used"
    assert set(beside.removals) == {connection}
    beside.removal = {"gone": True}
    await archived(api, kind, document)
    assert (await api.get(f"/v1/connections/{connection}")).json()["secrets"] == {}


async def test_a_webhook_nobody_asked_for_is_not_asked_after(api: Client, beside: Siblings):
    connection = await api.connection(await api.tenant())
    assert (await api.delete(f"/v1/connections/{connection}")).status_code == 204
    assert beside.removals == []


async def test_a_relay_that_stays_away_does_not_hold_secrets_here_for_ever(api: Client, settings: SchedulerSettings):
    _, connection = await asked_for(api, settings)
    path = f"/v1/connections/{connection}"
    assert (await api.delete(path)).status_code == 202
    database = await connect(settings, "scheduler")
    collection = database.collection("connections")
    mark = (await collection.find_one({"_id": connection}))["archiving"]
    await collection.update_one({"_id": connection}, {"$set": {"archiving": mark | {"at": mark["at"] - PATIENCE}}})
    await database.close()
    assert (await api.delete(path)).status_code == 204
    assert await state_of(api, "connections", connection) == "archived"
    assert timedelta(0) < PATIENCE <= timedelta(days=1)
