"""Requests and cancels: what is promised is published, once."""

from __future__ import annotations

import asyncio

import pytest

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.execution_id import execution_id
from psasync.contracts.topics import CANCEL_REQUESTED, SYNC_REQUESTED
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.forwarder import forwarding
from tests.integration.scheduler.service import TOKEN, Client, Published, as_, first_key, running
from tests.integration.scheduler.siblings import Siblings
from tests.support.waiting import until


async def requests_of(published: Published, count: int) -> list[dict]:
    async def enough() -> list[dict] | None:
        found = await published.events(SYNC_REQUESTED)
        return found if len(found) >= count else None

    return await until(enough, within=30, what=f"{count} requests in Kafka")


async def test_a_request_is_answered_and_published(api: Client, published: Published, settings: SchedulerSettings):
    tenant = await api.tenant()
    sync = await api.sync(tenant)
    trace = f"00-{'a' * 32}-{'b' * 16}-01"
    answer = await api.post(f"/v1/syncs/{sync}/executions", headers={"traceparent": trace})
    accepted = answer.json()
    assert answer.status_code == 202
    assert accepted["status_url"] == f"{settings.results_url}/v1/executions/{accepted['execution_id']}"
    assert answer.headers["location"] == accepted["status_url"]
    assert accepted["settings"]["entities"] == ["company", "contact", "ticket_board"]

    (event,) = await requests_of(published, 1)
    envelope = event["ce"]
    assert (envelope.source, envelope.type, envelope.traceparent) == (
        "psasync/scheduler",
        "psasync.sync.requested",
        trace,
    )
    assert event["key"] == sync
    named = execution_id(source=envelope.source, event_id=envelope.id, tenant=tenant, sync=sync)
    assert named == accepted["execution_id"]
    request = SyncRequested.model_validate({name: event[name] for name in event if name not in {"ce", "key"}})
    assert request.is_default_run
    assert (request.trigger, request.requested_by, request.catalog_version) == ("manual", "bootstrap", 1)


async def test_a_period_leaves_out_what_cannot_be_read_by_date(api: Client):
    sync = await api.sync()
    period = {"first": "2026-05-01", "last": "2026-05-03"}
    accepted = (await api.post(f"/v1/syncs/{sync}/executions", json={"period": period})).json()
    assert accepted["settings"]["entities"] == ["company", "contact"]
    assert "ticket_board" in accepted["warnings"][0]


async def test_a_period_that_is_filtered_here_says_so(api: Client):
    settings = {"kinds": "company contact"}
    connection = await api.connection(await api.tenant(), system="http_source", settings=settings, secrets=TOKEN)
    sync = await api.sync(connection=connection, entities=["company", "contact"])
    body = {"period": {"first": "2026-05-01", "last": "2026-05-03"}, "entities": ["contact"]}
    accepted = (await api.post(f"/v1/syncs/{sync}/executions", json=body)).json()
    assert accepted["settings"]["entities"] == ["contact"]
    assert accepted["warnings"] == ["the system cannot filter contact by date: everything is read and filtered here"]
    assert (await api.post(f"/v1/syncs/{sync}/executions")).json()["warnings"] == []


async def test_permission_for_many_deletions_is_passed_on(api: Client, published: Published):
    sync = await api.sync()
    accepted = (await api.post(f"/v1/syncs/{sync}/executions", json={"allow_deletions": True})).json()
    assert accepted["settings"]["allow_deletions"] is True
    (event,) = await requests_of(published, 1)
    assert event["allow_deletions"] is True


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"period": {"first": "2026-05-02", "last": "2026-05-01"}}, "period"),
        ({"period": {"first": "2026-05-02"}}, "period.last"),
        ({"period": {"first": "2026-05-01", "last": "2026-05-01"}, "entities": ["ticket_board"]}, "entities.0"),
        ({"entities": ["company_site"]}, "entities.0"),
        ({"entities": []}, "entities"),
        ({"mode": "all"}, "mode"),
        ({"records": [{"entity": "company_site", "source_id": "1"}]}, "records.0.entity"),
        ({"retry_of": "x", "mode": "force"}, "retry_of"),
        ({"force": True}, "force"),
    ],
)
async def test_what_cannot_run_is_refused_with_its_field(api: Client, body: dict, field: str):
    answer = await api.post(f"/v1/syncs/{await api.sync()}/executions", json=body)
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json()["errors"]}


