"""Which of a destination's records stands for one of ours: the only one that can, or none."""

from collections.abc import Iterable

from psasync.contracts.issues import Issue, IssueCode
from psasync.psa.destination import RecordRefused

_SHOWN = 5


def the_only(system: str, ids: Iterable[int], what: str) -> str | None:
    """Raises `RecordRefused` for several. `what`: the key that they share, for people."""
    numbers = sorted(set(ids))
    if len(numbers) > 1:
        shown = ", ".join(map(str, numbers[:_SHOWN]))
        message = f"{system} has {len(numbers)} records with {what}: {shown}."
        raise RecordRefused(Issue(code=IssueCode.DESTINATION_AMBIGUOUS, message=message[:500]))
    return str(numbers[0]) if numbers else None


def without_company(system: str) -> RecordRefused:
    """A contact that belongs to no company cannot be told from its namesakes."""
    message = f"A contact without a company cannot be found again in {system}, so it is not written."
    return RecordRefused(Issue(code=IssueCode.FIELD_REQUIRED, message=message, field="company_id"))
