"""Start, stop and refusal of a whole service process."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.support.environment import local_secrets

SCRIPT = Path(__file__).with_name("example_service.py")


@asynccontextmanager
async def started(port: int, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(SCRIPT),
        env={**os.environ, **local_secrets.generate(), "PSASYNC_EXAMPLE_PORT": str(port), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def alive(port: int) -> None:
    async with httpx.AsyncClient(timeout=1) as client, asyncio.timeout(20):
        while True:
            try:
                if (await client.get(f"http://127.0.0.1:{port}/healthz")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_stops_in_order_with_status_0(
    free_port: Callable[[], int], mongo_uri: str, database_prefix: str, number
) -> None:
    port = free_port()
    async with started(port, PSASYNC_MONGO_URI=mongo_uri, PSASYNC_MONGO_DATABASE_PREFIX=database_prefix) as process:
        await alive(port)
        async with httpx.AsyncClient(timeout=5) as client, asyncio.timeout(20):
            while (await client.get(f"http://127.0.0.1:{port}/readyz")).status_code != 200:
                await asyncio.sleep(0.1)
            response = await client.send(client.build_request("GET", f"http://127.0.0.1:{port}/events"), stream=True)
            lines = response.aiter_lines()
            assert await anext(lines) == "data: first"
            stopping = time.monotonic()
            process.send_signal(number)
            _, err = await asyncio.wait_for(process.communicate(), 10)
            assert time.monotonic() - stopping < 5
            assert [line async for line in lines] == [""]
    assert process.returncode == 0
    assert b"loop cleaned up" in err
    assert b"Traceback" not in err


async def test_starts_and_stops_without_its_database_and_says_so(free_port: Callable[[], int]) -> None:
    port = free_port()
    nowhere = f"mongodb://127.0.0.1:{free_port()}/?directConnection=true"
    async with started(port, PSASYNC_MONGO_URI=nowhere, PSASYNC_MONGO_TIMEOUT_SECONDS="1") as process:
        await alive(port)
        async with httpx.AsyncClient(timeout=10) as client:
            response = await client.get(f"http://127.0.0.1:{port}/readyz")
        assert response.status_code == 503
        checks = response.json()["checks"]
        assert "does not answer" in checks["mongodb"]
        assert checks["indexes"] != "ok"
        assert "waiting" in checks["loop idle"]
        process.terminate()
        await asyncio.wait_for(process.wait(), 10)
    assert process.returncode == 0


async def test_a_taken_port_is_one_line_and_status_3(free_port: Callable[[], int]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        async with started(port) as process:
            _, err = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 3
    assert err.decode() == f"Port 127.0.0.1:{port} is taken; set PSASYNC_EXAMPLE_PORT to another port.\n"


async def test_bad_settings_are_listed_with_status_2(free_port: Callable[[], int]) -> None:
    async with started(free_port(), PSASYNC_KEYRING="", PSASYNC_CLOCK_RATE="-1") as process:
        out, err = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 2
    assert b"PSASYNC_KEYRING: is not set" in err
    assert b"PSASYNC_CLOCK_RATE" in err
    assert out == b""
