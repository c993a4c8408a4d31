"""What the page of a sync shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psasync_client.models.scheduler import ConnectionView, Schedule, ScheduleView, SyncView
from psasync_console.web.showing import ENTITIES, name_of, plural, word

PLATFORM = "platform"
PLATFORM_NAME = "The platform's own records"


@dataclass(frozen=True, slots=True)
class Carried:
    """One kind of record, with what is done to it on the way."""

    entity: str
    name: str
    custom_fields: int
    mapped: int


@dataclass(frozen=True, slots=True)
class SyncPage:
    id: str
    name: str
    tenant: str
    state: str
    connection: str
    connection_name: str
    system: str
    destination: str  # id of a connection; empty for the platform's own records
    destination_name: str
    paused: str
    paused_at: datetime | None
    failures: int  # in a row, when the platform has paused it by itself
    failed: str  # the last execution of them
    carried: Sequence[Carried]
    schedule: str
    next: Sequence[tuple[datetime, str]]  # with what a clock change does to it
    deletion_guard_percent: int
    full_pass_days: int
    auto_pause_after: int
    version: int

    @property
    def archived(self) -> bool:
        return self.state == "archived"


def sync_page(
    sync: SyncView, source: ConnectionView, destination: ConnectionView | None, schedule: ScheduleView
) -> SyncPage:
    paused, automatic = sync.paused, sync.auto_pause
    why = f"Paused by {paused.by}" + (f": {paused.reason}" if paused.reason else "") if paused else ""
    return SyncPage(
        id=sync.id,
        name=sync.name,
        tenant=sync.tenant,
        state=word(sync.state),
        connection=source.id,
        connection_name=source.name,
        system=word(source.system),
        destination=destination.id if destination else "",
        destination_name=destination.name if destination else PLATFORM_NAME,
        paused=automatic.message or automatic.reason if automatic else why,
        paused_at=automatic.at if automatic else paused.at if paused else None,
        failures=automatic.failures if automatic else 0,
        failed=automatic.execution if automatic else "",
        carried=_carried(sync),
        schedule=schedule_words(sync.schedule),
        next=[(firing.at, firing.remark or "") for firing in schedule.next],
        deletion_guard_percent=sync.deletion_guard_percent,
        full_pass_days=sync.full_pass_days,
        auto_pause_after=sync.auto_pause_after,
        version=sync.version,
    )


def schedule_words(schedule: Schedule | None) -> str:
    if schedule is None or not schedule.enabled:
        return "It does not run by itself."
    when = f"Every day at {schedule.time}" if schedule.time else f"By the cron expression {schedule.cron}"
    if not schedule.spread_minutes:
        return f"{when}."
    return f"{when}, spread over {plural(schedule.spread_minutes, 'minute')}."


def destinations(connections: Sequence[ConnectionView], writable: Mapping[str, bool]) -> list[tuple[str, str]]:
    """To choose from: the platform's own records, and the connections that can be written to."""
    others = [(each.id, each.name) for each in connections if writable.get(word(each.system))]
    return [(PLATFORM, PLATFORM_NAME), *others]


def _carried(sync: SyncView) -> list[Carried]:
    mappings = {word(entity): mapping for entity, mapping in sync.mapping.items()}
    custom = {word(entity): names for entity, names in sync.custom_fields.items()}
    found = []
    for entity in map(word, sync.entities):
        mapping = mappings.get(entity)
        parts = (mapping.rename, mapping.values, mapping.fixed) if mapping else ()
        mapped = sum(len(part or {}) for part in parts)
        found.append(Carried(entity, name_of(ENTITIES, entity), len(custom.get(entity, ())), mapped))
    return found
