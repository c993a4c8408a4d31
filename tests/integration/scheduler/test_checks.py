"""The credentials check against the simulated PSA."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.integration.scheduler.service import TOKEN, Client
from tests.integration.scheduler.systems import Doors
from tests.support.waiting import until

KEYS = {
    "public_key": "demo-public-key",
    "private_key": "demo-private-key",
    "client_id": "0e1d3c5b-7a99-4f88-9d77-123456789abc",
}


@pytest.fixture
async def psa(free_port) -> AsyncIterator[str]:
    """The address of a running simulator."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "psasync_simulator", env=os.environ | {"PSASYNC_SIMULATOR_PORT": str(port)}
    )
    address = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient(base_url=address) as client:
            await until(lambda: _alive(client), within=60, what="the simulator")
        yield f"{address}/connectwise"
    finally:
        process.terminate()
        await process.wait()


async def _alive(client: httpx.AsyncClient) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return (await client.get("/healthz")).is_success
    return False


async def connect(api: Client, psa: str, **more) -> str:
    settings = {"base_url": psa, "company": "demo"}
    return await api.connection(await api.tenant(), settings=settings, **({"secrets": KEYS} | more))


async def test_good_credentials(api: Client, psa: str):
    report = (await api.post(f"/v1/connections/{await connect(api, psa)}/check")).json()
    assert report["ok"], report
    assert report["readable"]["company"] is True


async def test_bad_credentials_are_an_answer(api: Client, psa: str):
    connection = await connect(api, psa, secrets=KEYS | {"private_key": "not-the-key-77"})
    answer = await api.post(f"/v1/connections/{connection}/check")
    assert (answer.status_code, answer.json()["ok"]) == (200, False)
    assert answer.json()["error_kind"] == "authentication"
    assert "not-the-key-77" not in answer.text


async def test_nobody_there(api: Client, free_port):
    connection = await connect(api, f"http://127.0.0.1:{free_port()}")
    report = (await api.post(f"/v1/connections/{connection}/check")).json()
    assert (report["ok"], report["error_kind"]) == (False, "connectivity")


async def test_the_share_of_the_budget_holds(api: Client, psa: str):
    """20 calls a minute leave the scheduler one: the check says that it had no more."""
    connection = await connect(api, psa, calls_per_minute=20)
    report = (await api.post(f"/v1/connections/{connection}/check")).json()
    assert report["ok"] is False
    assert "share" in report["message"]


async def test_a_destination_is_checked_too(api: Client, doors: Doors):
    report = (await api.post(f"/v1/connections/{await api.shop(await api.tenant())}/check")).json()
    assert (report["ok"], report["message"]) == (True, "checked with [redacted]")
    assert [opened.closed for opened in doors.opened] == [True]


async def test_there_has_to_be_something_to_check(api: Client):
    connection = await api.connection(await api.tenant(), system="syncro", settings={}, secrets=TOKEN)
    answer = await api.post(f"/v1/connections/{connection}/check")
    assert answer.status_code == 200
    assert (answer.json()["ok"], answer.json()["error_kind"]) == (False, "configuration")
    assert "neither be read from nor written to" in answer.json()["message"]
