"""One look at those who wait: who has to wait on because a system is full."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.vocabulary import System
from psasync_executor.domain.ceilings import Ceilings
from psasync_executor.domain.priority import Busy
from psasync_executor.store.claims import Seat, Waiting


@dataclass(slots=True)
class Choice:
    """Remembers whom it refused, so that they can be left out of the next look."""

    ceilings: Ceilings
    at_work: Mapping[System, int]  # in this process; changes while it looks
    refused: dict[System, set[str]] = field(default_factory=lambda: defaultdict(set))  # their sync keys

    def full(self, busy: Busy) -> frozenset[System]:
        return self.ceilings.full(self.at_work, busy.slots)

    def refuses(self, waiting: Waiting, source: ResolvedConnection | None, busy: Busy) -> bool:
        if source is None or source.system not in self.full(busy):
            return False
        self.refused[source.system].add(waiting.sync_key)
        return True

    def seat(self, source: ResolvedConnection | None, busy: Busy) -> Seat:
        if source is None:
            return Seat()
        return Seat(source.id, source.system, self.ceilings.slot(source.system, busy.slots))
