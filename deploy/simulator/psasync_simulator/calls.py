"""What was called: counts by path for tests that watch a budget, and the last calls one by one."""

import re
from collections import Counter, deque
from typing import NamedTuple

LOG_SIZE = 20_000
_NUMBER = re.compile(r"(?<=/)\d+(?=/|$)")


class Call(NamedTuple):
    company: str
    method: str
    path: str
    query: str
    page_id: str
    status: int


class CallLog:
    """Counts are by path with ids as `{id}`, so that they stay few; the log keeps the last 20,000 calls."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.last: deque[Call] = deque(maxlen=LOG_SIZE)
        self.running = 0
        self.most_at_once = 0

    def begin(self) -> None:
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)

    def end(self, call: Call) -> None:
        self.running -= 1
        self.counts[f"{call.method} {_NUMBER.sub('{id}', call.path)}"] += 1
        self.statuses[call.status] += 1
        self.last.append(call)

    def reset(self) -> None:
        self.counts.clear()
        self.statuses.clear()
        self.last.clear()
        self.most_at_once = self.running
