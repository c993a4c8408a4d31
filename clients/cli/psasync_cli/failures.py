"""What the platform answers, as what a command ends with."""

from psasync_cli.errors import CliError
from psasync_cli.exits import ExitCode
from psasync_cli.output.words import duration
from psasync_client import (
    Conflict,
    ConnectionFailed,
    Forbidden,
    Invalid,
    NotFound,
    ProblemError,
    PsaSyncError,
    StillRunning,
    Timeout,
    TooManyRequests,
    Unauthorized,
    Unavailable,
)

_REMEDIES = {
    "in-use": "--cascade takes what hangs on it along.",
    "paused": "Resume it first: psasync tenants|connections|syncs resume ...",
    "stale": "It was changed by somebody else meanwhile. Look at it again, and repeat the command.",
    "not-ended": "Wait for its end: psasync watch ...",
    "last-admin-key": "",
    "no-role": "Ask whoever administers the platform which group you have to be in.",
}


def failure(error: PsaSyncError) -> CliError:
    """In the platform's own words, with what to do."""
    match error:
        case ProblemError():
            return _problem(error)
        case ConnectionFailed():
            return CliError(
                str(error),
                ExitCode.UNREACHABLE,
                remedy="psasync doctor looks at all services; psasync profiles show has the addresses.",
            )
        case StillRunning():
            return CliError(
                str(error),
                ExitCode.TIMEOUT,
                remedy=f"psasync watch {error.execution_id} comes back to it.",
            )
        case Timeout():
            return CliError(f"No answer in time: {error}", ExitCode.UNREACHABLE, remedy="psasync doctor")
        case _:
            return CliError(
                str(error), ExitCode.UNREACHABLE, remedy="Is the address that of a PSA Sync service? psasync doctor"
            )


def _problem(error: ProblemError) -> CliError:
    message = f"{error.title}: {error.detail}" if error.detail else error.title
    return CliError(
        message,
        _code(error),
        remedy=_REMEDIES.get(error.code, "") or _remedy(error),
        details=(
            *(f"{each.field}: {each.message}" for each in error.errors),
            *([f"request {error.request_id}"] if error.request_id and error.status >= 500 else []),
        ),
    )


def _code(error: ProblemError) -> ExitCode:
    match error:
        case Unauthorized() | Forbidden():
            return ExitCode.NOT_ALLOWED
        case NotFound():
            return ExitCode.NOT_FOUND
        case TooManyRequests() | Unavailable():
            return ExitCode.UNREACHABLE
        case Conflict() if error.code == "confirmation-needed":
            return ExitCode.CONFIRMATION
        case Conflict() | Invalid():
            return ExitCode.REFUSED
        case _:
            return ExitCode.UNREACHABLE if error.status >= 500 else ExitCode.REFUSED


def _remedy(error: ProblemError) -> str:
    match error:
        case Unauthorized():
            return "psasync login"
        case Forbidden():
            return "psasync whoami shows what your key may do; another profile may have another key."
        case TooManyRequests() | Unavailable() if error.retry_after:
            return f"Try again in {duration(error.retry_after)}."
        case Unavailable():
            return "Try again; psasync doctor says what does not work."
        case _:
            return ""
