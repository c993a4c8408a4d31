"""The service as its users start it: commands, logs, exit codes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.service import SECRETS, Client, as_
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures("settings")


async def command(*arguments: str, **environment: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "psasync_scheduler",
        *arguments,
        env=os.environ | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, out.decode(), err.decode()


@contextlib.asynccontextmanager
async def process(log: Path, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    with log.open("wb") as output:
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "psasync_scheduler", env=os.environ | environment, stdout=output, stderr=output
        )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def test_the_first_key_is_made_once(settings: SchedulerSettings, tmp_path):
    made = await asyncio.gather(*(command("bootstrap-key") for _ in range(3)))
    assert sorted(code for code, _, _ in made) == [0, 1, 1]
    (key,) = [out.strip() for code, out, _ in made if code == 0]
    assert all("--replace" in err and not out for code, out, err in made if code == 1)
    code, out, _ = await command("bootstrap-key", "--replace")
    replaced = out.strip()
    assert code == 0
    assert replaced != key
    log = tmp_path / "log"
    async with process(log), httpx.AsyncClient(base_url=settings.scheduler_url) as client:
        await until(lambda: _answers(client), within=60, what="the service")
        assert (await client.get("/v1/tenants", headers=as_(key))).status_code == 401
        assert (await client.get("/v1/tenants", headers=as_(replaced))).status_code == 200


async def test_logs_hold_no_secret_and_the_stop_is_clean(settings: SchedulerSettings, tmp_path):
    _, out, _ = await command("bootstrap-key")
    log = tmp_path / "log"
    async with (
        process(log, PSASYNC_LOG_LEVEL="DEBUG") as service,
        Client(base_url=settings.scheduler_url, headers=as_(out.strip()), timeout=30, trust_env=False) as api,
    ):
        await until(lambda: _answers(api), within=60, what="the service")
        tenant = await api.tenant()
        connection = await api.connection(tenant)
        token = (await api.get(f"/v1/connections/{connection}")).json()["webhook_url"].rpartition("/")[2]
        inside = as_(settings.internal_token.get_secret_value())
        assert (await api.get(f"/internal/webhooks/{token}", headers=inside)).status_code == 200
        key = await api.key("operator", tenant)
        sync = await api.sync(connection=connection)
        assert (await api.post(f"/v1/syncs/{sync}/executions", headers=as_(key))).status_code == 202
        assert (await api.post(f"/v1/connections/{connection}/check")).json()["ok"] is False
        service.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(service.wait(), 20) == 0
    text = log.read_text()
    assert "/v1/syncs/{sync_id}/executions" in text, "the log is the service's"
    for secret in (*SECRETS.values(), out.strip(), key, token, settings.internal_token.get_secret_value()):
        assert secret not in text


async def _answers(client: httpx.AsyncClient) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return (await client.get("/readyz")).status_code == 200
    return False
