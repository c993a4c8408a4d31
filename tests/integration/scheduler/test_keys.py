"""The life of an API key: limits, last use, rotation, and the end of it everywhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from psasync.contracts.events.catalog import CatalogChanged
from psasync.contracts.topics import CATALOG_CHANGED
from psasync.kit.catalog import CatalogClient
from psasync.kit.mongo import connect
from psasync_scheduler.settings import SchedulerSettings
from psasync_scheduler.store.keys import in_state
from tests.integration.scheduler.service import Client, Published, as_, first_key, running
from tests.support.waiting import until


@pytest.fixture
async def elsewhere(api: Client, settings: SchedulerSettings) -> AsyncIterator[CatalogClient]:
    """What another service knows of keys: it asks, and remembers for a while."""
    client = CatalogClient(settings.model_copy(update={"scheduler_url": str(api.base_url)}))
    yield client
    await client.aclose()


async def announced(published: Published, key: str) -> CatalogChanged:
    async def event() -> CatalogChanged | None:
        found = [each for each in await published.events(CATALOG_CHANGED) if each["subject"] == key]
        return CatalogChanged.model_validate({**found[-1], "ce": None}) if found else None

    return await until(event, within=20, what="the key's news")


def names(answer: Any) -> set[str]:
    return {key["name"] for key in answer.json()["items"]}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def test_a_revoked_key_opens_nothing_elsewhere_once_it_is_announced(
    api: Client, elsewhere: CatalogClient, published: Published
):
    made = await api.new("/v1/keys", name="App", role="viewer")
    assert await elsewhere.authenticate(made["key"]) is not None
    await api.post(f"/v1/keys/{made['id']}/revoke")
    assert (await api.get("/v1/syncs", headers=as_(made["key"]))).status_code == 401, "here at once"
    elsewhere.forget(await announced(published, made["id"]))
    assert await elsewhere.authenticate(made["key"]) is None


async def test_a_revoked_key_opens_nothing_elsewhere_after_30_seconds_without_any_news(
    api: Client, elsewhere: CatalogClient
):
    made = await api.new("/v1/keys", name="App", role="viewer")
    assert await elsewhere.authenticate(made["key"]) is not None
    await api.post(f"/v1/keys/{made['id']}/revoke")
    assert await elsewhere.authenticate(made["key"]) is not None, "it is remembered, or this test says nothing"

    async def closed() -> bool:
        return await elsewhere.authenticate(made["key"]) is None

    await until(closed, within=30, what="the key is closed elsewhere")


class TestRotation:
    async def test_both_keys_open_the_same_until_the_overlap_ends(
        self, api: Client, elsewhere: CatalogClient, published: Published
    ):
        tenant = await api.tenant()
        old = await api.new("/v1/keys", name="App", role="operator", tenant=tenant)
        known = await elsewhere.authenticate(old["key"])
        before = datetime.now(UTC)
        answer = await api.post(f"/v1/keys/{old['id']}/rotate", json={"overlap_hours": 2})
        assert answer.status_code == 201
        assert answer.headers["cache-control"] == "no-store"
        new = answer.json()
        assert (new["name"], new["role"], new["tenant"]) == ("App", "operator", tenant)
        assert (new["predecessor"], new["expires_at"]) == (old["id"], None)
        for key in (old["key"], new["key"]):
            assert (await api.get("/v1/syncs", headers=as_(key))).status_code == 200

        shown = (await api.get(f"/v1/keys/{old['id']}")).json()
        assert shown["successor"] == new["id"]
        assert timedelta(0) <= at(shown["expires_at"]) - before - timedelta(hours=2) < timedelta(minutes=1)
        assert "key" not in (await api.get(f"/v1/keys/{new['id']}")).json()

        assert known is not None
        elsewhere.forget(await announced(published, old["id"]))
        assert await elsewhere.authenticate(old["key"]) == known, "announced, and still open"

    async def test_without_an_overlap_the_old_key_ends_at_once(
        self, api: Client, elsewhere: CatalogClient, published: Published
    ):
        old = await api.new("/v1/keys", name="App", role="viewer")
        assert await elsewhere.authenticate(old["key"]) is not None
        new = (await api.post(f"/v1/keys/{old['id']}/rotate", json={"overlap_hours": 0})).json()
        assert (await api.get("/v1/syncs", headers=as_(old["key"]))).status_code == 401
        assert (await api.get("/v1/syncs", headers=as_(new["key"]))).status_code == 200
        elsewhere.forget(await announced(published, old["id"]))
        assert await elsewhere.authenticate(old["key"]) is None

    async def test_happens_once_however_many_ask(self, api: Client):
        old = await api.new("/v1/keys", name="App", role="viewer")
        answers = await asyncio.gather(*(api.post(f"/v1/keys/{old['id']}/rotate") for _ in range(4)))
        made = [answer.json() for answer in answers if answer.status_code == 201]
        assert len(made) == 1
        assert {answer.json()["type"] for answer in answers if answer.status_code != 201} == {
            "urn:psasync:problem:already-rotated"
        }
        live = [key for key in (await api.get("/v1/keys?state=active")).json()["items"] if key["name"] == "App"]
        assert {key["id"] for key in live} == {old["id"], made[0]["id"]}, "nothing else is left open"

    async def test_of_what_is_over(self, api: Client):
        old = await api.new("/v1/keys", name="App", role="viewer")
        await api.post(f"/v1/keys/{old['id']}/revoke")
        assert (await api.post(f"/v1/keys/{old['id']}/rotate")).json()["type"].endswith("key-not-active")
        for hours in (-1, 24 * 7 + 1, "soon"):
            answer = await api.post(f"/v1/keys/{old['id']}/rotate", json={"overlap_hours": hours})
            assert answer.json()["errors"][0]["field"].endswith("overlap_hours"), answer.text

    async def test_is_for_admins_of_the_keys_scope(self, api: Client):
        acme, other = await api.tenant("Acme"), await api.tenant("Other")
        platforms = (await api.new("/v1/keys", name="P", role="viewer"))["id"]
        theirs = (await api.new("/v1/keys", name="T", role="viewer", tenant=acme))["id"]
        for key, status in {platforms: 404, theirs: 404}.items():
            stranger = as_(await api.key("admin", other))
            assert (await api.post(f"/v1/keys/{key}/rotate", headers=stranger)).status_code == status
            assert (await api.post(f"/v1/keys/{key}/revoke", headers=stranger)).status_code == status
        operator = as_(await api.key("operator", acme))
        assert (await api.post(f"/v1/keys/{theirs}/rotate", headers=operator)).status_code == 403
        own = as_(await api.key("admin", acme))
        assert (await api.post(f"/v1/keys/{theirs}/rotate", headers=own)).json()["tenant"] == acme

    async def test_is_in_the_audit(self, api: Client):
        old = await api.new("/v1/keys", name="App", role="viewer")
        await api.post(f"/v1/keys/{old['id']}/rotate")

        async def rotated() -> list[dict[str, Any]]:
            entries = (await api.get("/v1/audit")).json()["items"]
            return [entry for entry in entries if entry["action"] == "key.rotated"]

        (entry,) = await until(rotated, what="the entry")
        assert entry["subject"] == old["id"]
        assert set(entry["changes"]) == {"expires_at", "successor"}


async def test_a_tenants_admin_makes_no_key_of_the_platform_and_no_other_tenants(api: Client):
    acme, other = await api.tenant("Acme"), await api.tenant("Other")
    admin = as_(await api.key("admin", acme))
    body = {"name": "K", "role": "viewer"}
    assert (await api.post("/v1/keys", json=body, headers=admin)).json()["tenant"] == acme
    assert (await api.post("/v1/keys", json=body | {"tenant": other}, headers=admin)).status_code == 404


async def test_lists_by_state(api: Client, settings: SchedulerSettings):
    soon = (datetime.now(UTC) + timedelta(seconds=5)).isoformat()  # later than a busy machine takes to ask for it
    await api.new("/v1/keys", name="over", role="viewer", expires_at=soon)
    gone = (await api.new("/v1/keys", name="gone", role="viewer"))["id"]
    await api.post(f"/v1/keys/{gone}/revoke")

    async def over() -> bool:
        return names(await api.get("/v1/keys?state=expired")) == {"over"}

    await until(over, within=20, what="the key is over")
    assert names(await api.get("/v1/keys?state=active")) == {"bootstrap"}
    assert names(await api.get("/v1/keys?state=revoked")) == {"gone"}
    assert names(await api.get("/v1/keys")) == {"bootstrap", "over", "gone"}
    assert {key["state"] for key in (await api.get("/v1/keys")).json()["items"]} == {"active", "expired", "revoked"}
    assert (await api.get("/v1/keys?state=lost")).status_code == 422

    database = await connect(settings, "scheduler")
    try:
        for collection in ("keys", "person_keys"):
            for scope, index in (({}, "list"), ({"tenant": "t"}, "list_of_tenant")):
                query = {**scope, **in_state(None, datetime.now(UTC)), "archived": False, "_id": {"$gt": "k"}}
                plan = str(await database.collection(collection).explain(query, [("_id", 1)]))
                assert index in plan, plan
    finally:
        await database.close()


async def test_the_last_use_is_seen_whoever_was_asked(api: Client, elsewhere: CatalogClient):
    here, there, never = [await api.new("/v1/keys", name=name, role="viewer") for name in ("here", "there", "never")]
    assert here["last_used_at"] is None
    before = datetime.now(UTC)
    await api.get("/v1/syncs", headers=as_(here["key"]))
    await elsewhere.authenticate(there["key"])

    async def used() -> dict[str, Any] | None:
        shown = {key["name"]: key for key in (await api.get("/v1/keys")).json()["items"]}
        return shown if shown["here"]["last_used_at"] and shown["there"]["last_used_at"] else None

    shown = await until(used, within=20, what="the uses are written")
    for name in ("here", "there"):
        assert timedelta(seconds=-1) <= at(shown[name]["last_used_at"]) - before < timedelta(seconds=5)
        assert shown[name]["version"] == 1, "a use is no change"
    assert shown["never"]["last_used_at"] is None
    assert never["id"] == shown["never"]["id"]


class TestTheLastAdminKey:
    async def test_stays_until_another_is_made(self, api: Client):
        (first,) = (await api.get("/v1/keys")).json()["items"]
        tenant = await api.tenant()
        await api.key("admin", tenant)
        await api.key("operator")
        soon = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        await api.new("/v1/keys", name="short", role="admin", expires_at=soon)

        refused = await api.post(f"/v1/keys/{first['id']}/revoke")
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:psasync:problem:last-admin-key")
        assert "bootstrap-key --replace" in refused.json()["detail"]
        assert (await api.get("/v1/keys")).status_code == 200

        second = await api.new("/v1/keys", name="second", role="admin")
        assert (await api.post(f"/v1/keys/{first['id']}/revoke")).status_code == 200, "the key in hand may go"
        assert (await api.get("/v1/keys")).status_code == 401
        assert (await api.get("/v1/keys", headers=as_(second["key"]))).status_code == 200

    async def test_may_be_followed_by_another(self, api: Client):
        (first,) = (await api.get("/v1/keys")).json()["items"]
        new = (await api.post(f"/v1/keys/{first['id']}/rotate")).json()
        headers = as_(new["key"])
        assert (await api.post(f"/v1/keys/{new['id']}/revoke", headers=headers)).status_code == 409
        assert (await api.post(f"/v1/keys/{first['id']}/revoke", headers=headers)).status_code == 200
        repeated = await api.post(f"/v1/keys/{first['id']}/revoke", headers=headers)
        assert repeated.json()["state"] == "revoked"


async def test_a_longest_life_by_setting(settings: SchedulerSettings):
    settings = settings.model_copy(update={"key_max_days": 30})
    async with running(settings, await first_key(settings)) as api:
        made = await api.new("/v1/keys", name="App", role="viewer")
        lives = at(made["expires_at"]) - datetime.now(UTC)
        assert timedelta(days=30) - timedelta(minutes=1) < lives <= timedelta(days=30)
        far = (datetime.now(UTC) + timedelta(days=31)).isoformat()
        answer = await api.post("/v1/keys", json={"name": "App", "role": "viewer", "expires_at": far})
        assert [error["field"] for error in answer.json()["errors"]] == ["expires_at"]
        past = await api.post("/v1/keys", json={"name": "App", "role": "viewer", "expires_at": "2020-01-01T00:00:00Z"})
        assert past.json()["errors"][0]["message"] == "lies in the past"