async def test_paused_things_do_not_run(api: Client):
    tenant = await api.tenant()
    sync = await api.sync(tenant)
    await api.post(f"/v1/syncs/{sync}/pause")
    answer = await api.post(f"/v1/syncs/{sync}/executions")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:psasync:problem:paused")
    await api.post(f"/v1/syncs/{sync}/resume")
    assert (await api.post(f"/v1/syncs/{sync}/executions")).status_code == 202
    await api.patch(f"/v1/tenants/{tenant}", json={"active": False})
    assert (await api.post(f"/v1/syncs/{sync}/executions")).status_code == 409


async def test_a_paused_destination_pauses_what_writes_to_it(api: Client):
    tenant = await api.tenant()
    shop = await api.shop(tenant)
    sync = await api.sync(tenant, destination=shop, entities=["company"])
    path = f"/v1/syncs/{sync}/executions"
    await api.patch(f"/v1/connections/{shop}", json={"active": False})
    answer = await api.post(path)
    assert (answer.status_code, answer.json()["detail"]) == (409, "The destination is paused; resume it first.")
    await api.patch(f"/v1/connections/{shop}", json={"active": True})
    assert (await api.post(path)).status_code == 202


async def test_one_idempotency_key_is_one_execution_under_concurrency(api: Client, published: Published):
    sync = await api.sync()
    body, headers = {"mode": "missing", "entities": ["company"]}, {"Idempotency-Key": "click-1"}
    path = f"/v1/syncs/{sync}/executions"
    answers = await asyncio.gather(*(api.post(path, json=body, headers=headers) for _ in range(50)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.text for answer in answers}) == 1

    other = await api.post(path, json={"mode": "missing"}, headers=headers)
    assert other.status_code == 422

    async def sent() -> bool:
        found = await api.app.state.context.stores.requests.get(answers[0].json()["execution_id"])
        return found["state"] == "sent"

    await until(sent, within=30, what="the first is sent: one that still waits would be joined")
    fresh = await api.post(path, json=body, headers={"Idempotency-Key": "click-2"})
    assert fresh.json()["execution_id"] != answers[0].json()["execution_id"]
    events = await requests_of(published, 2)
    assert len(events) == 2

    operator = as_(await api.key("operator"))
    theirs = await api.post(path, json=body, headers=headers | operator)
    assert theirs.json()["execution_id"] != answers[0].json()["execution_id"], "a key's idempotency keys are its own"


async def test_with_kafka_down_202_is_true(
    settings: SchedulerSettings, free_port, kafka_bootstrap: str, published: Published
):
    port = free_port()
    away = settings.model_copy(update={"kafka_bootstrap": f"127.0.0.1:{port}"})
    key = await first_key(settings)
    async with running(away, key, kafka=False) as api:
        sync = await api.sync()
        path = f"/v1/syncs/{sync}/executions"
        first = (await api.post(path, json={"entities": ["company"]})).json()
        again = (await api.post(path, json={"entities": ["company"]})).json()
        assert (again["execution_id"], again["joined"]) == (first["execution_id"], True), "the one that waits is joined"
        other = (await api.post(path, json={"entities": ["contact"]})).json()
        assert (await api.post(f"/v1/executions/{other['execution_id']}/cancel")).status_code == 202
        anew = (await api.post(path, json={"entities": ["contact"]})).json()
        assert anew["joined"] is False, "nobody joins what is canceled"
    # What was promised outlives the process.
    async with running(away, key, kafka=False) as api, forwarding(port, kafka_bootstrap):
        events = await requests_of(published, 3)
        assert [each["entities"] for each in events] == [["company"], ["contact"], ["contact"]]
        ids = [
            execution_id(source=e["ce"].source, event_id=e["ce"].id, tenant=e["tenant"], sync=e["sync"]) for e in events
        ]
        assert ids == [first["execution_id"], other["execution_id"], anew["execution_id"]]


