"""How a command ends: codes that scripts can count on. Part of the interface: none ever changes its meaning."""

from enum import IntEnum


class ExitCode(IntEnum):
    OK = 0
    FAILED = 1
    USAGE = 2
    WARNINGS = 3
    NOT_FOUND = 4
    NOT_ALLOWED = 5
    REFUSED = 6
    CONFIRMATION = 7
    UNREACHABLE = 8
    TIMEOUT = 9
    CANCELED = 10
    INTERNAL = 70
    INTERRUPTED = 130


MEANINGS = {
    ExitCode.OK: "Done. A run that was watched has finished without anything to complain of.",
    ExitCode.FAILED: "The run ended in ERROR; or a check (doctor, connections check, webhook test) found a fault.",
    ExitCode.USAGE: "The command was called in a way that it does not understand. Nothing was done.",
    ExitCode.WARNINGS: "The run finished, and at least one record was refused, failed, skipped or has a warning.",
    ExitCode.NOT_FOUND: "There is no such thing for this key, or the name fits several.",
    ExitCode.NOT_ALLOWED: "No key, a key that is no longer valid, or one whose role is not enough.",
    ExitCode.REFUSED: "The platform refused: something is paused, in use or already over, or a value is not valid.",
    ExitCode.CONFIRMATION: "It needs a confirmation that was not given: type it, or use --confirm.",
    ExitCode.UNREACHABLE: "A service did not answer, or could not serve at the moment. It can be tried again.",
    ExitCode.TIMEOUT: "The time given with --within is over. A run that was watched goes on.",
    ExitCode.CANCELED: "The run was canceled.",
    ExitCode.INTERNAL: "An error of this program. PSASYNC_DEBUG=1 shows where.",
    ExitCode.INTERRUPTED: "Ctrl-C. A run that was watched goes on.",
}
