"""From a signed webhook to live consumers, on a real Kafka."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from psasync.contracts.cloudevents import parse as parse_headers
from psasync.contracts.topics import TICKETS
from psasync.contracts.vocabulary import Role
from psasync.kit.kafka import partition_of
from tests.integration.relay.listener import listening
from tests.integration.relay.scheduler import Scheduler, signed
from tests.support.kafka_kit import KafkaTestSettings, log_of
from tests.support.waiting import until


async def send(
    url: str, token: str, body: bytes, headers: dict[str, str] | None = None, query: str = ""
) -> httpx.Response:
    async with httpx.AsyncClient(base_url=url, timeout=20) as http:
        return await http.post(
            f"/hooks/{token}{query}", content=body, headers=signed(body) if headers is None else headers
        )


async def topic_of(kafka: str, prefix: str) -> list:
    settings = KafkaTestSettings(kafka, prefix)
    return await log_of(settings, TICKETS.name(prefix), TICKETS.partitions)


async def test_a_signed_webhook_reaches_every_live_consumer_of_its_tenant(
    relay, scheduler: Scheduler, kafka_bootstrap, topic_prefix
):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    other = scheduler.key("bolt")
    async with (
        relay() as url,
        listening(url, "acme", key) as first,
        listening(url, "acme", key, board="Board 1") as second,
        listening(url, "acme", key, board="2") as elsewhere,
        listening(url, "bolt", other) as stranger,
    ):
        body = scheduler.callback(184213, summary="Printer offline")
        answer = await send(url, token, body, query="?recordId=184213&action=updated")
        assert (answer.status_code, answer.content) == (204, b"")
        await first.heard(184213)
        await second.heard(184213)
        await send(url, token, scheduler.callback(2, board=2))
        await elsewhere.heard(2)
        await first.heard(184213, 2)
        assert second.tickets == ["184213"]
        assert stranger.tickets == []
        event = first.events("ticket")[0].json
        assert event["tenant"] == "acme"
        assert event["title"] == "Printer offline"
        assert event["status"] == {"id": "17", "name": "In Progress"}
        assert event["kind"] == "updated"
    record, *_ = await topic_of(kafka_bootstrap, topic_prefix)
    assert record.key == b"acme"
    assert record.partition == partition_of(b"acme", TICKETS.partitions)
    attributes = parse_headers(record.headers)
    assert (attributes.type, attributes.source) == ("psasync.ticket.changed", "/connections/c-acme")
    assert "Printer" not in str(record.headers)


async def test_a_consumer_resumes_without_gap_or_double_on_either_replica(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    async with relay() as one, relay() as two:
        async with listening(one, "acme", key) as before:
            await send(one, token, scheduler.callback(1))
            await before.heard(1)
            last_id = before.last_id
        for number in (2, 3, 4):
            await send(two, token, scheduler.callback(number))
        for url in (one, two):
            async with listening(url, "acme", key, last_id=last_id) as after:
                await after.heard(2, 3, 4)
            async with listening(url, "acme", key, last_event_id=last_id) as by_query:
                await by_query.heard(2, 3, 4)
                assert by_query.events("gap") == []


async def test_a_consumer_resumes_after_a_restart_from_what_kafka_retains(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    async with relay() as url, listening(url, "acme", key) as before:
        last_id = before.last_id
        await send(url, token, scheduler.callback(1))
        await before.heard(1)
    async with relay() as url, listening(url, "acme", key, last_id=last_id) as after:
        await after.heard(1)
        await send(url, token, scheduler.callback(2))
        await after.heard(1, 2)
        assert after.events("gap") == []


async def test_resuming_while_events_come_gives_each_once(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    async with relay(webhook_burst=1000) as url:
        heard: list[str] = []
        async with listening(url, "acme", key) as first:
            last_id = first.last_id

        async def publish() -> None:
            for number in range(60):
                assert (await send(url, token, scheduler.callback(number))).status_code == 204

        publishing = asyncio.create_task(publish())
        while len(heard) < 60:
            async with listening(url, "acme", key, last_id=last_id) as listener:
                await until(lambda: listener.tickets, 10, "something new")
            heard += listener.tickets
            last_id = listener.last_id
            assert listener.events("gap") == []
        await publishing
        assert heard == [str(number) for number in range(60)]


async def test_quiet_consumers_get_ids_to_resume_from(relay, scheduler: Scheduler):
    """Another tenant of the same partition moves the log on; the quiet one's heartbeats follow."""
    partition = partition_of(b"acme", TICKETS.partitions)
    name = next(n for n in (f"t{i}" for i in range(100)) if partition_of(n.encode(), TICKETS.partitions) == partition)
    neighbour, key = scheduler.connect(name), scheduler.key("acme")
    async with relay(stream_heartbeat_seconds=1) as url, listening(url, "acme", key) as quiet:
        first = quiet.last_id
        await send(url, neighbour, scheduler.callback(1))
        await until(lambda: quiet.last_id != first, 10, "a heartbeat with a newer id")
        assert quiet.tickets == []
        async with listening(url, "acme", key, last_id=quiet.last_id) as resumed:
            assert resumed.events("gap") == []


