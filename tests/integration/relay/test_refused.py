"""Webhooks that are not passed on, each with its answer."""

from __future__ import annotations

import asyncio

import pytest

from tests.integration.relay.scheduler import Scheduler, signed
from tests.integration.relay.webhooks import health_of, send


async def test_a_bad_signature_is_401_and_nothing_is_published(relay, scheduler: Scheduler, published):
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

        health = await health_of(url, "c-acme", scheduler.key("acme"), all_noted)
    assert await published() == []
    assert health["refused"]["signature-wrong"] == 2
    assert health["refused"]["signature-missing"] == 1
    latest = health["latest_refusals"][-1]
    assert set(latest) == {"reason", "at", "size", "source"}
    assert latest["size"] == len(altered)
    assert latest["source"] == "127.0.0.1"


async def test_the_right_signature_of_another_tenants_company_is_refused(relay, scheduler: Scheduler):
    token = scheduler.connect("acme", company="acme")
    body = scheduler.callback(1, company="bolt")
    async with relay() as url:
        assert (await send(url, token, body)).status_code == 401


async def test_an_unknown_address_is_404(relay, scheduler: Scheduler):
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
async def test_too_large_is_413_without_waiting_for_the_rest(relay, scheduler: Scheduler, head, body):
    token = scheduler.connect("acme")
    async with relay(webhook_max_bytes=5000) as url:
        assert await _status_of_the_beginning(url, token, head, body) == 413


async def test_a_body_that_does_not_come_is_408(relay, scheduler: Scheduler):
    token = scheduler.connect("acme")
    async with relay(webhook_body_seconds=0.5) as url:
        assert await _status_of_the_beginning(url, token, b"Content-Length: 2", b"{") == 408
        await health_of(url, "c-acme", scheduler.key("acme"), lambda found: found["refused"] == {"body-too-slow": 1})


async def test_another_content_type_is_415(relay, scheduler: Scheduler):
    token, body = scheduler.connect("acme"), scheduler.callback(1)
    async with relay() as url:
        headers = signed(body) | {"content-type": "application/x-www-form-urlencoded"}
        assert (await send(url, token, body, headers)).status_code == 415


async def test_more_than_its_share_is_429_with_the_time_to_wait(relay, scheduler: Scheduler):
    token = scheduler.connect("acme")
    async with relay(webhook_burst=3, webhook_per_minute=1) as url:
        codes = [(await send(url, token, scheduler.callback(number))) for number in range(4)]
        assert [answer.status_code for answer in codes] == [204, 204, 204, 429]
        assert 0 < int(codes[-1].headers["retry-after"]) <= 60


async def _status_of_the_beginning(url: str, token: str, head: bytes, body: bytes) -> int:
    """Of a request that does not come to its end."""
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    lines = (f"POST /hooks/{token} HTTP/1.1".encode(), b"Host: x", b"Content-Type: application/json", head, b"", body)
    writer.write(b"\r\n".join(lines))
    status = await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    return int(status.split()[1])
