"""What the server refuses before an application sees it."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from psasync.kit.http import create_app

ORDINARY = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture
def app(settings):
    async def ready() -> dict[str, str]:
        return {}

    return create_app(service="x", title="X", version="1", settings=settings, routers=[], ready=ready)


async def exchange(url: str, head: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
    try:
        async with asyncio.timeout(5):
            writer.write(head)
            await writer.drain()
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def test_an_ordinary_head_is_answered(app, running) -> None:
    async with running(app) as url:
        answer = await exchange(url, ORDINARY)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"server: uvicorn" not in answer.lower()


@pytest.mark.parametrize(
    "head",
    [
        b"GET /healthz?" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 1000) for n in range(80)) + b"\r\n",
    ],
    ids=["address", "headers"],
)
async def test_a_head_without_measure_is_cut(app, running, head: bytes) -> None:
    async with running(app) as url:
        assert await exchange(url, head) == b""
        # and the server goes on
        assert b" 200 " in await exchange(url, ORDINARY)


@pytest.mark.parametrize(
    "head",
    [
        b"no request at all\r\n\r\n",
        b"POST /healthz HTTP/1.1\r\nHost: x\r\nIdempotency-Key: a\x01b\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["words", "a control character"],
)
async def test_what_is_no_http_is_told_so_by_a_problem(app, running, head: bytes) -> None:
    async with running(app) as url:
        answer, _, body = (await exchange(url, head)).partition(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert b"\r\ncontent-type: application/problem+json\r\n" in answer + b"\r\n"
        assert json.loads(body)["type"] == "urn:psasync:problem:no-http"
        # and the server goes on
        assert b" 200 " in await exchange(url, ORDINARY)


async def test_a_body_over_the_limit_closes_the_connection(app, running) -> None:
    async with running(app) as url:
        head = b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n"
        answer = await exchange(url, head)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"application/problem+json" in answer


@pytest.mark.parametrize("megabytes", [2, 6])
async def test_a_client_that_sends_too_much_still_reads_why(app, running, megabytes: int) -> None:
    async with running(app) as url, httpx.AsyncClient(timeout=20) as client:
        for _ in range(5):
            response = await client.post(f"{url}/healthz", content=b"x" * megabytes * 1_000_000)
            assert response.status_code == 413
            assert response.json()["title"]


async def test_the_head_is_measured_per_request_and_not_per_connection(app, running) -> None:
    one = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + b"y" * 20_000
    async with running(app) as url:
        answer = await exchange(url, (one + b"\r\n\r\n") * 5 + one + b"\r\nConnection: close\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200") == 6
