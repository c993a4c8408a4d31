"""The place of a sync in the window of its schedule.

Syncs that read from one host by one rule take numbers, one after another. The number's place is that of the van der
Corput sequence (its bits mirrored): however many there are, the next one goes into the middle of a largest gap, and
those that have a place keep it. So a window is filled evenly at any count, and no edit of others moves anyone.
"""

from hashlib import blake2b

from pydantic import BaseModel, ConfigDict, Field

_BITS = 64
PLACES = 1 << _BITS
"""A place is a whole number below this: the fraction of the window, in parts of it."""


class Slot(BaseModel):
    """The number of a sync in its group, drawn once and stored with it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    group: str
    number: int = Field(ge=0, lt=PLACES)

    @property
    def place(self) -> int:
        """Each group begins elsewhere, or the first syncs of all hosts would fire in the same second."""
        return (mirrored(self.number) + _digest(self.group)) % PLACES


def group_of(host: str, zone: str, rule: str, spread_minutes: int) -> str:
    """Syncs of one group fire in the same window, on the same host."""
    return f"{host} {zone} {rule} {spread_minutes}"


def place_of(sync: str, slot: Slot | None) -> int:
    """Without a slot: a place that follows from the id, even only on average."""
    return _digest(sync) if slot is None else slot.place


def mirrored(number: int) -> int:
    """The van der Corput sequence in base 2, in parts of the whole: 0, 1/2, 1/4, 3/4, 1/8, ..."""
    return int(f"{number:0{_BITS}b}"[::-1], 2)


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
