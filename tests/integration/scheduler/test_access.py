"""Who may do what, and what nobody is shown."""

from __future__ import annotations

import asyncio

import pytest

from psasync.contracts.internal import ResolvedConnection, ResolvedSync
from psasync.contracts.topics import CANCEL_REQUESTED, CATALOG_CHANGED, SYNC_REQUESTED
from psasync.kit.catalog import CatalogClient
from psasync.kit.keyring import Keyring
from psasync.kit.mongo import connect
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.service import SECRETS, Client, Published, as_
from tests.support.waiting import until


async def test_another_tenants_things_do_not_exist(api: Client):
    acme, other = await api.tenant("Acme"), await api.tenant("Other")
    connection = await api.connection(acme)
    sync = await api.sync(connection=connection)
    run = (await api.post(f"/v1/syncs/{sync}/executions")).json()["execution_id"]
    theirs = (await api.new("/v1/keys", name="theirs", role="admin", tenant=acme))["id"]
    stranger = as_(await api.key("admin", other))

    requests = [
        ("GET", f"/v1/tenants/{acme}", None),
        ("PATCH", f"/v1/tenants/{acme}", {"name": "Mine"}),
        ("DELETE", f"/v1/tenants/{acme}", None),
        ("GET", f"/v1/connections/{connection}", None),
        ("PATCH", f"/v1/connections/{connection}", {"name": "Mine"}),
        ("DELETE", f"/v1/connections/{connection}", None),
        ("POST", f"/v1/connections/{connection}/check", None),
        ("GET", f"/v1/syncs/{sync}", None),
        ("PATCH", f"/v1/syncs/{sync}", {"name": "Mine"}),
        ("DELETE", f"/v1/syncs/{sync}", None),
        ("POST", f"/v1/syncs/{sync}/pause", None),
        ("POST", f"/v1/syncs/{sync}/resume", None),
        ("GET", f"/v1/syncs/{sync}/schedule", None),
        ("POST", f"/v1/syncs/{sync}/executions", {}),
        ("POST", f"/v1/executions/{run}/cancel", {}),
        ("GET", f"/v1/keys/{theirs}", None),
        ("POST", f"/v1/keys/{theirs}/revoke", None),
        ("POST", "/v1/syncs", {"connection": connection, "name": "Mine", "entities": ["company"]}),
        ("POST", "/v1/connections", {"tenant": acme, "system": "connectwise", "name": "Mine"}),
        ("POST", "/v1/keys", {"tenant": acme, "name": "Mine", "role": "viewer"}),
        ("GET", f"/v1/syncs?tenant={acme}", None),
        ("GET", f"/v1/connections?tenant={acme}", None),
        ("GET", f"/v1/keys?tenant={acme}", None),
        ("GET", f"/v1/audit?tenant={acme}", None),
    ]
    for method, path, body in requests:
        answer = await api.request(method, path, json=body, headers=stranger)
        assert answer.status_code == 404, f"{method} {path}: {answer.status_code} {answer.text}"
        assert "Acme" not in answer.text

    for path in ("/v1/syncs", "/v1/connections"):
        assert (await api.get(path, headers=stranger)).json()["items"] == []
    assert [each["id"] for each in (await api.get("/v1/tenants", headers=stranger)).json()["items"]] == [other]
    assert {each["tenant"] for each in (await api.get("/v1/keys", headers=stranger)).json()["items"]} == {other}
    assert (await api.get(f"/v1/syncs/{sync}")).json()["name"] == "Nightly"


async def test_roles(api: Client):
    tenant = await api.tenant()
    connection = await api.connection(tenant)
    sync = await api.sync(connection=connection)
    viewer, operator, admin = [as_(await api.key(role, tenant)) for role in ("viewer", "operator", "admin")]
    for_operators = [("POST", f"/v1/syncs/{sync}/executions"), ("POST", f"/v1/syncs/{sync}/pause")]
    for_admins = [
        ("PATCH", f"/v1/syncs/{sync}"),
        ("PATCH", f"/v1/connections/{connection}"),
        ("DELETE", f"/v1/syncs/{sync}"),
        ("GET", "/v1/keys"),
        ("GET", "/v1/audit"),
    ]
    for method, path in for_operators + for_admins:
        assert (await api.request(method, path, json={}, headers=viewer)).status_code == 403, path
    for method, path in for_admins:
        assert (await api.request(method, path, json={}, headers=operator)).status_code == 403, path
    assert (await api.post(f"/v1/syncs/{sync}/executions", headers=operator)).status_code == 202
    assert (await api.get(f"/v1/syncs/{sync}", headers=viewer)).status_code == 200
    new_tenant = {"name": "Another", "time_zone": "UTC"}
    assert (await api.post("/v1/tenants", json=new_tenant, headers=admin)).status_code == 403
    assert (await api.get("/v1/syncs", headers={"Authorization": ""})).status_code == 401
    assert (await api.get("/v1/syncs", headers=as_("psk_0000000000_nothing"))).status_code == 401
    # A tenant's admin cannot make a key of the whole platform by leaving the tenant out.
    made = await api.post("/v1/keys", json={"name": "K", "role": "admin"}, headers=admin)
    assert made.json()["tenant"] == tenant


