"""Many watchers of running executions, in a process of their own: `python -m tests.bench.watching PORT BEARER ID ...`.

`CLIENTS` streams, spread evenly over the executions. Prints a line of JSON when all are connected, and one for each
line that it reads, `EXECUTION SEQ`: the moments (monotonic nanoseconds) at which each of its watchers knew of that seq.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections.abc import Sequence

import uvloop

from psasync_local.ports import HOST

CLIENTS = 1_000
CONNECT_SECONDS = 120
WITHIN_SECONDS = 60
_SEQ = re.compile(rb'"last_seq":(\d+)')
_OVERLAP = 64  # bytes: longer than what `_SEQ` matches, wherever the stream is cut


class Watcher(asyncio.Protocol):
    """One stream: when it knew of which seq for the first time."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._rest = b""
        self._known: list[tuple[int, int]] = []  # seq and moment, both rising
        self._bell = asyncio.Event()
        self.accepted: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport) -> None:
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if not self.accepted.done():
            if data.startswith(b"HTTP/1.1 200"):
                self.accepted.set_result(None)
            else:
                self.accepted.set_exception(RuntimeError(data[:300].decode(errors="replace")))
        seen = self._rest + data
        self._rest = seen[-_OVERLAP:]
        if found := _SEQ.findall(seen):
            self._known.append((int(found[-1]), time.monotonic_ns()))
            self._bell.set()

    def connection_lost(self, exc: Exception | None) -> None:
        sys.exit(f"a watcher was cut off: {exc}")

    async def knew(self, seq: int) -> int:
        """When it was told of that seq or a later one."""
        while not self._known or self._known[-1][0] < seq:
            self._bell.clear()
            await self._bell.wait()
        return next(moment for known, moment in self._known if known >= seq)


async def main(port: int, bearer: str, executions: Sequence[str]) -> None:
    loop = asyncio.get_running_loop()
    watchers: dict[str, list[Watcher]] = {id_: [] for id_ in executions}
    async with asyncio.timeout(CONNECT_SECONDS):
        for number in range(CLIENTS):
            id_ = executions[number % len(executions)]
            request = (
                f"GET /v1/executions/{id_}/events HTTP/1.1\r\nHost: {HOST}\r\n"
                f"Accept: text/event-stream\r\nAuthorization: Bearer {bearer}\r\n\r\n"
            ).encode()
            _, watcher = await loop.create_connection(lambda request=request: Watcher(request), HOST, port)
            await watcher.accepted
            watchers[id_].append(watcher)
    _say({"connected": CLIENTS})
    while line := await asyncio.to_thread(sys.stdin.readline):
        id_, seq = line.split()
        async with asyncio.timeout(WITHIN_SECONDS):
            _say({"moments": await asyncio.gather(*(each.knew(int(seq)) for each in watchers[id_]))})


def _say(what: dict[str, object]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    asked_port, asked_bearer, *asked_executions = sys.argv[1:]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(int(asked_port), asked_bearer, asked_executions))
