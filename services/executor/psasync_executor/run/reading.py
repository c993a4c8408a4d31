"""Reading one step of the plan: by the source's own paging, or by lists of ids."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from psasync.psa.port import Cursor, Page, ReadScope, SourceAdapter
from psasync.psa.toolkit.period import within
from psasync_executor.domain.plan import Reading, Step
from psasync_executor.domain.seen import Seen
from psasync_executor.store.ledger import Ledger

_IDS_PER_READ = 100


class StepReading(Protocol):
    async def read(self, cursor: Cursor | None) -> Page:
        """The page at the cursor; its `next` is the cursor behind it."""


class PagedReading:
    def __init__(self, adapter: SourceAdapter, step: Step, limit: int) -> None:
        self._adapter = adapter
        self._limit = limit
        self._scope = ReadScope(
            entity=step.entity,
            updated_since=step.since,
            period=None if step.filtered_here else step.period,
            custom_fields=step.custom_fields,
        )
        self._only = step.period if step.filtered_here else None

    async def read(self, cursor: Cursor | None) -> Page:
        page = await self._adapter.read_page(self._scope, cursor, limit=self._limit)
        return page if self._only is None else replace(page, records=within(page.records, self._only))


class IdSource(Protocol):
    async def following(self, after: str) -> tuple[Sequence[str], str | None]:
        """The ids behind `after`, and behind what to go on; None at the end. Begins with ""."""


class NamedIds:
    """The ids of a request."""

    def __init__(self, step: Step) -> None:
        self._ids = step.ids

    async def following(self, after: str) -> tuple[Sequence[str], str | None]:
        start = int(after or 0)
        end = start + _IDS_PER_READ
        return self._ids[start:end], str(end) if end < len(self._ids) else None


class MissingIds:
    """What the ledger holds as missing, save what this execution has reported already."""

    def __init__(self, ledger: Ledger, sync: str, step: Step, seen: Seen) -> None:
        self._ledger = ledger
        self._sync = sync
        self._step = step
        self._seen = seen

    async def following(self, after: str) -> tuple[Sequence[str], str | None]:
        found = await self._ledger.missing(
            self._sync, self._step.entity, execution=self._step.missing_since, after=after, limit=_IDS_PER_READ
        )
        ids = [record.source_id for record in found if record.source_id not in self._seen]
        return ids, found[-1].key if len(found) == _IDS_PER_READ else None


class IdReading:
    """Reads lists of ids, each by the source's paging.

    While a list spans several pages it travels in the cursor, because the ledger changes with every page.
    """

    def __init__(self, adapter: SourceAdapter, step: Step, ids: IdSource, limit: int) -> None:
        self._adapter = adapter
        self._step = step
        self._ids = ids
        self._limit = limit

    async def read(self, cursor: Cursor | None) -> Page:
        at = cursor or {"after": ""}
        if "ids" in at:
            ids, following, inner = at["ids"], at["following"], at["inner"]
        else:
            ids, following = await self._ids.following(at["after"])
            inner = None
        page = await self._read(ids, inner)
        if page.next is not None:
            onward: Cursor | None = {"ids": list(ids), "following": following, "inner": page.next}
        else:
            onward = None if following is None else {"after": following}
        return Page(page.records, onward, page.unreadable, page.gone_ids, page.source_time)

    async def _read(self, ids: Sequence[str], inner: Cursor | None) -> Page:
        if not ids:
            return Page(records=(), next=None)
        scope = ReadScope(entity=self._step.entity, ids=tuple(ids), custom_fields=self._step.custom_fields)
        return await self._adapter.read_page(scope, inner, limit=self._limit)


def reading_of(step: Step, adapter: SourceAdapter, *, ledger: Ledger, sync: str, seen: Seen, limit: int) -> StepReading:
    if step.reading is Reading.NAMED:
        return IdReading(adapter, step, NamedIds(step), limit)
    if step.reading is Reading.MISSING:
        return IdReading(adapter, step, MissingIds(ledger, sync, step, seen), limit)
    return PagedReading(adapter, step, limit)
