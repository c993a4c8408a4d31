"""What the webhooks of a connection are signed with: made here, given to the relay alone, and kept."""

from __future__ import annotations

import asyncio

from psasync.contracts.events.catalog import CatalogChange, CatalogChanged
from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.topics import CATALOG_CHANGED
from psasync.kit.keyring import Keyring
from psasync.kit.mongo import connect
from psasync.psa.live_tickets import WEBHOOK_SECRET
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.service import Client, Published, as_
from tests.support.waiting import until


def opened(settings: SchedulerSettings, resolved: ResolvedConnection, envelope: str, field: str) -> str:
    keyring = Keyring.from_secret(settings.keyring.get_secret_value())
    return keyring.decrypt(envelope, tenant=resolved.tenant, connection=resolved.id, field=field)


async def resolved_by(api: Client, settings: SchedulerSettings, connection: str) -> ResolvedConnection:
    inside = as_(settings.internal_token.get_secret_value())
    answer = await api.get(f"/internal/connections/{connection}", headers=inside)
    return ResolvedConnection.model_validate(answer.raise_for_status().json())


async def test_it_is_made_with_the_connection_and_shown_to_the_relay_alone(api: Client, settings: SchedulerSettings):
    connection = await api.connection(await api.tenant())
    sync = await api.sync(connection=connection)
    resolved = await resolved_by(api, settings, connection)
    secret = opened(settings, resolved, resolved.secrets[WEBHOOK_SECRET], WEBHOOK_SECRET)
    assert (len(secret), secret.isascii() and secret.isalnum()) == (48, True)
    assert resolved.webhook is not None
    token = opened(settings, resolved, resolved.webhook.token, "webhook_token")
    shown = (await api.get(f"/v1/connections/{connection}")).json()
    assert shown["webhook_url"] == f"{resolved.webhook.base}/hooks/{token}"
    assert WEBHOOK_SECRET not in shown["secrets"]
    assert WEBHOOK_SECRET not in shown

    inside = as_(settings.internal_token.get_secret_value())
    source = (await api.get(f"/internal/syncs/{sync}", headers=inside)).json()["source"]
    assert WEBHOOK_SECRET not in source["secrets"]
    assert source["webhook"] is None


async def test_people_can_neither_set_nor_lose_it(api: Client, settings: SchedulerSettings):
    connection = await api.connection(await api.tenant())
    before = await resolved_by(api, settings, connection)
    path = f"/v1/connections/{connection}"
    refused = await api.patch(path, json={"secrets": {WEBHOOK_SECRET: "mine"}})
    assert [error["field"] for error in refused.json()["errors"]] == [f"secrets.{WEBHOOK_SECRET}"]
    changed = await api.patch(path, json={"name": "Renamed", "secrets": {"private_key": "another"}})
    assert changed.status_code == 200, changed.text
    after = await resolved_by(api, settings, connection)
    assert after.secrets[WEBHOOK_SECRET] == before.secrets[WEBHOOK_SECRET]
    audit = (await api.get("/v1/audit", params={"subject": connection})).text
    assert WEBHOOK_SECRET not in audit


async def test_a_connection_of_before_gets_one_when_it_is_asked_for(api: Client, settings: SchedulerSettings):
    connection = await api.connection(await api.tenant())
    database = await connect(settings, "scheduler")
    await database.collection("connections").update_one({"_id": connection}, {"$unset": {WEBHOOK_SECRET: ""}})
    await database.close()
    answers = await asyncio.gather(*(resolved_by(api, settings, connection) for _ in range(8)))
    assert len({answer.secrets[WEBHOOK_SECRET] for answer in answers}) == 1
    assert (await api.get(f"/v1/connections/{connection}")).json()["version"] == 1


async def test_a_renewed_webhook_is_announced_and_audited_once(
    api: Client, settings: SchedulerSettings, published: Published
):
    connection = await api.connection(await api.tenant(), "Main PSA")
    inside = as_(settings.internal_token.get_secret_value())
    path = f"/internal/connections/{connection}/webhook-renewals"
    for at in ("2026-11-20T09:00:00Z", "2026-11-20T09:00:00Z", "2026-11-19T09:00:00Z"):
        assert (await api.post(path, json={"at": at}, headers=inside)).status_code == 200
    assert (await api.post("/internal/connections/nobody/webhook-renewals", json={"at": at}, headers=inside)).is_error

    async def news() -> list[CatalogChanged]:
        records = await published.raw(CATALOG_CHANGED)
        events = [CatalogChanged.model_validate_json(record.value) for record in records]
        return [event for event in events if event.change is CatalogChange.WEBHOOK_RENEWED]

    (event,) = await until(news, what="the news")
    assert (event.subject, event.subject_version) == (connection, 2)
    assert "'Main PSA'" in event.reason
    audit = (await api.get("/v1/audit", params={"subject": connection})).json()["items"]
    assert [entry["action"] for entry in audit].count("connection.webhook-renewed") == 1


async def test_a_system_without_webhooks_has_none(api: Client, settings: SchedulerSettings):
    connection = await api.shop(await api.tenant())
    assert WEBHOOK_SECRET not in (await resolved_by(api, settings, connection)).secrets
