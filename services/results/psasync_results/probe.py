"""Named points at which a test can have the process killed."""

import os
import signal
from typing import Protocol

AFTER_RECORDS = "after_records"
AFTER_ISSUES = "after_issues"
AFTER_CAS = "after_cas"
POINTS = (AFTER_RECORDS, AFTER_ISSUES, AFTER_CAS)


class Probe(Protocol):
    def reached(self, point: str) -> None: ...


class NoProbe:
    def reached(self, point: str) -> None:
        """Nothing happens, anywhere."""


class KillAt:
    """Ends the process like a power cut when it reaches a point for the n-th time."""

    def __init__(self, point: str, nth: int) -> None:
        self._point = point
        self._left = nth

    def reached(self, point: str) -> None:
        if point != self._point:
            return
        self._left -= 1
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def parse(text: str) -> Probe:
    """`<point>:<nth>`, or nothing. Raises ValueError."""
    if not text:
        return NoProbe()
    point, _, nth = text.partition(":")
    if point not in POINTS or not nth.isdecimal() or int(nth) < 1:
        raise ValueError(f"a probe is <point>:<nth> with a point of {', '.join(POINTS)}")
    return KillAt(point, int(nth))
