"""Whether the records that others belong to are imported."""

from collections.abc import Collection, Sequence

from psasync.contracts.vocabulary import Entity, Outcome
from psasync_executor.domain.dependencies import has_children, named_parent, parent_of
from psasync_executor.domain.issues import parent_missing
from psasync_executor.domain.outcome import Decision
from psasync_executor.domain.seen import Seen
from psasync_executor.run.lease import Lease
from psasync_executor.run.patience import patiently
from psasync_executor.store.ledger import Ledger

_IMPORTED = {Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.WARNING}


class Parents:
    """Asks the ledger about each parent once, and remembers those that are there in a few bytes each."""

    def __init__(self, ledger: Ledger, sync: str, carried: Sequence[Entity], lease: Lease) -> None:
        self._ledger = ledger
        self._sync = sync
        self._carried = carried
        self._lease = lease
        self._known: dict[Entity, Seen] = {}

    def learn(self, entity: Entity, treated: Sequence[Decision]) -> None:
        """These have been written, or in a dry run would have been."""
        if not has_children(entity, self._carried):
            return  # nobody will ask
        known = self._of(entity)
        for decision in treated:
            if decision.outcome in _IMPORTED:
                known.add(decision.source_id)

    async def check(self, entity: Entity, decisions: Sequence[Decision]) -> None:
        """Skip what is to be written and hangs on a record that is not imported."""
        parent = parent_of(entity, self._carried)
        if parent is None:
            return
        kind, field = parent
        hanging = [(one, name) for one in decisions if one.data and (name := named_parent(field, one.data))]
        absent = await self._absent(kind, {name for _, name in hanging})
        if not absent:
            return
        for decision, name in hanging:
            if name in absent:
                if decision.outcome is Outcome.CREATED:
                    decision.dest = None  # it is not in the destination
                decision.refuse(Outcome.SKIPPED, parent_missing(kind, field, name))

    async def _absent(self, kind: Entity, names: Collection[str]) -> Collection[str]:
        """Those that are not imported."""
        there = self._of(kind)
        unknown = sorted(name for name in names if name not in there)
        if unknown:
            await self._look_up(kind, unknown)
        return {name for name in unknown if name not in there}

    async def _look_up(self, kind: Entity, names: Sequence[str]) -> None:
        found = await patiently(self._lease, lambda: self._ledger.look_up(self._sync, kind, names))
        known = self._of(kind)
        for name, entry in found.items():
            if entry.dest is not None and not entry.deleted:
                known.add(name)

    def _of(self, entity: Entity) -> Seen:
        return self._known.setdefault(entity, Seen())