async def test_the_webhook_address_is_for_admins_and_leads_to_its_connection(api: Client, settings: SchedulerSettings):
    tenant = await api.tenant()
    connection = await api.connection(tenant)
    shown = (await api.get(f"/v1/connections/{connection}")).json()["webhook_url"]
    base, _, token = shown.rpartition("/")
    assert base == f"{settings.relay_url}/hooks"
    assert len(token) >= 43
    operator = as_(await api.key("operator", tenant))
    assert (await api.get(f"/v1/connections/{connection}", headers=operator)).json()["webhook_url"] is None

    catalog = CatalogClient(settings.model_copy(update={"scheduler_url": str(api.base_url)}))
    try:
        resolved = await catalog.webhook(token)
        assert resolved is not None
        assert resolved.id == connection
        assert await catalog.webhook(token[:-1] + "?") is None
    finally:
        await catalog.aclose()


async def test_siblings_resolve_with_the_service_credential_only(api: Client, settings: SchedulerSettings):
    tenant = await api.tenant()
    connection = await api.connection(tenant)
    sync = await api.sync(connection=connection, custom_fields={"contact": ["Shoe size"]})
    assert (await api.get(f"/internal/syncs/{sync}")).status_code == 401
    inside = as_(settings.internal_token.get_secret_value())
    assert (await api.get("/v1/syncs", headers=inside)).status_code == 401

    resolved = ResolvedSync.model_validate((await api.get(f"/internal/syncs/{sync}", headers=inside)).json())
    assert (resolved.tenant, resolved.time_zone, resolved.active) == (tenant, "Europe/Berlin", True)
    assert resolved.custom_fields == {"contact": ("Shoe size",)}
    keyring = Keyring.from_secret(settings.keyring.get_secret_value())
    secret = resolved.source.secrets["private_key"]
    opened = keyring.decrypt(secret, tenant=tenant, connection=connection, field="private_key")
    assert opened == SECRETS["private_key"]

    await api.patch(f"/v1/tenants/{tenant}", json={"active": False})
    assert (await api.get(f"/internal/syncs/{sync}", headers=inside)).json()["active"] is False
    answer = await api.get(f"/internal/connections/{connection}", headers=inside)
    assert ResolvedConnection.model_validate(answer.json()).active is False
    assert (await api.get("/internal/syncs/none", headers=inside)).status_code == 404


async def test_introspection(api: Client, settings: SchedulerSettings):
    tenant = await api.tenant()
    made = await api.new("/v1/keys", name="App", role="operator", tenant=tenant)
    inside = as_(settings.internal_token.get_secret_value())

    async def ask(key: str) -> dict:
        return (await api.post("/internal/keys/introspect", json={"key": key}, headers=inside)).json()

    known = {"active": True, "key_id": made["id"], "name": "App", "role": "operator", "tenant": tenant}
    assert await ask(made["key"]) == known
    assert (await ask(made["key"] + "x"))["active"] is False
    await api.post(f"/v1/keys/{made['id']}/revoke")
    assert await ask(made["key"]) == {"active": False, "key_id": None, "name": "", "role": None, "tenant": None}


async def test_keys_of_an_archived_tenant_open_nothing(api: Client):
    tenant = await api.tenant()
    key = await api.key("admin", tenant)
    await api.delete(f"/v1/tenants/{tenant}", params={"cascade": True})
    assert (await api.get("/v1/syncs", headers=as_(key))).status_code == 401


async def test_no_secret_leaves(
    api: Client, settings: SchedulerSettings, published: Published, capfd: pytest.CaptureFixture[str]
):
    """Searched for in every answer, log line, event and document."""
    tenant = await api.tenant()
    connection = await api.connection(tenant)
    sync = await api.sync(connection=connection)
    renewed = {"private_key": "priv-S3cretOfTheTest-9"}
    key = await api.key("admin", tenant)
    answers = [
        await api.patch(f"/v1/connections/{connection}", json={"secrets": renewed}),
        await api.patch(f"/v1/connections/{connection}", json={"secrets": {"colour": "priv-S3cretOfTheTest-8"}}),
        await api.post("/v1/connections", json={"tenant": tenant, "secrets": "priv-S3cretOfTheTest-7"}),
        await api.post(f"/v1/connections/{connection}/check"),
        await api.get(f"/v1/connections/{connection}"),
        await api.get("/v1/connections"),
        await api.post(f"/v1/syncs/{sync}/executions"),
        await api.get("/v1/audit"),
        await api.get("/v1/keys"),
        await api.get(f"/internal/syncs/{sync}", headers=as_(settings.internal_token.get_secret_value())),
    ]
    await until(lambda: _events(published), within=20, what="events")
    events = str([await published.raw(spec) for spec in (CATALOG_CHANGED, SYNC_REQUESTED, CANCEL_REQUESTED)])
    database = await connect(settings, "scheduler")
    stored = []
    for name in ("tenants", "connections", "syncs", "keys", "requests", "idempotency", "audit"):
        stored += await database.collection(name).find_list({}, limit=1000)
    await database.close()
    logs = "".join(capfd.readouterr())
    token = answers[4].json()["webhook_url"].rpartition("/")[2]
    for secret in ("S3cretOfTheTest", "5ec2e7000003", key):
        for place, text in {
            "answers": "".join(answer.text for answer in answers),
            "events": events,
            "documents": str(stored),
            "logs": logs,
        }.items():
            assert secret not in text, f"{secret} in {place}"
    assert token not in events + logs + str(stored)


async def _events(published: Published) -> bool:
    counts = await asyncio.gather(*(published.raw(spec) for spec in (CATALOG_CHANGED, SYNC_REQUESTED)))
    return all(counts)
