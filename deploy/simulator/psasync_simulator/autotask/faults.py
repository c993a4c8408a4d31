"""Faults in Autotask's own shapes."""

from psasync_simulator.autotask.errors import no_resource, said, suspended
from psasync_simulator.autotask.queries.pages import page
from psasync_simulator.fault_answers import FaultAnswers
from psasync_simulator.faults import Fault, FaultKind
from psasync_simulator.http import Answer, json_answer

_FORBIDDEN = "The logged in Resource does not have the adequate permissions to query this entity type."


def _throttle(fault: Fault) -> Answer:
    """With a time to wait it is a 429; without, the ambiguous 500."""
    return suspended(429 if fault.seconds else 500, fault.seconds)


def _forbidden(fault: Fault) -> Answer:
    return said(fault.status or 500, _FORBIDDEN)


FAULT_ANSWERS: FaultAnswers = {
    FaultKind.THROTTLE: _throttle,
    FaultKind.ERROR: lambda fault: said(fault.status or 500, "An unexpected error has occurred. Error ID: 1166"),
    FaultKind.EXPIRED_KEY: lambda _: Answer(401),
    FaultKind.FORBIDDEN: _forbidden,
    FaultKind.MISSING: lambda _: no_resource().answer,
    FaultKind.BAD_ROWS: lambda _: json_answer(200, page([None, 7, "text", {"no": "id"}], size=500)),
}
