"""Reading what is not there: the records that the ledger holds and a complete pass did not meet.

Where the source can be asked for single records, each of them is asked for by its id before it counts as gone. A record
that only slipped through the paging so comes in after all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import Cursor, Page, ReadScope, SourceAdapter
from psasync_executor.domain.deletions import Guard
from psasync_executor.domain.plan import Step
from psasync_executor.domain.seen import Seen
from psasync_executor.store.ledger import Ledger

_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class AbsentPage(Page):
    """A page of records that are gone."""

    absent: Sequence[str] = ()
    held: int = 0  # so many would be gone, which is too many to be believed
    imported: int = 0
    settled: bool = False  # the last page, with nothing held back


class Absence:
    """What the ledger holds as imported, without what the execution has met."""

    def __init__(self, ledger: Ledger, sync: str, entity: Entity, seen: Seen) -> None:
        self._ledger = ledger
        self._sync = sync
        self._entity = entity
        self._seen = seen

    async def counted(self) -> tuple[int, int]:
        """How many are missing, and how many are imported."""
        missing = imported = 0
        async for source_id in self._ledger.imported(self._sync, self._entity):
            imported += 1
            missing += source_id not in self._seen
        return missing, imported

    async def following(self, after: str) -> tuple[list[str], str | None]:
        """The next missing ones behind the source id `after`, and behind which to go on; None at the end."""
        found: list[str] = []
        async for source_id in self._ledger.imported(self._sync, self._entity, after=after):
            if source_id not in self._seen:
                found.append(source_id)
                if len(found) == _PER_PAGE:
                    return found, source_id
        return found, None


class NothingAbsent:
    """Of a first import: nothing was there before that could be gone."""

    async def read(self, cursor: Cursor | None) -> Page:  # noqa: ARG002 - the shape of a reading
        return AbsentPage(records=(), next=None, settled=True)


class AbsentReading:
    """The cursor is `{"after": source id}`: everything up to it is dealt with."""

    def __init__(
        self, adapter: SourceAdapter, step: Step, absence: Absence, guard: Guard, *, trusted: Callable[[], bool]
    ) -> None:
        self._adapter = adapter
        self._step = step
        self._absence = absence
        self._guard = guard
        self._trusted = trusted  # whether the pass could tell every row apart
        self._confirms = adapter.capabilities.entities[step.entity].by_id

    async def read(self, cursor: Cursor | None) -> Page:
        if not self._trusted():
            return Page(records=(), next=None)
        if cursor is None:
            missing, imported = await self._absence.counted()
            if not missing:
                return AbsentPage(records=(), next=None, settled=True)
            if self._guard.holds(missing=missing, imported=imported):
                return AbsentPage(records=(), next=None, held=missing, imported=imported)
        after = cursor["after"] if cursor else ""
        ids, following = await self._absence.following(after)
        return await self._page(ids, None if following is None else {"after": following})

    async def _page(self, ids: Sequence[str], following: Cursor | None) -> Page:
        if not self._confirms or not ids:
            return AbsentPage(records=(), next=following, absent=ids, settled=following is None)
        found, gone = await self._asked_for(ids)
        return AbsentPage(
            records=found.records,
            unreadable=found.unreadable,
            next=following,
            absent=gone,
            settled=following is None,
        )

    async def _asked_for(self, ids: Sequence[str]) -> tuple[Page, list[str]]:
        """The records that are there after all, and the ids of those that are not."""
        scope = ReadScope(self._step.entity, ids=tuple(ids), custom_fields=self._step.custom_fields)
        page = await self._adapter.read_page(scope, None, limit=_PER_PAGE)
        records, unreadable, gone = list(page.records), list(page.unreadable), list(page.gone_ids)
        while page.next is not None:
            page = await self._adapter.read_page(scope, page.next, limit=_PER_PAGE)
            records += page.records
            unreadable += page.unreadable
            gone += page.gone_ids
        return Page(records=records, unreadable=unreadable, next=None), gone
