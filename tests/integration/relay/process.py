"""The relay as a process of its own, and all that it writes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from tests.integration.relay.conftest import ready
from tests.support.waiting import until

MODULE = "psasync_tickets_relay"


class RelayProcess:
    def __init__(self, url: str, process: asyncio.subprocess.Process, output: Path) -> None:
        self.url = url
        self.process = process
        self.output = output

    async def stopped(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 20)


@contextlib.asynccontextmanager
async def relay_process(
    environment: dict[str, str], folder: Path, *, module: str = MODULE, wait: bool = True
) -> AsyncIterator[RelayProcess]:
    """At log level DEBUG, in a folder that is its own for temporary files too; ready, unless told not to wait."""
    output = folder / "relay.log"
    with output.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            env={**os.environ, **environment, "PSASYNC_LOG_LEVEL": "DEBUG", "TMPDIR": str(folder)},
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    try:
        url = f"http://127.0.0.1:{environment['PSASYNC_RELAY_PORT']}"
        await _listens(url, process)
        if wait:
            await ready(url)
        yield RelayProcess(url, process, output)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _listens(url: str, process: asyncio.subprocess.Process) -> None:
    async with httpx.AsyncClient(base_url=url) as http:

        async def answered() -> bool:
            with contextlib.suppress(httpx.TransportError):
                return (await http.get("/healthz")).status_code == 200
            assert process.returncode is None, "the relay ended; its output is in the test's folder"
            return False

        await until(answered, 30, "the relay listens")
