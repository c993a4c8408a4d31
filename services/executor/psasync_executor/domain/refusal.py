"""Why a request cannot be run as it stands."""

from psasync.contracts.events.records import RunError
from psasync.contracts.issues import CATALOGUE, IssueCode
from psasync.contracts.vocabulary import ErrorKind


class RunFailed(Exception):  # noqa: N818 - an end, not a mistake of ours
    """The run ends in `error` with this."""

    def __init__(self, error: RunError) -> None:
        super().__init__(error.message)
        self.error = error


class RunRefused(RunFailed):
    """The request or its configuration is wrong; nothing was read or written."""

    def __init__(self, code: IssueCode, message: str) -> None:
        super().__init__(run_error(ErrorKind.CONFIGURATION, code, message))


def run_error(kind: ErrorKind, code: IssueCode, message: str, hint: str = "") -> RunError:
    """An error as people read it; without a hint of its own it shows what the catalogue advises."""
    return RunError(kind=kind, code=code, message=message[:2000], hint=(hint or CATALOGUE[code].action)[:1000])
