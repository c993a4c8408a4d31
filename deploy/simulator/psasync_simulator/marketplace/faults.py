"""Faults in the marketplace's own shapes."""

from psasync_simulator.fault_answers import FaultAnswers
from psasync_simulator.faults import Fault, FaultKind
from psasync_simulator.http import Answer, json_answer
from psasync_simulator.marketplace.errors import said


def _throttle(fault: Fault) -> Answer:
    headers = {"retry-after": f"{fault.seconds:g}"} if fault.seconds else {}
    return said(429, "Too many requests", **headers)


FAULT_ANSWERS: FaultAnswers = {
    FaultKind.THROTTLE: _throttle,
    FaultKind.ERROR: lambda fault: said(fault.status or 500, "Something went wrong"),
    FaultKind.EXPIRED_KEY: lambda _: said(401, "The API key has expired"),
    FaultKind.FORBIDDEN: lambda _: said(403, "The API key may not read this"),
    FaultKind.MISSING: lambda _: said(404, "There is no such resource"),
    FaultKind.BAD_ROWS: lambda _: json_answer(200, {"data": [None, 7, "text", {"no": "id"}], "paging": {}}),
}
