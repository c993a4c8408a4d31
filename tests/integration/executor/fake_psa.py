"""A small PSA in memory: paged, ordered, incremental, and as faulty as a test wants it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.vocabulary import Entity, System
from psasync.psa.port import (
    Capabilities,
    CheckReport,
    Cursor,
    Declaration,
    DeclaredField,
    EntityCapability,
    Page,
    PeriodFilter,
    ReadScope,
    SourceRecord,
    UnreadableRecord,
    UpdatedSince,
)
from psasync_executor.domain.plan import Ability

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Row:
    data: dict
    changed: datetime
    date: datetime | None = None


@dataclass
class FakePsa:
    """Also a `Sources`: every connection leads to it."""

    rows: dict[Entity, dict[str, Row]] = field(default_factory=dict)
    now: datetime = EPOCH
    faults: list[Exception | None] = field(default_factory=list)  # for the next reads, in order
    scopes: list[ReadScope] = field(default_factory=list)
    weather: Callable[[], None] | None = None  # raises while it is bad
    gate: asyncio.Event | None = None  # reads wait for it
    page_limit: int = 1000
    overlooked: set[str] = field(default_factory=set)  # ids that lists leave out
    unreadable: list[UnreadableRecord] = field(default_factory=list)
    taken: dict[str, dict] = field(default_factory=dict)  # contents of what was removed
    declared: dict[Entity, list[DeclaredField]] = field(default_factory=dict)
    reading: int = 0  # at this moment
    most_reading: int = 0
    table: Mapping[Entity, Ability] = field(
        default_factory=lambda: {
            entity: Ability(since=True, period=PeriodFilter.SERVER, by_id=True)
            for entity in (Entity.COMPANY, Entity.COMPANY_SITE, Entity.CONTACT)
        }
    )

    def put(self, entity: Entity, source_id: str, *, date: datetime | None = None, **data) -> None:
        self.now += timedelta(seconds=1)
        self.rows.setdefault(entity, {})[source_id] = Row(data, self.now, date)

    def remove(self, entity: Entity, source_id: str) -> None:
        self.taken[source_id] = self.rows[entity].pop(source_id).data

    def fill(self, entity: Entity, count: int, **data) -> None:
        for number in range(count):
            self.put(entity, f"{entity[0]}{number:05}", name=f"{entity} {number}", **data)

    # Sources

    def abilities(self, _connection: ResolvedConnection) -> Mapping[Entity, Ability]:
        return self.table

    def open(self, _connection: ResolvedConnection) -> FakePsa:
        return self

    # SourceAdapter

    @property
    def capabilities(self) -> Capabilities:
        able = {
            entity: EntityCapability(UpdatedSince.SERVER, ability.period, ability.by_id)
            for entity, ability in self.table.items()
        }
        return Capabilities(System.CONNECTWISE, able, webhooks=False)

    async def check(self) -> CheckReport:
        return CheckReport(ok=True)

    async def declare(self) -> Declaration:
        return Declaration(self.declared)

    async def read_page(self, scope: ReadScope, cursor: Cursor | None, *, limit: int = 1000) -> Page:
        self.scopes.append(scope)
        self.reading += 1
        self.most_reading = max(self.most_reading, self.reading)
        try:
            if self.gate is not None:
                await self.gate.wait()
            if self.faults and (fault := self.faults.pop(0)) is not None:
                raise fault
            if self.weather is not None:
                self.weather()
            return self._page(scope, (cursor or {}).get("offset", 0), min(limit, self.page_limit))
        finally:
            self.reading -= 1

    def _page(self, scope: ReadScope, offset: int, limit: int) -> Page:
        rows = self.rows.get(scope.entity, {})
        hidden = self.overlooked if scope.ids is None else ()
        chosen = [name for name, row in rows.items() if name not in hidden and _matches(scope, name, row)]
        records = [
            SourceRecord(source_id, rows[source_id].data.get("name", ""), rows[source_id].data, rows[source_id].date)
            for source_id in chosen[offset : offset + limit]
        ]
        end = offset + limit
        more = {"offset": end} if end < len(chosen) else None
        gone = [] if offset or scope.ids is None else [name for name in scope.ids if name not in rows]
        unreadable = self.unreadable if scope.entity is Entity.CONTACT and scope.ids is None else ()
        return Page(records, more, unreadable, gone_ids=gone, source_time=self.now)

    async def aclose(self) -> None:
        return


def _matches(scope: ReadScope, source_id: str, row: Row) -> bool:
    if scope.ids is not None:
        return source_id in scope.ids
    if scope.updated_since is not None and row.changed < scope.updated_since:
        return False
    if scope.period is not None:
        return row.date is not None and scope.period[0] <= row.date < scope.period[1]
    return True
