"""When the records that a complete pass did not meet may be marked as deleted."""

from dataclasses import dataclass

from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity, Outcome
from psasync_executor.domain.outcome import Decision

HELD_ID = "*"
"""Stands for the entity as a whole where its deletions are held back: no PSA has a record of this id."""

_ALWAYS_ALLOWED = 10


@dataclass(frozen=True, slots=True)
class Guard:
    """Against an empty answer that looks like an empty PSA."""

    percent: int
    allowed: bool  # a person has confirmed it

    def holds(self, *, missing: int, imported: int) -> bool:
        """Whether so many of the imported records are too many to let go."""
        return not self.allowed and missing > _ALWAYS_ALLOWED and missing * 100 > imported * self.percent


def held(entity: Entity, missing: int, imported: int) -> Decision:
    """What is reported in place of the deletions."""
    message = (
        f"{missing} of {imported} records of {entity} were not met by a complete read. None was marked as deleted; "
        "confirm with `allow_deletions` if they are really gone."
    )
    issue = Issue(code=IssueCode.DELETIONS_HELD, message=message)
    return Decision(HELD_ID, f"Deletions of {entity}", Outcome.SKIPPED, issues=(issue,))
