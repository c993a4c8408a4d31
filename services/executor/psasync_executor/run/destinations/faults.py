"""A destination's faults in words that tell it from the source."""

from psasync.contracts.issues import Issue, IssueCode
from psasync.psa.port import PsaError

_OF_A_SOURCE = frozenset({
    IssueCode.SOURCE_UNREACHABLE,
    IssueCode.SOURCE_TIMEOUT,
    IssueCode.SOURCE_FAILED,
    IssueCode.SOURCE_THROTTLED,
    IssueCode.SOURCE_ANSWER_INVALID,
})  # fmt: skip


def named(error: PsaError, name: str) -> PsaError:
    """The same error, saying which destination it comes from. `name`: what people call the connection."""
    return PsaError(
        error.kind,
        _code(error),
        f"Destination {name}: {error.message}",
        permanent=error.permanent,
        retry_after=error.retry_after,
        status=error.status,
        hint=error.hint,
    )


def unavailable(error: PsaError) -> Issue:
    """For a single record that the destination fails on while it is up."""
    return Issue(code=IssueCode.DESTINATION_UNAVAILABLE, message=error.message[:500])


def _code(error: PsaError) -> IssueCode:
    return IssueCode.DESTINATION_UNAVAILABLE if error.code in _OF_A_SOURCE else error.code
