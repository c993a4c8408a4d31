"""Run again, and retry: with settings that the scheduler holds itself, or that other services hold."""

from __future__ import annotations

import pytest

from psasync.contracts.topics import SYNC_REQUESTED
from tests.integration.scheduler.service import Client, Published, as_
from tests.integration.scheduler.siblings import Siblings
from tests.integration.scheduler.test_executions import requests_of

PERIOD = {"first": "2026-05-01", "last": "2026-05-02"}


def ended(tenant: str, sync: str, **more) -> dict:
    request = {"trigger": "event", "mode": "missing", "period": None, "entities": None, "record_count": None}
    known = {"tenant": tenant, "sync": sync, "status": "finished_with_warnings", "request": request}
    return known | {"counts": {"company": {"created": 5, "rejected": 2}}} | more


class TestAgain:
    async def test_with_the_settings_that_were_asked_for_here(
        self, api: Client, beside: Siblings, published: Published
    ):
        sync = await api.sync()
        body = {"mode": "force", "period": PERIOD, "entities": ["company"], "confirmed": True}
        first = (await api.post(f"/v1/syncs/{sync}/executions", json=body)).json()["execution_id"]
        await requests_of(published, 1)
        beside.imported = {"2026-05-01": 4}
        unconfirmed = await api.post(f"/v1/executions/{first}/again")
        assert unconfirmed.status_code == 409
        assert unconfirmed.json()["days"] == [{"day": "2026-05-01", "records": 4}]
        again = await api.post(f"/v1/executions/{first}/again", json={"confirmed": True})
        assert again.status_code == 202, again.text
        assert again.json()["execution_id"] != first
        one, two = await requests_of(published, 2)
        same = ("mode", "period", "entities", "confirmed", "dry_run")
        assert [one[name] for name in same] == [two[name] for name in same]
        entries = (await api.get("/v1/audit", params={"limit": 500})).json()["items"]
        (entry,) = [entry for entry in entries if entry["subject"] == again.json()["execution_id"]]
        assert entry["changes"]["again_of"] == first

    async def test_of_what_came_as_an_event(self, api: Client, beside: Siblings, published: Published):
        tenant = await api.tenant()
        sync = await api.sync(tenant)
        request = {"trigger": "event", "mode": "missing", "period": PERIOD, "entities": ["contact"], "dry_run": True}
        beside.executions["theirs"] = ended(tenant, sync, request=request | {"record_count": None})
        operator = as_(await api.key("operator", tenant))
        assert (await api.post("/v1/executions/theirs/again", headers=operator)).status_code == 202
        (event,) = await requests_of(published, 1)
        assert (event["period"], event["entities"], event["dry_run"]) == (PERIOD, ["contact"], True)
        assert event["trigger"] == "manual"
        assert beside.asked[0]["by"] == operator["Authorization"].removeprefix("Bearer ")

    async def test_of_a_list_of_records_that_the_executor_holds(
        self, api: Client, beside: Siblings, published: Published
    ):
        tenant = await api.tenant()
        sync = await api.sync(tenant)
        request = {"trigger": "event", "mode": "missing", "record_count": 1}
        beside.executions["theirs"] = ended(tenant, sync, request=request)
        forgotten = await api.post("/v1/executions/theirs/again")
        assert forgotten.json()["type"] == "urn:psasync:problem:records-forgotten"
        records = [{"entity": "company", "source_id": "7"}]
        beside.requests["theirs"] = {"tenant": tenant, "sync": sync, "records": records}
        assert (await api.post("/v1/executions/theirs/again")).status_code == 202
        (event,) = await requests_of(published, 1)
        assert event["records"] == records

    async def test_nothing_of_another_tenant(self, api: Client, beside: Siblings, published: Published):
        sync = await api.sync()
        stranger = await api.tenant("Other")
        run = (await api.post(f"/v1/syncs/{sync}/executions")).json()["execution_id"]
        key = as_(await api.key("operator", stranger))
        assert (await api.post(f"/v1/executions/{run}/again", headers=key)).status_code == 404
        # A request that named a sync of somebody else: it ended in error where it was asked for.
        beside.executions["odd"] = ended(stranger, sync)
        for path in ("again", "retry"):
            assert (await api.post(f"/v1/executions/odd/{path}")).status_code == 404
        assert len(await published.events(SYNC_REQUESTED)) <= 1


class TestRetry:
    async def test_only_what_was_left(self, api: Client, beside: Siblings, published: Published):
        tenant = await api.tenant()
        sync = await api.sync(tenant)
        beside.executions["run"] = ended(tenant, sync)
        answers = [await api.post("/v1/executions/run/retry", headers={"Idempotency-Key": "click"}) for _ in range(3)]
        assert {answer.status_code for answer in answers} == {202}
        assert len({answer.text for answer in answers}) == 1
        assert answers[0].json()["settings"]["retry_of"] == "run"
        (event,) = await requests_of(published, 1)
        assert (event["retry_of"], event["mode"], event["entities"]) == ("run", "missing", None)

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"status": "in_progress"}, "not-ended"),
            ({"counts": {"company": {"created": 5, "unchanged": 2}}}, "nothing-failed"),
            ({"status": "error", "counts": {}}, "nothing-failed"),
            ({"request": {"mode": "missing", "dry_run": True}}, "nothing-failed"),
        ],
    )
    async def test_where_there_is_nothing_to_retry(self, api: Client, beside: Siblings, more: dict, code: str):
        tenant = await api.tenant()
        beside.executions["run"] = ended(tenant, await api.sync(tenant), **more)
        answer = await api.post("/v1/executions/run/retry")
        assert (answer.status_code, answer.json()["type"]) == (409, f"urn:psasync:problem:{code}")
        assert answer.json()["status_of_execution"] == beside.executions["run"]["status"]

    async def test_unknown_unheard_and_unanswered(self, api: Client, beside: Siblings):
        assert (await api.post("/v1/executions/nothing/retry")).status_code == 404
        run = (await api.post(f"/v1/syncs/{await api.sync()}/executions")).json()["execution_id"]
        answer = await api.post(f"/v1/executions/{run}/retry")
        assert (answer.status_code, answer.json()["status_of_execution"]) == (409, "queued")

    async def test_results_is_down(self, api: Client):
        answer = await api.post("/v1/executions/nothing/retry")
        assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
