"""Many SSE clients in a process of their own: `python -m tests.bench.live.clients PORT PATH CLIENTS SLOW [BEARER]`.

Prints a line of JSON when all are connected, and one for each line that it reads:

    events N      the moments (monotonic ns) at which the last of the quick clients had each of the next N events
    reconnect N   N quick clients hang up and come back with their last id, at once: the seconds until all are served
    cut           how many slow clients were hung up on

Slow clients take a few bytes a second. It reads sockets itself: an event loop's callback costs more than the reading.
"""

from __future__ import annotations

import json
import re
import select
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable

HOST = "127.0.0.1"
PATTERN = b"\ndata: "
AT_ONCE = 200  # connections that are being opened
SLOW_BYTES, SLOW_EVERY = 2048, 1.0
WITHIN_SECONDS = 120
_BUFFER = 262_144
_TAIL = 8192  # bytes, in which there is an id
_ID = re.compile(rb"(?:^|\n)id: ([^\r\n]+)")
_KEPT = len(PATTERN) - 1


class Events:
    """Counts the events in a stream of bytes, wherever it is cut."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> int:
        """How many events began in `data`."""
        seen = self._rest + data
        self._rest = seen[-_KEPT:]
        return seen.count(PATTERN)


class Arrivals:
    """When the last of all clients had which event. Every client gets the same events in the same order."""

    def __init__(self, clients: int) -> None:
        self._at: Counter[int] = Counter({0: clients})  # clients by how many events they had
        self.moments: list[int] = []

    def moved(self, before: int, after: int) -> None:
        """A client that had `before` events has `after`."""
        self._at[before] -= 1
        self._at[after] += 1
        while self._at[len(self.moments)] == 0 and len(self.moments) < after:
            del self._at[len(self.moments)]
            self.moments.append(time.monotonic_ns())


class Client:
    """One connection, and what came over it."""

    def __init__(self, port: int, request: bytes, *, slow: bool = False) -> None:
        self.socket = socket.socket()
        if slow:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SLOW_BYTES)
        self.socket.connect((HOST, port))
        self.socket.sendall(request)
        self.had = 0
        self.served = False
        self.tail = b""
        self.counted = Events()


class Crowd:
    """All clients, and one loop over their sockets."""

    def __init__(self, port: int, path: str, bearer: str, clients: int, slow: int) -> None:
        self._port = port
        authorization = f"Authorization: Bearer {bearer}\r\n" if bearer else ""
        self._request = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/event-stream\r\n{authorization}".encode()
        self._poll = select.epoll()
        self._poll.register(sys.stdin, select.EPOLLIN)
        self._clients: dict[int, Client] = {}
        self._slow: list[Client] = []
        self._slow_at = 0.0
        self.cut = 0
        self.arrivals = Arrivals(clients - slow)
        for _ in range(0, clients - slow, AT_ONCE):
            self._open([b""] * min(AT_ONCE, clients - slow - len(self._clients)))
        self._slow = [self._made(b"", slow=True) for _ in range(slow)]

    def reconnect(self, count: int) -> float:
        """They are served when the first bytes after the head came, or the head itself where nothing else comes."""
        leaving = list(self._clients.values())[:count]
        ids = [_ID.findall(client.tail)[-1] for client in leaving]
        had = [client.had for client in leaving]
        for client in leaving:
            self._poll.unregister(client.socket)
            del self._clients[client.socket.fileno()]
            client.socket.close()
        began = time.monotonic()
        for client, number in zip(self._open(ids), had, strict=True):
            client.had += number
        return time.monotonic() - began

    def until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WITHIN_SECONDS
        while not holds():
            if time.monotonic() > deadline:
                sys.exit("the clients have waited too long")
            self._turn()

    def asked(self) -> str:
        """The next line of the one who measures; all the while what comes is taken."""
        while not self._turn():
            pass
        return sys.stdin.readline()

    def _open(self, ids: list[bytes]) -> list[Client]:
        opened = [self._made(last_id) for last_id in ids]
        self.until(lambda: all(client.served for client in opened))
        return opened

    def _made(self, last_id: bytes, *, slow: bool = False) -> Client:
        resumed = b"Last-Event-ID: %b\r\n" % last_id if last_id else b""
        client = Client(self._port, self._request + resumed + b"\r\n", slow=slow)
        client.socket.settimeout(0)
        if not slow:
            self._clients[client.socket.fileno()] = client
            self._poll.register(client.socket, select.EPOLLIN)
        return client

    def _turn(self) -> bool:
        """Takes what has come. True: something is on the standard input."""
        spoken = False
        for number, _ in self._poll.poll(SLOW_EVERY):
            client = self._clients.get(number)
            if client is None:
                spoken = True
            else:
                self._take(client)
        if self._slow and time.monotonic() - self._slow_at >= SLOW_EVERY:
            self._slow_at = time.monotonic()
            self._slow = [client for client in self._slow if self._sipped(client)]
        return spoken

    def _take(self, client: Client) -> None:
        data = client.socket.recv(_BUFFER)
        if not data:
            sys.exit("a client was cut off")
        if not client.served:
            if not data.startswith(b"HTTP/1.1 200"):
                sys.exit(data[:300].decode(errors="replace"))
            client.served = True
        client.tail = data[-_TAIL:]
        if count := client.counted.feed(data):
            self.arrivals.moved(client.had, client.had + count)
            client.had += count

    def _sipped(self, client: Client) -> bool:
        try:
            alive = bool(client.socket.recv(SLOW_BYTES))
        except BlockingIOError:
            return True
        except OSError:
            alive = False
        self.cut += not alive
        return alive


def main(port: int, path: str, clients: int, slow: int, bearer: str) -> None:
    crowd = Crowd(port, path, bearer, clients, slow)
    _say({"connected": clients})
    done = 0
    while line := crowd.asked():
        command, _, argument = line.strip().partition(" ")
        if command == "events":
            wanted = done + int(argument)
            crowd.until(lambda: len(crowd.arrivals.moments) >= wanted)  # noqa: B023
            _say({"moments": crowd.arrivals.moments[done:wanted]})
            done = wanted
        elif command == "reconnect":
            _say({"seconds": crowd.reconnect(int(argument))})
        else:
            _say({"cut": crowd.cut})


def _say(what: dict[str, object]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    asked_port, asked_path, asked_clients, asked_slow, *asked_bearer = sys.argv[1:]
    main(int(asked_port), asked_path, int(asked_clients), int(asked_slow), "".join(asked_bearer))
