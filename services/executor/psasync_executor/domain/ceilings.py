"""How many executions may be at one system at a time, so that a slow one keeps only its own waiting."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from psasync.contracts.vocabulary import System


@dataclass(frozen=True, slots=True)
class Ceilings:
    """A process keeps workers free for other systems; a ceiling counts the executions of all processes.

    A slot is one place under a ceiling. That no two executions hold one is what the database sees to.
    """

    workers: int  # of one process, that one system may have
    most: Mapping[System, int] = field(default_factory=dict)  # a system that is not named has no ceiling

    def full(self, at_work: Mapping[System, int], taken: Collection[str]) -> frozenset[System]:
        """Systems of which nothing more may start here: by this process' workers, and by the slots of all."""
        here = {system for system, count in at_work.items() if count >= self.workers}
        return frozenset(here | {system for system in self.most if not self._free(system, taken)})

    def slot(self, system: System, taken: Collection[str]) -> str | None:
        """One that is free. None: the system has no ceiling, or is full."""
        return next(iter(self._free(system, taken)), None) if system in self.most else None

    def _free(self, system: System, taken: Collection[str]) -> list[str]:
        slots = (f"{system}/{number}" for number in range(self.most[system]))
        return [slot for slot in slots if slot not in taken]


def workers_for_one(workers: int, share: float) -> int:
    """At least one; with a share below 1 and two workers or more, one stays free."""
    return max(1, min(workers, int(workers * share)))
