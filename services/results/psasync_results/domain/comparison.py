"""What has become of failures from one run of a sync to another. Pure."""

from enum import StrEnum

from psasync.contracts.vocabulary import MISSING_OUTCOMES, Outcome


class Change(StrEnum):
    NEW = "new"  # failed in this run, and not in the other
    STILL = "still"  # failed in both
    HEALED = "healed"  # failed in the other, written or deleted in this one
    UNTOUCHED = "untouched"  # failed in the other; this run did not come to it, skipped it, or found it unchanged

    @property
    def begins_here(self) -> bool:
        """Whether the failures of this run are looked through, or those of the other."""
        return self in {Change.NEW, Change.STILL}


def change_of(now: Outcome | None, before: Outcome | None) -> Change | None:
    """`None` as an outcome: there is none that says more than "unchanged"."""
    if now in MISSING_OUTCOMES:
        return Change.STILL if before in MISSING_OUTCOMES else Change.NEW
    if before not in MISSING_OUTCOMES:
        return None
    return Change.UNTOUCHED if now in {None, Outcome.SKIPPED, Outcome.UNCHANGED} else Change.HEALED
