"""Answers that stand in place of the right one: those of every system here, the rest in each system's own table."""

from collections.abc import Callable, Mapping

from psasync_simulator.faults import Fault, FaultKind
from psasync_simulator.http import Answer

FaultAnswers = Mapping[FaultKind, Callable[[Fault], Answer]]

SHARED: FaultAnswers = {
    FaultKind.HTML: lambda fault: web_page(fault.status or 200, "Maintenance"),
    FaultKind.REDIRECT: lambda _: Answer(302, headers={"location": "https://elsewhere.invalid/"}),
    FaultKind.EMPTY_BODY: lambda _: Answer(200),
}


def web_page(status: int, text: str) -> Answer:
    return Answer(status, f"<html><body>{text}</body></html>".encode(), "text/html")
