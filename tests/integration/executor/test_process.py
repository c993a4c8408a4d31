"""The real process: it starts, says that it is ready, and stops when told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import httpx

from tests.support.waiting import until


def started(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "psasync_executor"], env={**os.environ, **environment})


async def test_it_starts_is_ready_and_stops(settings_env):
    process = started(settings_env)
    try:
        url = settings_env["PSASYNC_EXECUTOR_URL"]
        async with httpx.AsyncClient(base_url=url) as client:

            async def ready() -> bool:
                try:
                    return (await client.get("/readyz")).status_code == 200
                except httpx.HTTPError:
                    return False

            await until(ready, 60, "the executor is ready")
            assert (await client.get("/healthz")).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
    finally:
        process.kill()
        process.wait()


def test_a_probe_kills_the_process_and_nothing_else():
    script = (
        "import asyncio; from psasync_executor.probe import Point, probe_of; "
        "asyncio.run(probe_of('mid_publish:1').reached(Point.AFTER_FETCH)); "
        "asyncio.run(probe_of('mid_publish:1').reached(Point.MID_PUBLISH))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -signal.SIGKILL
