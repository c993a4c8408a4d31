"""Faults in ConnectWise's own shapes."""

from psasync_simulator.fault_answers import FaultAnswers, web_page
from psasync_simulator.faults import Fault, FaultKind
from psasync_simulator.http import Answer, json_answer


def _said(status: int, code: str, message: str) -> Answer:
    return json_answer(status, {"code": code, "message": message})


def _throttle(fault: Fault) -> Answer:
    headers = {"retry-after": f"{fault.seconds:g}"} if fault.seconds else {}
    return json_answer(429, {"code": "ConnectWiseApi", "message": "API rate limit exceeded"}, **headers)


FAULT_ANSWERS: FaultAnswers = {
    FaultKind.THROTTLE: _throttle,
    FaultKind.ERROR: lambda fault: _said(fault.status or 500, "ConnectWiseApi", "Execution timeout"),
    FaultKind.EXPIRED_KEY: lambda _: _said(401, "Unauthorized", "The API key has expired"),
    FaultKind.FORBIDDEN: lambda _: _said(403, "ConnectWiseApi", "Insufficient security permissions"),
    FaultKind.MISSING: lambda _: web_page(404, "404 - File or directory not found."),
    FaultKind.BAD_ROWS: lambda _: json_answer(200, [None, 7, "text", {"no": "id"}]),
}
