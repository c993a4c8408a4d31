"""Pausing, archiving with what hangs on it, and what lists can be asked for."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from psasync.contracts.topics import CATALOG_CHANGED
from psasync.kit.mongo import Collection
from psasync_scheduler.actions import archive_one, archiving
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.settings import SchedulerSettings
from psasync_scheduler.store.stores import Stores
from tests.integration.scheduler.service import Client, Published, as_, first_key, running
from tests.support.waiting import until

KINDS = ("tenants", "connections", "syncs")


async def made(api: Client) -> dict[str, str]:
    """One of each, by kind."""
    tenant = await api.tenant()
    connection = await api.connection(tenant)
    sync = await api.sync(connection=connection, schedule={"time": "01:30"})
    return {"tenants": tenant, "connections": connection, "syncs": sync}


async def shown(api: Client, path: str) -> dict[str, Any]:
    answer = await api.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def names(api: Client, path: str, **asked: Any) -> list[str]:
    """The names of all pages, two to a page."""
    found, cursor = [], None
    while True:
        page = await api.get(path, params={"limit": 2, **asked} | ({"cursor": cursor} if cursor else {}))
        assert page.status_code == 200, page.text
        found += [item["name"] for item in page.json()["items"]]
        cursor = page.json()["next_cursor"]
        if cursor is None:
            return found


@pytest.mark.parametrize("kind", KINDS)
async def test_pause_and_resume_with_who_when_and_why(api: Client, kind: str):
    path = f"/v1/{kind}/{(await made(api))[kind]}"
    before = await shown(api, path)
    assert (before["state"], before["paused"]) == ("active", None)

    operator = as_(await api.key("operator"))
    paused = await api.post(f"{path}/pause", json={"reason": "  The PSA is moved. "}, headers=operator)
    assert paused.status_code == 200
    assert paused.headers["etag"] == f'"{before["version"] + 1}"'
    assert paused.json()["state"] == "paused"
    assert {name: paused.json()["paused"][name] for name in ("by", "reason")} == {
        "by": "operator of None",
        "reason": "The PSA is moved.",
    }
    again = await api.post(f"{path}/pause", json={"reason": "another"}, headers=operator)
    assert again.json() == paused.json(), "the first counts"

    stale = await api.post(f"{path}/resume", headers={"If-Match": f'"{before["version"]}"'})
    assert stale.status_code == 412
    resumed = (await api.post(f"{path}/resume")).json()
    assert (resumed["state"], resumed["paused"]) == ("active", None)
    assert (await api.post(f"{path}/resume")).json()["version"] == resumed["version"]

    viewer = as_(await api.key("viewer"))
    assert (await api.post(f"{path}/pause", headers=viewer)).status_code == 403


@pytest.mark.parametrize("kind", KINDS)
async def test_pausing_by_a_change_is_pausing(api: Client, kind: str):
    path = f"/v1/{kind}/{(await made(api))[kind]}"
    paused = (await api.patch(path, json={"active": False})).json()
    assert (paused["state"], paused["paused"]["by"], paused["paused"]["reason"]) == ("paused", "bootstrap", "")
    assert (await api.patch(path, json={"active": True})).json()["paused"] is None


@pytest.mark.parametrize("kind", KINDS)
async def test_a_version_guards_against_lost_updates(api: Client, kind: str):
    path = f"/v1/{kind}/{(await made(api))[kind]}"
    tag = (await api.get(path)).headers["etag"]
    assert (await api.patch(path, json={"name": "First"}, headers={"If-Match": tag})).status_code == 200
    late = await api.patch(path, json={"name": "Second"}, headers={"If-Match": tag})
    assert (late.status_code, late.json()["type"]) == (412, "urn:psasync:problem:stale")
    assert (await shown(api, path))["name"] == "First"


@pytest.mark.parametrize("kind", KINDS)
async def test_a_paused_part_runs_nothing(api: Client, kind: str):
    parts = await made(api)
    await api.post(f"/v1/{kind}/{parts[kind]}/pause")
    answer = await api.post(f"/v1/syncs/{parts['syncs']}/executions")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:psasync:problem:paused")


async def test_what_hangs_on_it_is_said_first(api: Client):
    parts = await made(api)
    tenant, connection, sync = parts["tenants"], parts["connections"], parts["syncs"]
    shop = await api.shop(tenant)
    await api.sync(connection=connection, name="Out", entities=["company"], destination=shop)
    await api.key("viewer", tenant)
    hanging = await shown(api, f"/v1/tenants/{tenant}/dependents")
    assert {kind: of["count"] for kind, of in hanging.items()} == {
        "connections": 2,
        "syncs": 2,
        "schedules": 1,
        "keys": 1,
    }
    assert [one["name"] for one in hanging["syncs"]["first"]] == ["Nightly", "Out"]
    assert hanging["schedules"]["first"] == [{"id": sync, "name": "Nightly"}]

    refused = await api.delete(f"/v1/tenants/{tenant}")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:psasync:problem:in-use")
    assert refused.json()["dependents"] == hanging
    assert "2 connections, 2 syncs, 1 schedule, 1 key" in refused.json()["detail"]

    refused = await api.delete(f"/v1/connections/{shop}")
    assert refused.status_code == 409
    assert [one["name"] for one in refused.json()["dependents"]["syncs"]["first"]] == ["Out"]
    assert (await shown(api, f"/v1/syncs/{sync}/dependents"))["schedules"]["count"] == 1

    another = as_(await api.key("admin", await api.tenant("Other")))
    for path in (f"/v1/tenants/{tenant}", f"/v1/connections/{shop}", f"/v1/syncs/{sync}"):
        assert (await api.get(f"{path}/dependents", headers=another)).status_code == 404
        assert (await api.delete(path, params={"cascade": True}, headers=another)).status_code == 404


async def test_archiving_with_all_that_hangs_on_it(api: Client, published: Published):
    parts = await made(api)
    tenant, connection, sync = parts["tenants"], parts["connections"], parts["syncs"]
    key = await api.key("viewer", tenant)
    assert (await api.get("/v1/syncs", headers=as_(key))).status_code == 200
    assert (await api.delete(f"/v1/tenants/{tenant}", params={"cascade": True})).status_code == 204
    assert (await api.delete(f"/v1/tenants/{tenant}")).status_code == 204, "archived already"

    for kind, part in parts.items():
        view = await shown(api, f"/v1/{kind}/{part}")
        assert view["state"] == "archived"
        assert view["archived_at"] is not None
        assert await names(api, f"/v1/{kind}") == []
        assert len(await names(api, f"/v1/{kind}", state="archived")) == 1
        for change in (api.patch(f"/v1/{kind}/{part}", json={"name": "X"}), api.post(f"/v1/{kind}/{part}/resume")):
            refused = await change
            assert (refused.status_code, refused.json()["type"]) == (409, "urn:psasync:problem:archived")
    assert (await shown(api, f"/v1/connections/{connection}"))["secrets"] == {}
    assert (await api.get("/v1/syncs", headers=as_(key))).status_code == 401
    assert (await api.post("/v1/connections", json={"tenant": tenant, "system": "connectwise", "name": "N"})).json()[
        "type"
    ] == "urn:psasync:problem:archived"

    async def news() -> set[tuple[str, str]]:
        events = await published.events(CATALOG_CHANGED)
        return {(event["change"], event["subject"]) for event in events if event.get("archived")}

    wanted = {("tenant.changed", tenant), ("connection.changed", connection), ("sync.changed", sync)}
    await until(lambda: _contains(news, wanted), within=20, what="the archiving is announced")

    async def audit() -> list[tuple[str, str]]:
        entries = (await api.get("/v1/audit", params={"tenant": tenant})).json()["items"]
        return [(entry["action"], entry["who"]) for entry in entries]

    entries = await until(lambda: _as_many(audit, 10), what="the audit")
    assert entries[:6] == [
        ("tenant.archived", "bootstrap"),
        ("key.revoked", "bootstrap"),
        ("connection.archived", "bootstrap"),
        ("connection.archiving", "bootstrap"),
        ("sync.archived", "bootstrap"),
        ("tenant.archiving", "bootstrap"),
    ]
    assert await api.tenant("Acme"), "the name is free again"


async def test_a_connection_takes_its_syncs_with_it(api: Client):
    tenant = await api.tenant()
    connection, shop = await api.connection(tenant), await api.shop(tenant)
    kept = await api.sync(connection=connection)
    gone = await api.sync(connection=connection, name="Out", entities=["company"], destination=shop)
    assert (await api.delete(f"/v1/connections/{shop}", params={"cascade": True})).status_code == 204
    assert (await shown(api, f"/v1/syncs/{gone}"))["state"] == "archived"
    assert (await shown(api, f"/v1/syncs/{kept}"))["state"] == "active"


async def test_archiving_goes_on_after_a_crash(settings: SchedulerSettings):
    key = await first_key(settings)
    async with running(settings, key) as api:
        parts = await made(api)
        await api.sync(connection=parts["connections"], name="Second")
        context: Context = api.app.state.context
        caller = await _caller(context, key)
        # What a process that died half way has left behind: the mark, and some of the work.
        await archiving.mark(context, caller, archiving.TENANT, parts["tenants"])
        await archive_one.sync(context, caller, parts["syncs"])
    async with running(settings, key) as api:

        async def done() -> bool:
            return (await shown(api, f"/v1/tenants/{parts['tenants']}"))["state"] == "archived"

        await until(done, within=20, what="another process has gone on")
        assert await names(api, "/v1/syncs") == []
        assert await names(api, "/v1/connections") == []
        refused = await api.post(f"/v1/tenants/{parts['tenants']}/resume")
        assert refused.status_code == 409


async def test_a_latecomer_is_archived_as_well(api: Client):
    tenant, late = await api.tenant(), await api.sync(await api.tenant("Other"))
    assert (await api.delete(f"/v1/tenants/{tenant}")).status_code == 204
    # As a request leaves it that read the tenant before the mark and wrote after it.
    stores: Stores = api.app.state.context.stores
    await stores.syncs.collection.update_one({"_id": late}, {"$set": {"tenant": tenant}})
    # The last look comes a minute later, which is brought forward here.
    looks = stores.tenants.collection
    await until(lambda: _looks_later(looks, tenant), within=20, what="it was looked at once")
    await looks.update_one({"_id": tenant}, {"$set": {"archiving_next": datetime.now(UTC)}})

    async def archived() -> bool:
        return (await shown(api, f"/v1/syncs/{late}"))["state"] == "archived"

    await until(archived, within=20, what="the latecomer is archived")


async def test_two_archive_at_once(api: Client):
    parts = await made(api)
    path = f"/v1/tenants/{parts['tenants']}"
    answers = await asyncio.gather(*(api.delete(path, params={"cascade": True}) for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {202, 204}

    async def archived() -> bool:
        return (await shown(api, path))["state"] == "archived"

    await until(archived, within=20, what="it is archived")


async def test_lists_can_be_asked_for_a_state_and_a_name(api: Client):
    for name in ("Ä-Werk", "acme", "Acme Süd", "Acme\u3000Weit", "Beta", "Acme Nord"):
        await api.tenant(name)
    every = await names(api, "/v1/tenants")
    assert every == ["Ä-Werk", "acme", "Acme Süd", "Acme\u3000Weit", "Beta", "Acme Nord"]
    assert await names(api, "/v1/tenants", name=" ACME") == ["acme", "Acme Nord", "Acme Süd", "Acme\u3000Weit"]
    assert await names(api, "/v1/tenants", name="ä") == ["Ä-Werk"]
    assert await names(api, "/v1/tenants", name="nothing") == []

    beta = (await api.get("/v1/tenants", params={"name": "beta"})).json()["items"][0]["id"]
    await api.post(f"/v1/tenants/{beta}/pause")
    assert await names(api, "/v1/tenants", state="paused") == ["Beta"]
    assert "Beta" not in await names(api, "/v1/tenants", state="active")
    assert await names(api, "/v1/tenants", state="active", name="b") == []

    by_name = (await api.get("/v1/tenants", params={"name": "a", "limit": 1})).json()["next_cursor"]
    assert (await api.get("/v1/tenants", params={"cursor": by_name})).status_code == 400
    key = as_(await api.key("viewer", beta))
    assert (
        len((await api.get("/v1/tenants", headers=key, params={"state": "paused", "name": "BE"})).json()["items"]) == 1
    )
    assert (await api.get("/v1/tenants", headers=key, params={"state": "active"})).json()["items"] == []


async def test_lists_can_be_asked_for_system_connection_and_destination(api: Client):
    acme, other = await api.tenant("Acme"), await api.tenant("Other")
    psa, shop, others = await api.connection(acme), await api.shop(acme), await api.connection(other, "Their PSA")
    for connection, tenant_name in ((psa, "A"), (others, "O")):
        for number in range(3):
            await api.sync(connection=connection, name=f"Nightly {tenant_name}{number}")
    await api.sync(connection=psa, name="Out", entities=["company"], destination=shop)

    assert await names(api, "/v1/connections", system="http_endpoint") == ["Shop"]
    assert await names(api, "/v1/connections", system="connectwise") == ["PSA", "Their PSA"]
    assert await names(api, "/v1/connections", system="connectwise", tenant=acme) == ["PSA"]
    assert await names(api, "/v1/syncs", connection=others) == ["Nightly O0", "Nightly O1", "Nightly O2"]
    assert await names(api, "/v1/syncs", destination=shop) == ["Out"]
    assert len(await names(api, "/v1/syncs", system="connectwise")) == 7
    assert await names(api, "/v1/syncs", name="nightly", tenant=acme) == ["Nightly A0", "Nightly A1", "Nightly A2"]
    assert len(await names(api, "/v1/syncs", name="nightly")) == 6
    key = await api.key("viewer", acme)
    assert (await api.get("/v1/syncs", headers=as_(key), params={"connection": others})).json()["items"] == []
    assert (await api.get("/v1/syncs", params={"state": "gone"})).status_code == 422


async def test_syncs_of_an_earlier_version_are_found_by_their_system(settings: SchedulerSettings):
    key = await first_key(settings)
    async with running(settings, key) as api:
        sync = await api.sync()
        stores: Stores = api.app.state.context.stores
        await stores.syncs.collection.update_one({"_id": sync}, {"$unset": {"system": ""}})
        assert await names(api, "/v1/syncs", system="connectwise") == []
    async with running(settings, key) as api:
        await until(lambda: names(api, "/v1/syncs", system="connectwise"), within=20, what="its system is named")
        assert (await shown(api, f"/v1/syncs/{sync}"))["version"] == 1


async def test_pages_by_name_go_on_within_one_name(api: Client):
    tenants = [await api.tenant(f"T{number}") for number in range(5)]
    made = {await api.connection(tenant, "PSA") for tenant in tenants}
    found: list[str] = []
    cursor = None
    while True:
        params = {"name": "p", "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await api.get("/v1/connections", params=params)).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(found) == 5
    assert set(found) == made


async def test_what_is_being_archived_is_found_by_an_index(api: Client):
    stores: Stores = api.app.state.context.stores
    query = {"archiving_due": True, "archiving_next": {"$lte": datetime.now(UTC)}}
    plan = str((await stores.tenants.collection.explain(query, [("archiving_next", 1)]))["queryPlanner"])
    assert "archiving_next" in plan
    assert "IXSCAN" in plan


@pytest.mark.parametrize(
    ("kind", "scope", "asked"),
    [
        ("tenants", {}, {"archived": False, "active": False}),
        ("tenants", {}, {"archived": False, "name_key": {"$gte": "a", "$lt": "b"}}),
        ("connections", {}, {"archived": False, "system": "connectwise"}),
        ("syncs", {}, {"archived": False, "system": "connectwise"}),
        ("syncs", {"tenant": "t"}, {"archived": False, "name_key": {"$gt": "a", "$lt": "b"}}),
        ("syncs", {}, {"archived": False, "name_key": "a", "_id": {"$gt": "x"}}),
        ("syncs", {}, {"archived": False, "connection": "c", "_id": {"$gt": "x"}}),
        ("syncs", {}, {"archived": False, "destination": "c"}),
    ],
)
async def test_lists_are_served_by_an_index(api: Client, kind: str, scope: dict, asked: dict):
    stores: Stores = api.app.state.context.stores
    collection = getattr(stores, kind).collection
    sort = [("name_key", 1), ("_id", 1)] if isinstance(asked.get("name_key"), dict) else [("_id", 1)]
    plan = str((await collection.explain({**scope, **asked}, sort))["queryPlanner"]["winningPlan"])
    assert "COLLSCAN" not in plan
    assert "IXSCAN" in plan, plan


async def _looks_later(tenants: Collection, tenant: str) -> bool:
    return await tenants.find_one({"_id": tenant, "archiving_next": {"$gt": datetime.now(UTC)}}) is not None


async def _caller(context: Context, key: str) -> Caller:
    from psasync_scheduler.actions.keys import StoredKeys
    from psasync_scheduler.domain.key_uses import KeyUses

    principal = await StoredKeys(context, KeyUses(timedelta())).authenticate(key)
    assert principal is not None
    return Caller(principal)


async def _contains(ask: Any, wanted: set) -> bool:
    return wanted <= await ask()


async def _as_many(ask: Any, count: int) -> Any:
    found = await ask()
    return found if len(found) >= count else None
