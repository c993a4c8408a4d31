"""One request for many syncs: each has an outcome of its own."""

from __future__ import annotations

from collections import Counter

import pytest

from psasync.contracts.topics import SYNC_REQUESTED
from tests.integration.scheduler.service import TOKEN, Client, Published, as_
from tests.integration.scheduler.siblings import Siblings
from tests.integration.scheduler.test_executions import requests_of

BULK = "/v1/bulk/executions"


async def test_each_sync_has_its_own_outcome(api: Client, beside: Siblings, published: Published):
    tenant = await api.tenant()
    good = await api.sync(tenant)
    paused = await api.sync(connection=await api.connection(tenant, "PSA 2"), name="2")
    await api.post(f"/v1/syncs/{paused}/pause")
    foreign = await api.sync(await api.tenant("Other"))
    operator = as_(await api.key("operator", tenant))
    body = {"syncs": [good, paused, foreign, "nothing", good], "entities": ["company"]}
    answer = await api.post(BULK, json=body, headers=operator)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert [(item["sync"], item["outcome"], item["status"]) for item in found["items"]] == [
        (good, "accepted", 202),
        (paused, "paused", 409),
        (foreign, "not-found", 404),
        ("nothing", "not-found", 404),
    ]
    assert found["outcomes"] == {"accepted": 1, "paused": 1, "not-found": 2}
    assert found["items"][1]["problem"]["detail"] == "The sync is paused; resume it first."
    (event,) = await requests_of(published, 1)
    assert (event["sync"], event["entities"]) == (good, ["company"])

    beside.imported = {"2026-05-01": 2}
    forced = (await api.post(BULK, json={"syncs": [good], "mode": "force"})).json()["items"][0]
    assert (forced["outcome"], forced["status"]) == ("confirmation-needed", 409)
    assert forced["problem"]["days"] == [{"day": "2026-05-01", "records": 2}]
    confirmed = (await api.post(BULK, json={"syncs": [good], "mode": "force", "confirmed": True})).json()
    assert confirmed["outcomes"] == {"accepted": 1}
    wrong = (await api.post(BULK, json={"syncs": [good], "entities": ["product"]})).json()["items"][0]
    assert (wrong["outcome"], wrong["status"]) == ("refused", 422)
    assert wrong["problem"]["errors"][0]["field"] == "entities.0"


async def test_a_bulk_sent_again_starts_nothing_twice(api: Client, published: Published):
    tenant = await api.tenant()
    syncs = [await api.sync(tenant, connection=await api.connection(tenant, str(n)), name=str(n)) for n in range(4)]
    await api.post(f"/v1/syncs/{syncs[0]}/pause")
    headers = {"Idempotency-Key": "tonight"}
    body = {"select": {"tenants": [tenant]}}
    first = (await api.post(BULK, json=body, headers=headers)).json()
    assert Counter(item["outcome"] for item in first["items"]) == {"accepted": 3, "paused": 1}
    await requests_of(published, 3)
    await api.post(f"/v1/syncs/{syncs[0]}/resume")
    late = await api.sync(tenant, connection=await api.connection(tenant, "late"), name="late")
    again = (await api.post(BULK, json=body, headers=headers)).json()
    assert late not in {item["sync"] for item in again["items"]}, "the same syncs are meant each time"
    ids = {item["sync"]: item["execution_id"] for item in first["items"] if item["execution_id"]}
    assert all(item["execution_id"] == ids.get(item["sync"], item["execution_id"]) for item in again["items"])
    assert len(await requests_of(published, 4)) == 4, "only what was refused before is asked for now"
    other = await api.post(BULK, json=body | {"dry_run": True}, headers=headers)
    assert other.status_code == 422


async def test_all_syncs_of_a_system(api: Client, published: Published):
    tenants = [await api.tenant(f"Tenant {number}") for number in range(3)]
    psa = [await api.sync(tenant) for tenant in tenants]
    settings = {"kinds": "company"}
    shop = await api.connection(tenants[0], "Feed", system="http_source", settings=settings, secrets=TOKEN)
    feed = await api.sync(connection=shop, entities=["company"], name="Feed")
    gone = await api.sync(tenants[0], connection=await api.connection(tenants[0], "Gone"), name="Gone")
    await api.delete(f"/v1/syncs/{gone}")

    async def chosen(key: dict[str, str] | None = None, **select) -> set[str]:
        answer = await api.post(BULK, json={"select": select, "dry_run": True}, headers=key)
        assert answer.status_code == 200, answer.text
        return {item["sync"] for item in answer.json()["items"]}

    assert await chosen(system="connectwise") == set(psa)
    assert await chosen(system="http_source") == {feed}
    assert await chosen(system="connectwise", tenants=tenants[:2]) == set(psa[:2])
    assert await chosen(tenants=tenants[:1]) == {psa[0], feed}
    own = dict(as_(await api.key("operator", tenants[1])))
    assert await chosen(own, system="connectwise") == {psa[1]}
    assert await chosen(own, tenants=tenants) == {psa[1]}
    assert await chosen(system="syncro") == set()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "syncs"),
        ({"syncs": ["a"], "select": {"system": "connectwise"}}, "syncs"),
        ({"select": {}}, "select"),
        ({"syncs": []}, "syncs"),
        ({"syncs": [f"s{number}" for number in range(1001)]}, "syncs"),
        ({"syncs": ["a"], "records": []}, "records"),
    ],
)
async def test_a_bulk_that_says_nothing_clear(api: Client, published: Published, body: dict, field: str):
    answer = await api.post(BULK, json=body)
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json()["errors"]}
    assert await published.events(SYNC_REQUESTED) == []


async def test_viewers_start_nothing(api: Client):
    viewer = as_(await api.key("viewer"))
    assert (await api.post(BULK, json={"syncs": ["a"]}, headers=viewer)).status_code == 403
