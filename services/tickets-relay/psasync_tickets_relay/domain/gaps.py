"""What a consumer is told when it may have missed something."""

from dataclasses import dataclass
from enum import StrEnum


class GapReason(StrEnum):
    UNKNOWN = "unknown"  # no id of this topic as it is
    OTHER_PARTITION = "other-partition"  # an id of this topic, but not of this tenant's partition
    AHEAD = "ahead"  # the topic has not come that far: it was made anew
    EXPIRED = "expired"  # the events after it are not retained any more
    LOST = "lost"  # this relay was away from the topic for longer than its retention
    SLOW = "slow"  # events left the window before this consumer took them


@dataclass(frozen=True, slots=True)
class Gap:
    """Events of the partition before `end` may be missing: from `start` on, or from an unknown place on."""

    reason: GapReason
    start: int | None
    end: int
