"""The process of the clients, from the side of the one who measures."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from typing import Any, Self

import psutil

from tests.bench.live.contestants import Contestant

ANSWER_SECONDS = 180
CLIENTS_CORE = 1


def pin(pid: int, core: int) -> None:
    """Keep a process to one core, where there are two or more: what it can do is told per core."""
    if (psutil.cpu_count() or 1) > 1:
        for thread in psutil.Process(pid).threads():
            psutil.Process(thread.id).cpu_affinity([core])


class Crowd:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    @contextlib.asynccontextmanager
    async def connected(cls, contestant: Contestant, clients: int, slow: int = 0) -> AsyncIterator[Self]:
        """`slow` of the clients take nearly nothing."""
        arguments = (str(contestant.port), contestant.path, str(clients), str(slow), contestant.bearer)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.live.clients", *arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=2**24,
        )
        pin(process.pid, CLIENTS_CORE)
        crowd = cls(process)
        try:
            assert await crowd._answer() == {"connected": clients}
            yield crowd
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def moments(self, events: int) -> list[int]:
        """When the last client had each of the next events, in monotonic nanoseconds."""
        moments: list[int] = (await self._asked(f"events {events}"))["moments"]
        return moments

    async def reconnected(self, clients: int) -> float:
        """Seconds until so many, that left and came back at once, were served."""
        seconds: float = (await self._asked(f"reconnect {clients}"))["seconds"]
        return seconds

    async def cut(self) -> int:
        """How many of the slow ones were hung up on."""
        number: int = (await self._asked("cut"))["cut"]
        return number

    async def _asked(self, line: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        return await self._answer()

    async def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        async with asyncio.timeout(ANSWER_SECONDS):
            line = await self._process.stdout.readline()
        assert line, "the clients' process has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer
