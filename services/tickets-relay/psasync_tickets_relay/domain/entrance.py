"""Where a consumer that shows a resume id comes in."""

from dataclasses import dataclass

from psasync_tickets_relay.domain.gaps import Gap, GapReason
from psasync_tickets_relay.domain.resume import Place


@dataclass(frozen=True, slots=True)
class Entrance:
    """The offset to serve from, and the gap before it."""

    position: int
    gap: Gap | None = None


def enter(place: Place | None, *, partition: int, low: int, position: int) -> Entrance:
    """Decide for a consumer that shows an id; `place` is what the id says, None if nothing.

    `low` and `position` bound what this replica holds. After an expired id everything still held is served; after any
    other gap, what comes from now on.
    """
    if place is None:
        return _live(GapReason.UNKNOWN, position)
    if place.partition != partition:
        return _live(GapReason.OTHER_PARTITION, position)
    if place.position > position:
        return _live(GapReason.AHEAD, position)
    if place.position < low:
        return Entrance(low, Gap(GapReason.EXPIRED, place.position, low))
    return Entrance(place.position)


def _live(reason: GapReason, position: int) -> Entrance:
    return Entrance(position, Gap(reason, None, position))
