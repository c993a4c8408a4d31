"""Through Kafka and HTTP: what other systems send, and what people and systems then see."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from psasync.contracts.events.cancel import CancelRequested
from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.execution_id import execution_id, status_event_id
from psasync.contracts.topics import EXECUTION_RECORDS
from psasync.contracts.vocabulary import Entity, Outcome
from psasync_results.settings import ResultsSettings
from tests.integration.results.service import ACME, OTHER, Talker, as_, ended, running, statuses, until
from tests.unit.results.streams import PATIENT, SYNC, TENANT, Stream

REQUEST = SyncRequested(tenant=TENANT, sync=SYNC, requested_by="ann", deadline=PATIENT.deadline)
EXECUTION = execution_id(source="test", event_id="r1", tenant=TENANT, sync=SYNC)


@pytest.fixture
async def talker(settings: ResultsSettings):
    talker = Talker(settings)
    yield talker
    await talker.producer.stop(5)


async def seen(client: httpx.AsyncClient, execution: str, **fields: object) -> dict:
    async def ask() -> dict | None:
        answer = await client.get(f"/v1/executions/{execution}")
        body = answer.json()
        return body if answer.status_code == 200 and fields.items() <= body.items() else None

    return await until(ask, f"{execution} shows {fields}")


async def test_from_request_to_end(settings: ResultsSettings, talker: Talker) -> None:
    async with running(settings) as client:
        await talker.request("r1", REQUEST.model_dump_json().encode())
        queued = await seen(client, EXECUTION, status="queued")
        assert (queued["status_text"], queued["requested_by"], queued["totals"]) == ("QUEUED", "ann", {})
        for part in ("records", "log"):
            assert (await client.get(f"/v1/executions/{EXECUTION}/{part}")).json() == {
                "items": [],
                "next_cursor": None,
            }

        await talker.cancel(CancelRequested(tenant=TENANT, execution=EXECUTION, requested_by="bob", reason="oops"))
        asked = await until(lambda: _cancel_of(client), "the wish to cancel is shown")
        assert (asked["by"], asked["reason"]) == ("bob", "oops")

        stream = Stream(EXECUTION, request=REQUEST).started().log("reading companies")
        for outcome in (Outcome.CREATED, Outcome.UNCHANGED, Outcome.REJECTED, Outcome.UNCHANGED):
            stream.record(outcome)
        stream.progress(page=1, done=True).record(Outcome.UNCHANGED, Entity.CONTACT)
        await talker.say(*stream.ended().events)
        done = await ended(client, EXECUTION)
        assert (done["status"], done["status_text"], done["outcome"]) == (
            "finished_with_warnings",
            "FINISHED ⚠︎",
            "failure",
        )
        assert done["totals"] == {"created": 1, "unchanged": 3, "rejected": 1}
        assert done["fetched"] == 5
        assert done["counts"]["contact"] == {"unchanged": 1}
        assert done["codes"] == {"field_required": 1}

        records = (await client.get(f"/v1/executions/{EXECUTION}/records")).json()["items"]
        assert [(r["seq"], r["outcome"]) for r in records] == [
            (3, "created"),
            (4, "unchanged"),
            (5, "rejected"),
            (6, "unchanged"),
            (8, "unchanged"),
        ]
        log = (await client.get(f"/v1/executions/{EXECUTION}/log")).json()["items"]
        assert [(line["seq"], line["message"]) for line in log] == [(2, "reading companies")]
        issues = (await client.get(f"/v1/tenants/{TENANT}/issues", params={"state": "open"})).json()["items"]
        assert [(issue["source_id"], issue["code"]) for issue in issues] == [("s5", "field_required")]

        assert await statuses(settings, EXECUTION, 3) == [
            (status_event_id(EXECUTION, status), status)
            for status in ("queued", "in_progress", "finished_with_warnings")
        ]


async def _cancel_of(client: httpx.AsyncClient) -> dict | None:
    return (await client.get(f"/v1/executions/{EXECUTION}")).json()["cancel_requested"]


async def test_other_tenants_and_unknown_ids_are_the_same_404(settings: ResultsSettings, talker: Talker) -> None:
    async with running(settings) as client:
        await talker.say(*Stream(EXECUTION, request=REQUEST).started().record(Outcome.CREATED).ended().events)
        await ended(client, EXECUTION)
        for path in ("", "/records", "/log", "/events"):
            foreign = await client.get(f"/v1/executions/{EXECUTION}{path}", headers=as_(OTHER))
            unknown = await client.get(f"/v1/executions/unknown{path}", headers=as_(OTHER))
            assert (foreign.status_code, unknown.status_code) == (404, 404)
            assert foreign.json()["title"] == unknown.json()["title"]
        assert (await client.get(f"/v1/executions/{EXECUTION}", headers=as_(ACME))).status_code == 200
        assert (await client.get("/v1/executions", headers=as_(OTHER))).json()["items"] == []
        assert len((await client.get("/v1/executions", headers=as_(ACME))).json()["items"]) == 1
        for path in ("/v1/executions?tenant=acme", "/v1/tenants/acme/issues"):
            assert (await client.get(path, headers=as_(OTHER))).status_code == 404
        assert (await client.get("/v1/executions", headers={"Authorization": ""})).status_code == 401


async def test_a_cancel_alone_makes_no_execution(settings: ResultsSettings, talker: Talker) -> None:
    async with running(settings) as client:
        await talker.cancel(CancelRequested(tenant=TENANT, execution=EXECUTION, reason="early"))
        await talker.cancel(CancelRequested(tenant=TENANT, execution="never-asked-for"))
        other = execution_id(source="test", event_id="r2", tenant=TENANT, sync=SYNC)
        await talker.request("r2", REQUEST.model_dump_json().encode())
        await seen(client, other, status="queued")
        assert (await client.get(f"/v1/executions/{EXECUTION}")).status_code == 404
        assert [item["id"] for item in (await client.get("/v1/executions")).json()["items"]] == [other]
        await talker.request("r1", REQUEST.model_dump_json().encode())
        assert (await seen(client, EXECUTION, status="queued"))["cancel_requested"]["reason"] == "early"


async def test_unreadable_requests_never_show_and_stop_nothing(settings: ResultsSettings, talker: Talker) -> None:
    async with running(settings) as client:
        good = REQUEST.model_dump_json().encode()
        await talker.request("b1", b"{not json")
        await talker.request("b2", good.replace(b'"version":1', b'"version":2'))
        await talker.request("b3", b'{"version":1,"tenant":"acme"}')
        await talker.request("b4", good, type_="psasync.something.else")
        await talker.request("r1", good)
        await seen(client, EXECUTION, status="queued")
        assert [item["id"] for item in (await client.get("/v1/executions")).json()["items"]] == [EXECUTION]


async def test_an_unreadable_record_event_is_kept_and_the_run_says_so(
    settings: ResultsSettings, talker: Talker
) -> None:
    async with running(settings) as client:
        events = Stream(EXECUTION, request=REQUEST).started().record(Outcome.CREATED).record(Outcome.CREATED).ended()
        await talker.say(events.events[0])
        bad = json.dumps(events.events[1].model_dump(mode="json") | {"outcome": "vanished"}).encode()
        await talker.producer.send_batch(EXECUTION_RECORDS, key=EXECUTION, values=[bad, b"no json at all"])
        await talker.say(*events.events[2:])
        done = await ended(client, EXECUTION)
        assert (done["status"], done["error"]["code"], done["unreadable"]) == ("error", "totals_differ", [2])
        assert "announced 2, received 1" in done["error"]["message"]
        letters = await _dead_letters(settings, 2)
        assert letters == [bad, b"no json at all"]


async def _dead_letters(settings: ResultsSettings, count: int) -> list[bytes]:
    from aiokafka import AIOKafkaConsumer

    consumer = AIOKafkaConsumer(
        EXECUTION_RECORDS.dlq(settings.topic_prefix),
        bootstrap_servers=settings.kafka_bootstrap,
        auto_offset_reset="earliest",
        group_id=None,
    )
    await consumer.start()
    found: list[bytes] = []
    try:
        async with asyncio.timeout(20):
            while len(found) < count:
                batches = await consumer.getmany(timeout_ms=200)
                found += [record.value for batch in batches.values() for record in batch]
    finally:
        await consumer.stop()
    return found


class TestStream:
    async def test_snapshot_then_changes_until_the_end(self, settings: ResultsSettings, talker: Talker) -> None:
        stream = Stream(EXECUTION, request=REQUEST).started().record(Outcome.CREATED)
        async with running(settings) as client:
            await talker.say(*stream.events)
            await seen(client, EXECUTION, status="in_progress")
            async with client.stream("GET", f"/v1/executions/{EXECUTION}/events") as answer:
                assert answer.headers["content-type"].startswith("text/event-stream")
                events = _events(answer)
                name, first = await anext(events)
                assert (name, first["status"], first["totals"]) == ("snapshot", "in_progress", {"created": 1})
                await talker.say(*stream.record(Outcome.REJECTED).events[2:])
                name, second = await anext(events)
                assert (name, second["totals"]) == ("changed", {"created": 1, "rejected": 1})
                await talker.say(*stream.ended().events[3:])
                rest = [event async for event in events]
                assert [event["status"] for _, event in rest] == ["finished_with_warnings"]

    async def test_of_an_ended_execution(self, settings: ResultsSettings, talker: Talker) -> None:
        async with running(settings) as client:
            await talker.say(*Stream(EXECUTION, request=REQUEST).started().ended().events)
            await ended(client, EXECUTION)
            async with client.stream("GET", f"/v1/executions/{EXECUTION}/events") as answer:
                assert [(name, event["status"]) async for name, event in _events(answer)] == [("snapshot", "finished")]

    async def test_what_another_replica_folds_is_seen(self, settings: ResultsSettings, talker: Talker) -> None:
        events = Stream(EXECUTION, request=REQUEST).started().ended().events
        async with running(settings) as one, running(settings) as two:
            await talker.say(events[0])
            for client in (one, two):
                await seen(client, EXECUTION, status="in_progress")
            async with (
                one.stream("GET", f"/v1/executions/{EXECUTION}/events") as first,
                two.stream("GET", f"/v1/executions/{EXECUTION}/events") as second,
            ):
                streams = [_events(first), _events(second)]
                for each in streams:
                    assert (await anext(each))[1]["status"] == "in_progress"
                await talker.say(events[1])
                for each in streams:
                    assert [event["status"] async for _, event in each] == ["finished"]


async def _events(answer: httpx.Response):
    name = ""
    async for line in answer.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        if line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


async def test_etag(settings: ResultsSettings, talker: Talker) -> None:
    async with running(settings) as client:
        await talker.say(*Stream(EXECUTION, request=REQUEST).started().ended().events)
        await ended(client, EXECUTION)
        first = await client.get(f"/v1/executions/{EXECUTION}")
        again = await client.get(f"/v1/executions/{EXECUTION}", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])


async def test_the_catalogue_is_served(settings: ResultsSettings) -> None:
    async with running(settings, kafka=False) as client:
        codes = (await client.get("/v1/issue-codes", headers=as_(ACME))).json()
        assert {entry["code"] for entry in codes} >= {"field_required", "totals_differ"}
        assert all(entry["action"] and entry["title"] for entry in codes)
