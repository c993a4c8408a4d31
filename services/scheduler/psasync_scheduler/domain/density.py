"""How the firings to come lie in time: so many in each stretch of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from psasync.contracts.vocabulary import System


@dataclass(frozen=True, slots=True)
class Stretch:
    begins: datetime
    systems: dict[System, int]  # syncs that fire in it, by the system that they read

    @property
    def syncs(self) -> int:
        return sum(self.systems.values())


def density(
    firings: Iterable[tuple[datetime, System]], first: datetime, length: timedelta, number: int
) -> list[Stretch]:
    """`number` stretches of `length` from `first` on, empty ones too. What lies outside is left out."""
    counts: list[Counter[System]] = [Counter() for _ in range(number)]
    for at, system in firings:
        place = (at - first) // length
        if 0 <= place < number:
            counts[place][system] += 1
    return [Stretch(first + place * length, dict(count)) for place, count in enumerate(counts)]


def stretch_of(moment: datetime, length: timedelta) -> datetime:
    """Where the stretch that holds the moment begins: stretches are counted from midnight, UTC."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (moment - midnight) // length * length
