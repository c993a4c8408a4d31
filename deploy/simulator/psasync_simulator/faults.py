"""Faults on order: the next calls that match are answered wrongly, then all is well again."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

from psasync_simulator.http import Answer, Request, json_answer

MAX_FAULTS = 100


class FaultKind(StrEnum):
    THROTTLE = "throttle"  # 429, with `Retry-After` unless `seconds` is 0
    ERROR = "error"  # `status` (500), JSON body
    SLOW = "slow"  # the right answer, `seconds` late
    CUT = "cut"  # half of the right answer, then the connection is closed
    EXPIRED_KEY = "expired_key"  # 401
    FORBIDDEN = "forbidden"  # 403
    BAD_JSON = "bad_json"  # the right answer without its last bytes, complete as HTTP
    HTML = "html"  # `status` (200) and a web page
    REDIRECT = "redirect"  # 302 to another host
    MISSING = "missing"  # 404 as for an endpoint that does not exist
    BAD_ROWS = "bad_rows"  # 200 and a list that holds no records


@dataclass(slots=True)
class Fault:
    kind: FaultKind
    path: re.Pattern[str]  # searched in the path below the system's mount point
    remaining: int
    skip: int = 0  # matching calls that pass before the first fault
    seconds: float = 1.0
    status: int = 0  # 0: what the kind implies
    company: str | None = None
    id: int = field(default=0)

    def meets(self, company: str, request: Request) -> bool:
        """Count a matching call; true if it is this fault's turn."""
        if self.company not in {None, company} or not self.path.search(request.path):
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

    def next_for(self, company: str, request: Request) -> Fault | None:
        for fault in self.active:
            if fault.meets(company, request):
                self.active = [one for one in self.active if one.remaining > 0]
                return fault
        return None


def in_place_of(fault: Fault) -> Answer | None:
    """The answer of a fault that the system itself never sees; None for one that only spoils the right answer."""
    make = _INSTEAD.get(fault.kind)
    return make(fault) if make else None


def _said(status: int, code: str, message: str) -> Answer:
    return json_answer(status, {"code": code, "message": message})


def _throttle(fault: Fault) -> Answer:
    headers = {"retry-after": f"{fault.seconds:g}"} if fault.seconds else {}
    return json_answer(429, {"code": "ConnectWiseApi", "message": "API rate limit exceeded"}, **headers)


def _page(status: int, text: bytes) -> Answer:
    return Answer(status, b"<html><body>" + text + b"</body></html>", "text/html")


_INSTEAD: dict[FaultKind, Callable[[Fault], Answer]] = {
    FaultKind.THROTTLE: _throttle,
    FaultKind.ERROR: lambda fault: _said(fault.status or 500, "ConnectWiseApi", "Execution timeout"),
    FaultKind.EXPIRED_KEY: lambda _: _said(401, "Unauthorized", "The API key has expired"),
    FaultKind.FORBIDDEN: lambda _: _said(403, "ConnectWiseApi", "Insufficient security permissions"),
    FaultKind.HTML: lambda fault: _page(fault.status or 200, b"Maintenance"),
    FaultKind.REDIRECT: lambda _: Answer(302, headers={"location": "https://elsewhere.invalid/"}),
    FaultKind.MISSING: lambda _: _page(404, b"404 - File or directory not found."),
    FaultKind.BAD_ROWS: lambda _: json_answer(200, [None, 7, "text", {"no": "id"}]),
}


async def spoil(fault: Fault, answer: Answer) -> Answer:
    match fault.kind:
        case FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
        case FaultKind.CUT:
            return Answer(answer.status, answer.body, answer.content_type, answer.headers, cut=True)
        case FaultKind.BAD_JSON:
            return Answer(answer.status, answer.body[:-3] + b"@", answer.content_type, answer.headers)
        case _:
            pass
    return answer