async def test_force_over_imported_data_needs_a_confirmation(
    api: Client, beside: Siblings, settings: SchedulerSettings
):
    sync = await api.sync()
    path = f"/v1/syncs/{sync}/executions"
    body = {"mode": "force", "period": {"first": "2026-05-01", "last": "2026-05-02"}}
    beside.imported = {"2026-05-01": 12, "2026-05-02": 3}
    answer = await api.post(path, json=body)
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["type"] == "urn:psasync:problem:confirmation-needed"
    assert problem["days"] == [{"day": "2026-05-01", "records": 12}, {"day": "2026-05-02", "records": 3}]
    assert problem["records"] == 15
    assert beside.asked == [
        {
            "sync": sync,
            "time_zone": "Europe/Berlin",
            "entity": ["company", "contact"],
            "first": "2026-05-01",
            "last": "2026-05-02",
            "by": settings.internal_token.get_secret_value(),
        }
    ]
    assert (await api.post(path, json=body | {"confirmed": True})).status_code == 202
    beside.imported = {}
    assert (await api.post(path, json=body)).status_code == 202


async def test_with_the_executor_down_its_own_check_decides(api: Client):
    answer = await api.post(f"/v1/syncs/{await api.sync()}/executions", json={"mode": "force"})
    assert answer.status_code == 202
    assert "executor" in answer.json()["warnings"][0]


class TestCancel:
    async def test_once_with_the_first_reason(self, api: Client, published: Published):
        tenant = await api.tenant()
        run = (await api.post(f"/v1/syncs/{await api.sync(tenant)}/executions")).json()["execution_id"]
        reasons = ["too early", "again"]
        answers = [await api.post(f"/v1/executions/{run}/cancel", json={"reason": reason}) for reason in reasons]
        assert [answer.status_code for answer in answers] == [202, 202]
        assert answers[0].json() == answers[1].json()
        assert answers[0].json()["reason"] == "too early"
        (event,) = await until(lambda: published.events(CANCEL_REQUESTED), within=20, what="the cancel in Kafka")
        assert (event["execution"], event["tenant"], event["key"]) == (run, tenant, run)
        assert (event["reason"], event["requested_by"]) == ("too early", "bootstrap")

    async def test_what_has_ended(self, api: Client, beside: Siblings):
        run = (await api.post(f"/v1/syncs/{await api.sync()}/executions")).json()["execution_id"]
        beside.executions[run] = {"tenant": "t", "status": "finished"}
        answer = await api.post(f"/v1/executions/{run}/cancel")
        assert (answer.status_code, answer.json()["status_of_execution"]) == (409, "finished")

    async def test_one_that_came_by_kafka(self, api: Client, beside: Siblings, published: Published):
        tenant = await api.tenant()
        key = await api.key("operator", tenant)
        beside.executions["foreign-run"] = {"tenant": tenant, "status": "in_progress"}
        answer = await api.post("/v1/executions/foreign-run/cancel", json={"reason": "wrong day"}, headers=as_(key))
        assert answer.status_code == 202
        assert beside.asked == [{"execution": "foreign-run", "by": key}], "asked with the caller's own key"
        (event,) = await until(lambda: published.events(CANCEL_REQUESTED), within=20, what="the cancel in Kafka")
        assert (event["tenant"], event["execution"]) == (tenant, "foreign-run")

    async def test_unknown(self, api: Client, beside: Siblings):
        assert (await api.post("/v1/executions/nothing/cancel")).status_code == 404
        assert beside.asked

    async def test_unknown_here_and_results_is_down(self, api: Client):
        answer = await api.post("/v1/executions/nothing/cancel")
        assert answer.status_code == 503
        assert "retry-after" in answer.headers
