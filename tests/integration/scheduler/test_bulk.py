"""The same for many syncs, and boards, priorities and statuses at once."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.integration.scheduler.service import Client, as_

TEMPLATE = {"name": "Nightly", "entities": ["company", "ticket_board"], "schedule": {"time": "01:30"}}


async def create(api: Client, tenants: list[str], *, headers: Any = None, **more: Any) -> dict[str, Any]:
    items = [{"tenant": tenant} for tenant in tenants]
    body = {"system": "connectwise", "template": TEMPLATE, "items": items} | more
    answer = await api.post("/v1/bulk/syncs", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def change(api: Client, *, headers: Any = None, **body: Any) -> dict[str, Any]:
    answer = await api.post("/v1/bulk/syncs/change", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def codes(answer: dict[str, Any]) -> list[str]:
    return [
        item["did"] if item["status"] == "ok" else item["problem"]["type"].rpartition(":")[2]
        for item in answer["items"]
    ]


async def connected(api: Client, *names: str) -> list[str]:
    tenants = [await api.tenant(name) for name in names]
    for tenant in tenants:
        await api.connection(tenant)
    return tenants


async def test_the_same_sync_for_many_tenants(api: Client):
    first, second = await connected(api, "First", "Second")
    bare, twice = await api.tenant("Bare"), await api.tenant("Twice")
    main = await api.connection(twice, "Main")
    await api.connection(twice, "Test")
    tenants = [first, second, bare, twice, "nobody"]

    before = await create(api, tenants, preflight=True)
    assert (before["preflight"], codes(before)) == (True, ["created", "created", "invalid", "invalid", "not-found"])
    assert (await api.get("/v1/syncs")).json()["items"] == [], "a preflight makes nothing"

    answer = await create(api, tenants)
    assert codes(answer) == codes(before)
    assert (answer["done"], answer["failed"]) == (2, 3)
    assert [item["index"] for item in answer["items"]] == list(range(5))
    assert answer["items"][2]["problem"]["errors"] == [
        {"field": "connection", "message": "the tenant has no connection to connectwise: name the one that is meant"}
    ]
    made = (await api.get(f"/v1/syncs/{answer['items'][0]['sync']}")).json()
    assert (made["tenant"], made["name"], made["schedule"]["time"]) == (first, "Nightly", "01:30")
    assert made["next_fire"] is not None

    named = await create(api, [], items=[{"tenant": twice, "connection": main}, {"tenant": first, "connection": main}])
    assert codes(named) == ["created", "invalid"]
    assert codes(await create(api, [first])) == ["name-taken"]
    assert codes(await create(api, [first], preflight=True)) == ["name-taken"]

    audit = (await api.get("/v1/audit", params={"tenant": second})).json()["items"]
    assert audit[0]["action"] == "sync.created"


async def test_mistakes_of_the_template_are_those_of_each(api: Client):
    (tenant,) = await connected(api, "First")
    wrong = await create(api, [tenant], template=TEMPLATE | {"entities": ["company", "product"]})
    assert [error["field"] for error in wrong["items"][0]["problem"]["errors"]] == ["entities.1"]
    body = {"system": "connectwise", "template": TEMPLATE | {"name": ""}, "items": [{"tenant": tenant}]}
    refused = await api.post("/v1/bulk/syncs", json=body)
    assert [error["field"] for error in refused.json()["errors"]] == ["template.name"]
    twice = body | {"template": TEMPLATE, "items": [{"tenant": tenant}] * 2}
    assert (await api.post("/v1/bulk/syncs", json=twice)).json()["errors"][0]["field"] == "items"
    many = body | {"template": TEMPLATE, "items": [{"tenant": f"t{number}"} for number in range(501)]}
    assert (await api.post("/v1/bulk/syncs", json=many)).status_code == 422


async def test_a_key_makes_nothing_twice(api: Client):
    tenants = await connected(api, "First", "Second", "Third")
    key = {"Idempotency-Key": "once"}
    answers = await asyncio.gather(*(create(api, tenants, headers=key) for _ in range(3)))
    assert {tuple(item["sync"] for item in answer["items"]) for answer in answers} == {
        tuple(item["sync"] for item in answers[0]["items"])
    }
    assert all(answer["failed"] == 0 for answer in answers)
    assert sorted(code for answer in answers for code in codes(answer)) == ["created"] * 3 + ["repeated"] * 6
    assert len((await api.get("/v1/syncs")).json()["items"]) == 3
    other = {"system": "connectwise", "template": TEMPLATE, "items": [{"tenant": tenants[0]}]}
    assert (await api.post("/v1/bulk/syncs", json=other, headers=key)).status_code == 422


async def test_a_tenants_admin_reaches_only_its_own(api: Client):
    first, second = await connected(api, "First", "Second")
    key = as_(await api.key("admin", first))
    answer = await create(api, [first, second], headers=key)
    assert codes(answer) == ["created", "not-found"]
    foreign = (await create(api, [second]))["items"][0]["sync"]
    changed = await change(api, ids=[answer["items"][0]["sync"], foreign], act="pause", headers=key)
    assert codes(changed) == ["changed", "not-found"]
    paused = await change(api, filter={"system": "connectwise"}, act="pause", headers=key)
    assert len(paused["items"]) == 1
    elsewhere = {"filter": {"tenant": second}, "act": "pause"}
    assert (await api.post("/v1/bulk/syncs/change", json=elsewhere, headers=key)).status_code == 404
    assert (await api.get(f"/v1/syncs/{foreign}")).json()["state"] == "active"


async def test_many_are_paused_and_resumed(api: Client):
    tenants = await connected(api, "First", "Second")
    syncs = [item["sync"] for item in (await create(api, tenants))["items"]]
    operator = as_(await api.key("operator"))
    by = {"filter": {"system": "connectwise"}, "act": "pause", "reason": "The PSA is moved."}

    assert codes(await change(api, **by, preflight=True, headers=operator)) == ["changed", "changed"]
    assert (await api.get(f"/v1/syncs/{syncs[0]}")).json()["state"] == "active"
    assert codes(await change(api, **by, headers=operator)) == ["changed", "changed"]
    shown = (await api.get(f"/v1/syncs/{syncs[1]}")).json()
    assert (shown["state"], shown["paused"]["reason"]) == ("paused", "The PSA is moved.")
    assert codes(await change(api, **by, headers=operator)) == ["unchanged", "unchanged"]
    assert (await change(api, filter={"system": "halopsa"}, act="resume"))["items"] == []
    resumed = await change(api, filter={"tenant": tenants[0], "state": "paused"}, act="resume")
    assert [item["sync"] for item in resumed["items"]] == syncs[:1]

    forbidden = {"ids": syncs, "change": {"name": "X"}}
    assert (await api.post("/v1/bulk/syncs/change", json=forbidden, headers=operator)).status_code == 403


async def test_many_are_changed_each_by_itself(api: Client):
    tenants = await connected(api, "First", "Second", "Third")
    syncs = [item["sync"] for item in (await create(api, tenants))["items"]]
    taken = await api.sync(connection=(await _connection_of(api, syncs[2])), name="Hourly")
    await api.delete(f"/v1/syncs/{syncs[1]}")
    wanted = {"ids": [*syncs, "nobody"], "change": {"name": "Hourly", "schedule": {"cron": "0 * * * *"}}}
    expected = ["changed", "archived", "name-taken", "not-found"]
    preflight = await change(api, **wanted, preflight=True)
    assert codes(preflight) == expected
    assert preflight["items"][0]["fields"] == ["name", "schedule"]
    assert codes(await change(api, **wanted)) == expected
    shown = [(await api.get(f"/v1/syncs/{sync}")).json() for sync in (syncs[0], taken)]
    assert [(one["name"], one["schedule"] is not None) for one in shown] == [("Hourly", True), ("Hourly", False)]
    wrong = await change(api, ids=[syncs[0]], change={"entities": ["product"]})
    assert wrong["items"][0]["problem"]["errors"][0]["field"] == "entities.0"


async def test_what_is_to_be_changed_is_named(api: Client):
    for body in (
        {"act": "pause"},
        {"ids": ["a"]},
        {"ids": ["a"], "filter": {"system": "connectwise"}, "act": "pause"},
        {"ids": ["a"], "act": "pause", "change": {"name": "X"}},
        {"filter": {}, "act": "pause"},
        {"filter": {"system": "connectwise", "state": "archived"}, "act": "pause"},
        {"ids": [f"s{number}" for number in range(501)], "act": "pause"},
    ):
        assert (await api.post("/v1/bulk/syncs/change", json=body)).status_code == 422, body
    viewer = as_(await api.key("viewer"))
    pause = {"ids": ["a"], "act": "pause"}
    assert (await api.post("/v1/bulk/syncs/change", json=pause, headers=viewer)).status_code == 403


async def test_settings_of_a_sync_are_read_at_once(api: Client):
    entities = ["company", "ticket_board", "ticket_status", "company_status"]
    sync = await api.sync(entities=entities)
    operator = as_(await api.key("operator"))
    answer = await api.post(f"/v1/syncs/{sync}/resync-settings", headers=operator)
    assert answer.status_code == 202
    assert answer.json()["entities"] == ["ticket_board", "ticket_status", "company_status"]
    assert answer.json()["status_url"].endswith(answer.json()["execution_id"])
    viewer = as_(await api.key("viewer"))
    assert (await api.post(f"/v1/syncs/{sync}/resync-settings", headers=viewer)).status_code == 403
    other = as_(await api.key("admin", await api.tenant("Other")))
    assert (await api.post(f"/v1/syncs/{sync}/resync-settings", headers=other)).status_code == 404


async def test_settings_of_a_connection_are_read_for_each_sync(api: Client):
    connection = await api.connection(await api.tenant())
    boards = await api.sync(connection=connection, name="Boards")
    none = await api.sync(connection=connection, name="None", entities=["company"])
    paused = await api.sync(connection=connection, name="Paused", active=False)
    answer = await api.post(f"/v1/connections/{connection}/resync-settings")
    assert answer.status_code == 200
    shown = {item["sync"]: item for item in answer.json()["items"]}
    assert list(shown) == [boards, none, paused]
    assert shown[boards]["accepted"]["entities"] == ["ticket_board"]
    assert shown[none]["problem"]["type"] == "urn:psasync:problem:no-settings"
    assert shown[paused]["problem"]["type"] == "urn:psasync:problem:paused"
    alone = await api.post(f"/v1/syncs/{none}/resync-settings")
    assert (alone.status_code, alone.json()["type"]) == (409, "urn:psasync:problem:no-settings")
    assert (await api.post("/v1/connections/nothing/resync-settings")).status_code == 404


async def _connection_of(api: Client, sync: str) -> str:
    return (await api.get(f"/v1/syncs/{sync}")).json()["connection"]
