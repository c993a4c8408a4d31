"""Many SSE clients in a process of their own: `python -m tests.bench.listeners PORT PATH CLIENTS [BEARER]`.

Prints one line of JSON when all are connected, and one for each line that it reads: a number n asks for the moments
(monotonic nanoseconds) at which all clients had events 1 to n since the last line.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

import uvloop

HOST = "127.0.0.1"
CONNECT_SECONDS = 60
WITHIN_SECONDS = 120


class Counter:
    """Counts the events in a stream of bytes, wherever it is cut."""

    PATTERN = b"event: ticket\n"

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> int:
        """How many events began in `data`."""
        seen = self._rest + data
        self._rest = seen[-len(self.PATTERN) + 1 :]
        return seen.count(self.PATTERN)


class Arrivals:
    """When the last of all clients had which event. Every client gets the same events in the same order."""

    def __init__(self, clients: int) -> None:
        self._clients = clients
        self._lacking: list[int] = []  # by event: clients that do not have it yet
        self._bell = asyncio.Event()
        self.moments: list[int] = []

    def saw(self, first: int, count: int) -> None:
        """A client got events `first` to `first + count - 1`, from 0."""
        lacking = self._lacking
        lacking += [self._clients] * (first + count - len(lacking))
        for event in range(first, first + count):
            lacking[event] -= 1
            if lacking[event] == 0:
                self.moments.append(time.monotonic_ns())
                self._bell.set()

    async def until(self, events: int) -> None:
        while len(self.moments) < events:
            self._bell.clear()
            await self._bell.wait()


class Listener(asyncio.Protocol):
    """One client: a request, then counting."""

    def __init__(self, request: bytes, arrivals: Arrivals) -> None:
        self._request = request
        self._arrivals = arrivals
        self._counter = Counter()
        self._had = 0
        self.accepted: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport) -> None:
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if not self.accepted.done():
            if data.startswith(b"HTTP/1.1 200"):
                self.accepted.set_result(None)
            else:
                self.accepted.set_exception(RuntimeError(data[:300].decode(errors="replace")))
        if count := self._counter.feed(data):
            self._arrivals.saw(self._had, count)
            self._had += count

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.accepted.done():
            self.accepted.set_exception(RuntimeError(f"not answered: {exc}"))
            return
        sys.exit("a client was cut off")


async def main(port: int, path: str, clients: int, bearer: str) -> None:
    loop = asyncio.get_running_loop()
    arrivals = Arrivals(clients)
    authorization = f"Authorization: Bearer {bearer}\r\n" if bearer else ""
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/event-stream\r\n{authorization}\r\n".encode()
    async with asyncio.timeout(CONNECT_SECONDS):
        for _ in range(clients):
            _, listener = await loop.create_connection(lambda: Listener(request, arrivals), HOST, port)
            await listener.accepted
    say({"connected": clients})
    done = 0
    while line := await asyncio.to_thread(sys.stdin.readline):
        wanted = int(line)
        async with asyncio.timeout(WITHIN_SECONDS):
            await arrivals.until(done + wanted)
        say({"moments": arrivals.moments[done : done + wanted]})
        done += wanted


def say(what: dict) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    asked_port, asked_path, asked_clients, *asked_bearer = sys.argv[1:]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(int(asked_port), asked_path, int(asked_clients), "".join(asked_bearer)))
