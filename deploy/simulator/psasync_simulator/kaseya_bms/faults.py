"""Faults in BMS's own shapes."""

from psasync_simulator.fault_answers import FaultAnswers, web_page
from psasync_simulator.faults import FaultKind
from psasync_simulator.kaseya_bms.answers import complaint, success, unauthenticated

FAULT_ANSWERS: FaultAnswers = {
    FaultKind.THROTTLE: lambda fault: complaint("API rate limit exceeded.", status=429, retry_after=fault.seconds),
    FaultKind.ERROR: lambda fault: complaint("An error occurred. Try again.", status=fault.status or 200),
    FaultKind.EXPIRED_KEY: lambda _: unauthenticated().answer,
    FaultKind.FORBIDDEN: lambda _: complaint("You do not have permission to view this."),
    FaultKind.MISSING: lambda _: web_page(404, "404 - File or directory not found."),
    FaultKind.BAD_ROWS: lambda _: success([None, 7, "text", {"no": "id"}], 4),
}
