"""Faults on order: the next calls that match are answered wrongly, then all is well again."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

from psasync_simulator.http import Request

MAX_FAULTS = 100


class FaultKind(StrEnum):
    # the right answer, spoiled
    SLOW = "slow"  # `seconds` late
    CUT = "cut"  # half of it, then the connection is closed
    BAD_JSON = "bad_json"  # without its last bytes, complete as HTTP
    WRONG_TYPES = "wrong_types"  # every scalar of its JSON is of another type
    NULLS = "nulls"  # every scalar of its JSON is null
    HUGE = "huge"  # one of its strings is three million characters long
    UNICODE = "unicode"  # a lone surrogate, escaped, at the end of every string
    # in place of it, the same in every system
    HTML = "html"  # `status` (200) and a web page
    REDIRECT = "redirect"  # 302 to another host
    EMPTY_BODY = "empty_body"  # 200 and nothing
    # in place of it, in the system's own shape
    THROTTLE = "throttle"  # with the time to wait unless `seconds` is 0, where the system names one
    ERROR = "error"  # `status` (500)
    EXPIRED_KEY = "expired_key"  # as for credentials that were good before
    FORBIDDEN = "forbidden"  # as for a role that may not
    MISSING = "missing"  # as for an endpoint that does not exist
    BAD_ROWS = "bad_rows"  # a list that holds no records


@dataclass(slots=True)
class Fault:
    kind: FaultKind
    path: re.Pattern[str]  # searched in the path below the system's mount point
    remaining: int
    skip: int = 0  # matching calls that pass before the first fault
    seconds: float = 1.0
    status: int = 0  # 0: what the kind implies
    account: str | None = None
    id: int = field(default=0)

    def meets(self, account: str, request: Request) -> bool:
        """Count a matching call; true if it is this fault's turn."""
        if self.account not in {None, account} or not self.path.search(request.path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.remaining -= 1
        return True


class FaultBoard:
    def __init__(self) -> None:
        self.active: list[Fault] = []
        self._ids = count(1)

    def add(self, fault: Fault) -> Fault:
        if len(self.active) >= MAX_FAULTS:
            raise ValueError(f"more than {MAX_FAULTS} faults at once")
        fault.id = next(self._ids)
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        self.active.clear()

    def next_for(self, account: str, request: Request) -> Fault | None:
        for fault in self.active:
            if fault.meets(account, request):
                self.active = [one for one in self.active if one.remaining > 0]
                return fault
        return None
