"""Faults in Syncro's own shapes."""

from psasync_simulator.fault_answers import FaultAnswers
from psasync_simulator.faults import Fault, FaultKind
from psasync_simulator.http import Answer, json_answer
from psasync_simulator.syncro.errors import forbidden, throttled

_NO_RECORDS = [None, 7, "text", {"no": "id"}]


def _error(fault: Fault) -> Answer:
    status = fault.status or 500
    return json_answer(status, {"status": status, "error": "Internal Server Error"})


FAULT_ANSWERS: FaultAnswers = {
    FaultKind.THROTTLE: lambda fault: throttled(f"{fault.seconds:g}" if fault.seconds else ""),
    FaultKind.ERROR: _error,
    FaultKind.EXPIRED_KEY: lambda _: json_answer(401, {"error": "Unauthorized"}),
    FaultKind.FORBIDDEN: lambda _: forbidden(),
    FaultKind.MISSING: lambda _: Answer(404),
    FaultKind.BAD_ROWS: lambda _: json_answer(
        200,
        {
            "customers": _NO_RECORDS,
            "contacts": _NO_RECORDS,
            "assets": _NO_RECORDS,
            "tickets": _NO_RECORDS,
            "meta": {"total_pages": 1, "total_entries": len(_NO_RECORDS), "per_page": 50, "page": 1},
        },
    ),
}