@pytest.mark.parametrize("shown", ["nonsense", "0123456789abcdef.0.0", "x" * 500])
async def test_an_unknown_id_is_told_as_a_gap(relay, scheduler: Scheduler, shown: str):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    async with relay() as url, listening(url, "acme", key, last_id=shown) as listener:
        (gap,) = listener.events("gap")
        assert gap.json == {"reason": "unknown", "from": None, "to": gap.id}
        await send(url, token, scheduler.callback(1))
        await listener.heard(1)


async def test_an_id_ahead_of_the_log_or_of_another_partition_is_a_gap(relay, scheduler: Scheduler):
    key = scheduler.key("acme")
    async with relay() as url:
        async with listening(url, "acme", key) as first:
            digest, partition, _ = first.last_id.split(".")
        for shown, reason in (
            (f"{digest}.{partition}.ffff", "ahead"),
            (f"{digest}.{(int(partition, 16) + 1) % 6:x}.0", "other-partition"),
        ):
            async with listening(url, "acme", key, last_id=shown) as listener:
                (gap,) = listener.events("gap")
                assert gap.json["reason"] == reason


async def test_past_retention_a_gap_says_from_where_to_where(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    async with relay(tickets_retention_seconds=2, tickets_segment_seconds=2) as url:
        async with listening(url, "acme", key) as first:
            start = first.last_id
            await send(url, token, scheduler.callback(1))
            await first.heard(1)
            end = first.last_id

        async def gap():
            async with listening(url, "acme", key, last_id=start) as late:
                return late.events("gap")

        (told,) = await until(gap, 20, "the ticket is forgotten")
        assert told.json == {"reason": "expired", "from": start, "to": end}
        async with listening(url, "acme", key, last_id=end) as in_time:
            assert in_time.events("gap") == []


class TestRefused:
    async def test_a_bad_signature_is_401_and_nothing_is_published(
        self, relay, scheduler: Scheduler, kafka_bootstrap, topic_prefix
    ):
        token = scheduler.connect("acme")
        body = scheduler.callback(1)
        altered = body.replace(b"Ticket 1", b"Ticket 2")
        unsigned = {"content-type": "application/json"}
        async with relay() as url:
            for content, headers in (
                (altered, signed(body)),
                (body, signed(body, "another key")),
                (body, unsigned),
                (b"{}", signed(b"{}")),
                (b"not json", signed(b"not json")),
            ):
                answer = await send(url, token, content, headers)
                assert answer.status_code == 401, answer.text
                assert answer.headers["content-type"] == "application/problem+json"

            def all_noted(found) -> bool:
                """Counts and refusals are two writes: either can be seen first."""
                return sum(found["refused"].values()) == len(found["latest_refusals"]) == 5

            health = await _health(url, "c-acme", scheduler.key("acme"), all_noted)
        assert await topic_of(kafka_bootstrap, topic_prefix) == []
        assert health["refused"]["signature-wrong"] == 2
        assert health["refused"]["signature-missing"] == 1
        latest = health["latest_refusals"][-1]
        assert set(latest) == {"reason", "at", "size", "source"}
        assert latest["size"] == len(altered)
        assert latest["source"] == "127.0.0.1"

    async def test_the_right_signature_of_another_tenants_company_is_refused(self, relay, scheduler: Scheduler):
        token = scheduler.connect("acme", company="acme")
        body = scheduler.callback(1, company="bolt")
        async with relay() as url:
            assert (await send(url, token, body)).status_code == 401

    async def test_an_unknown_address_is_404(self, relay, scheduler: Scheduler):
        body = scheduler.callback(1)
        paused = scheduler.connect("acme", active=False)
        async with relay() as url:
            for token in ("hook-nobody", paused, "x" * 400):
                assert (await send(url, token, body)).status_code == 404

    @pytest.mark.parametrize(
        ("head", "body"),
        [
            (b"Content-Length: 5001", b""),
            (b"Content-Length: 9000000", b""),
            (b"Transfer-Encoding: chunked", b"1389\r\n" + b"x" * 5001 + b"\r\n"),
        ],
    )
    async def test_too_large_is_413_without_waiting_for_the_rest(self, relay, scheduler: Scheduler, head, body):
        token = scheduler.connect("acme")
        async with relay(webhook_max_bytes=5000) as url:
            assert await _status_of_the_beginning(url, token, head, body) == 413

    async def test_a_body_that_does_not_come_is_408(self, relay, scheduler: Scheduler):
        token = scheduler.connect("acme")
        async with relay(webhook_body_seconds=0.5) as url:
            assert await _status_of_the_beginning(url, token, b"Content-Length: 2", b"{") == 408
            await _health(url, "c-acme", scheduler.key("acme"), lambda found: found["refused"] == {"body-too-slow": 1})

    async def test_another_content_type_is_415(self, relay, scheduler: Scheduler):
        token, body = scheduler.connect("acme"), scheduler.callback(1)
        async with relay() as url:
            headers = signed(body) | {"content-type": "application/x-www-form-urlencoded"}
            assert (await send(url, token, body, headers)).status_code == 415

    async def test_more_than_its_share_is_429_with_the_time_to_wait(self, relay, scheduler: Scheduler):
        token = scheduler.connect("acme")
        async with relay(webhook_burst=3, webhook_per_minute=1) as url:
            codes = [(await send(url, token, scheduler.callback(number))) for number in range(4)]
            assert [answer.status_code for answer in codes] == [204, 204, 204, 429]
            assert 0 < int(codes[-1].headers["retry-after"]) <= 60


async def test_a_replayed_webhook_is_acknowledged_and_passed_on_once(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    body = scheduler.callback(1)
    async with relay() as one, relay() as two, listening(one, "acme", key) as listener:
        assert (await send(one, token, body)).status_code == 204
        await listener.heard(1)
        async with listening(two, "acme", key, last_id=listener.events("ticket")[0].id):
            pass  # the other replica has read it as well
        for url in (one, two):
            assert (await send(url, token, body)).status_code == 204
        await send(one, token, scheduler.callback(2))
        await listener.heard(1, 2)
        found = await _health(one, "c-acme", key, lambda found: found["published"] == 2 and found["repeated"] == 2)
        assert found["last_event_at"]


async def test_a_genuine_webhook_about_something_else_is_acknowledged_and_not_published(
    relay, scheduler: Scheduler, kafka_bootstrap, topic_prefix
):
    token = scheduler.connect("acme")
    async with relay() as url:
        assert (await send(url, token, scheduler.callback(1, Type="contact"))).status_code == 204
        await _health(url, "c-acme", scheduler.key(None), lambda found: found["ignored"] == 1)
    assert await topic_of(kafka_bootstrap, topic_prefix) == []


async def test_a_deletion_passes_filters_on_what_it_does_not_say(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    async with relay() as url, listening(url, "acme", key, board="2") as listener:
        await send(url, token, scheduler.callback(1))
        await send(url, token, scheduler.callback(1, action="deleted"))
        await listener.heard(1)
        assert listener.events("ticket")[0].json["kind"] == "deleted"


class TestAccess:
    async def test_who_may_listen(self, relay, scheduler: Scheduler):
        scheduler.connect("acme")
        async with relay() as url, httpx.AsyncClient(base_url=url) as http:

            async def status(path: str, key: str) -> int:
                return (await http.get(path, headers={"authorization": f"Bearer {key}"})).status_code

            stream = "/v1/tenants/acme/tickets/events"
            assert (await http.get(stream)).status_code == 401
            assert await status(stream, "wrong") == 401
            assert await status(stream, scheduler.key("bolt")) == 404
            assert await status("/v1/connections/c-acme/webhook-health", scheduler.key("bolt")) == 404
            assert await status("/v1/connections/c-none/webhook-health", scheduler.key(None)) == 404
            assert await status(f"{stream}?kind=exploded", scheduler.key("acme")) == 422
            async with listening(url, "acme", scheduler.key(None, Role.ADMIN)):
                pass

    async def test_a_revoked_key_ends_its_streams(self, relay, scheduler: Scheduler):
        key, other = scheduler.key("acme"), scheduler.key("acme")
        async with (
            relay(stream_recheck_seconds=0.5) as url,
            listening(url, "acme", key) as revoked,
            listening(url, "acme", other) as stays,
        ):
            del scheduler.keys[key]
            await asyncio.wait_for(revoked.ended.wait(), 30)
            assert revoked.events("closed")[0].json["reason"] == "revoked"
            assert not stays.ended.is_set()

    async def test_a_key_holds_so_many_streams_and_gets_places_back(self, relay, scheduler: Scheduler):
        key = scheduler.key("acme")
        path, headers = "/v1/tenants/acme/tickets/events", {"authorization": f"Bearer {key}"}
        async with relay(streams_per_key=1) as url, httpx.AsyncClient(base_url=url) as http:
            async with listening(url, "acme", key):
                answer = await http.get(path, headers=headers)
                assert answer.status_code == 429

            async def free_again() -> bool:
                async with http.stream("GET", path, headers=headers) as response:
                    return response.status_code == 200

            await until(free_again, 10, "the place is free again")


async def test_a_slow_consumer_is_cut_and_the_others_hear_everything(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    settings = {"stream_backlog_events": 5, "stream_send_seconds": 1, "webhook_burst": 1000}
    async with relay(**settings) as url, listening(url, "acme", key) as quick:
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
        request = f"GET /v1/tenants/acme/tickets/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n"
        writer.write(request.encode())
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.pause_reading()  # from here on it takes nothing more
        for number in range(40):
            answer = await send(url, token, scheduler.callback(number, summary="s" * 200_000))
            assert answer.status_code == 204

        async def cut() -> bool:
            async with httpx.AsyncClient(base_url=url) as http:
                return 'psasync_http_streams_cut_total{reason="slow-consumer"}' in (await http.get("/metrics")).text

        await quick.heard(*range(40), within=30)
        await until(cut, 20, "the slow consumer is cut")
        assert not quick.ended.is_set()
        writer.close()


async def test_kafka_down_is_503_and_nothing_is_half_done(relay, scheduler: Scheduler, free_port):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    nobody = f"127.0.0.1:{free_port()}"
    async with (
        relay(wait=False, kafka_bootstrap=nobody, webhook_publish_seconds=1) as url,
        httpx.AsyncClient(base_url=url) as http,
    ):
        answer = await send(url, token, scheduler.callback(1))
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert answer.json()["type"] == "urn:psasync:problem:kafka-unavailable"
        stream = await http.get("/v1/tenants/acme/tickets/events", headers={"authorization": f"Bearer {key}"})
        assert stream.status_code == 503
        assert (await http.get("/readyz")).status_code == 503
        await _health(url, "c-acme", key, lambda found: found["deferred"] == {"kafka-unavailable": 1})


async def test_the_catalog_down_is_503(relay, scheduler: Scheduler, free_port):
    token = scheduler.connect("acme")
    async with relay(scheduler_url=f"http://127.0.0.1:{free_port()}") as url:
        answer = await send(url, token, scheduler.callback(1))
        assert answer.status_code == 503
        assert answer.headers["retry-after"]


async def test_a_key_service_that_is_down_is_503(relay, scheduler: Scheduler, free_port):
    dead = f"http://127.0.0.1:{free_port()}"
    token = scheduler.connect("acme", settings={"base_url": dead, "company": "acme"})
    body = scheduler.callback(1).replace(scheduler.url.encode(), dead.encode())
    async with relay() as url:
        answer = await send(url, token, body)
        assert answer.status_code == 503, answer.text


async def _status_of_the_beginning(url: str, token: str, head: bytes, body: bytes) -> int:
    """Of a request that does not come to its end."""
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    lines = (f"POST /hooks/{token} HTTP/1.1".encode(), b"Host: x", b"Content-Type: application/json", head, b"", body)
    writer.write(b"\r\n".join(lines))
    status = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    return int(status.split()[1])


async def _health(url: str, connection: str, key: str, holds) -> dict:
    async with httpx.AsyncClient(base_url=url, headers={"authorization": f"Bearer {key}"}) as http:

        async def asked():
            answer = await http.get(f"/v1/connections/{connection}/webhook-health")
            assert answer.status_code == 200, answer.text
            return answer.json() if holds(answer.json()) else None

        return await until(asked, 15, "webhook health")


async def test_the_contract_of_the_stream_is_in_the_openapi_document(relay):
    async with relay(wait=False) as url, httpx.AsyncClient(base_url=url) as http:
        document = json.loads((await http.get("/openapi.json")).text)
    stream = document["paths"]["/v1/tenants/{tenant}/tickets/events"]["get"]
    assert {parameter["name"] for parameter in stream["parameters"]} >= {
        "tenant", "board", "status", "priority", "company", "kind", "last-event-id", "last_event_id",
    }  # fmt: skip
    assert "text/event-stream" in stream["responses"]["200"]["content"]
