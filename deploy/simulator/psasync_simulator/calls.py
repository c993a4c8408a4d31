"""What was called: counts by path for tests that watch a budget, and the last calls one by one."""

import re
from collections import Counter, deque
from typing import NamedTuple

LOG_SIZE = 20_000
_NUMBER = re.compile(r"(?<=/)\d+(?=/|$)")


class Call(NamedTuple):
    account: str
    method: str
    path: str
    query: str
    status: int


class CallLog:
    """Counts are by path with ids as `{id}`, so that they stay few; the log keeps the last 20,000 calls.

    A system that limits what runs at once per endpoint names the endpoint of each call; "" is none.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.last: deque[Call] = deque(maxlen=LOG_SIZE)
        self.running = 0
        self.most_at_once = 0
        self.most_at_once_by_endpoint: dict[str, int] = {}
        self._running_by_endpoint: Counter[str] = Counter()

    def begin(self, endpoint: str = "") -> None:
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        if endpoint:
            self._running_by_endpoint[endpoint] += 1
            most = self.most_at_once_by_endpoint.get(endpoint, 0)
            self.most_at_once_by_endpoint[endpoint] = max(most, self._running_by_endpoint[endpoint])

    def running_at(self, endpoint: str) -> int:
        """How many calls the endpoint works on now, the one that asks included."""
        return self._running_by_endpoint[endpoint]

    def end(self, call: Call, endpoint: str = "") -> None:
        self.running -= 1
        if endpoint:
            self._running_by_endpoint[endpoint] -= 1
        self.counts[f"{call.method} {_NUMBER.sub('{id}', call.path)}"] += 1
        self.statuses[call.status] += 1
        self.last.append(call)

    def reset(self) -> None:
        self.counts.clear()
        self.statuses.clear()
        self.last.clear()
        self.most_at_once = self.running
        self._running_by_endpoint = +self._running_by_endpoint
        self.most_at_once_by_endpoint = dict(self._running_by_endpoint)
