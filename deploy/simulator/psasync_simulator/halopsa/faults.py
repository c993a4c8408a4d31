"""Faults in Halo's own shapes."""

from psasync_simulator.fault_answers import FaultAnswers
from psasync_simulator.faults import Fault, FaultKind
from psasync_simulator.halopsa.errors import throttle_answer
from psasync_simulator.http import Answer, json_answer

_ROWS = [None, 7, "text", {"no": "id"}]
_LISTS = ("clients", "sites", "users", "assets")


def _throttle(fault: Fault) -> Answer:
    return throttle_answer(300, fault.seconds or None)


def _error(fault: Fault) -> Answer:
    content = {"ClassName": "System.Data.SqlClient.SqlException", "Message": "Execution Timeout Expired."}
    return json_answer(fault.status or 500, content)


def _bad_rows(_fault: Fault) -> Answer:
    content = {"page_no": 1, "page_size": 100, "record_count": len(_ROWS), **dict.fromkeys(_LISTS, _ROWS)}
    return json_answer(200, content)


FAULT_ANSWERS: FaultAnswers = {
    FaultKind.THROTTLE: _throttle,
    FaultKind.ERROR: _error,
    FaultKind.EXPIRED_KEY: lambda _: Answer(401),
    FaultKind.FORBIDDEN: lambda _: json_answer(403, {"error": "The agent has no access to this."}),
    FaultKind.MISSING: lambda _: json_answer(404, {"Message": "No HTTP resource was found."}),
    FaultKind.BAD_ROWS: _bad_rows,
}
