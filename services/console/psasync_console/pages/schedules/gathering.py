"""The questions behind the page of schedules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psasync_client import AsyncClient
from psasync_client.models.scheduler import PastOccurrence, SyncView
from psasync_console.pages.schedules.view import (
    HeldLine,
    MissedLine,
    NextFiring,
    Spread,
    UpcomingLine,
    held_line,
    missed_line,
    next_firing,
    past,
    rule,
    spread_of,
    upcoming_line,
)
from psasync_console.session.session import Session
from psasync_console.web.names import Names
from psasync_console.web.platform import together

_SOONEST = 15
_HELD = 50
_MISSED = 10
_RECENT = 5


@dataclass(frozen=True, slots=True)
class Schedules:
    spread: Spread
    syncs: int
    at_least: bool
    upcoming: Sequence[UpcomingLine]
    held: Sequence[HeldLine]
    more_held: bool
    missed: Sequence[MissedLine]


@dataclass(frozen=True, slots=True)
class SyncSchedule:
    """One sync, opened."""

    sync: str
    rule: str
    zone: str
    next: Sequence[NextFiring]
    recent: Sequence[PastOccurrence]
    active: bool


async def schedules(client: AsyncClient, session: Session, names: Names) -> Schedules:
    upcoming, held, missed = await together(
        client.schedules.upcoming(limit=_SOONEST),
        client.syncs.list(state="paused", limit=_HELD).page(),
        client.syncs.occurrences(limit=_MISSED).page(),
    )
    paused: Sequence[SyncView] = held.items
    tenants, syncs = await together(
        names.tenants(
            client,
            session,
            [each.tenant for each in (*upcoming.first, *paused, *missed.items)],
        ),
        names.syncs(client, session, [each.sync for each in missed.items]),
    )
    lines = [held_line(sync, tenants) for sync in paused]
    return Schedules(
        spread=spread_of(upcoming.stretches),
        syncs=upcoming.syncs,
        at_least=upcoming.at_least,
        upcoming=[upcoming_line(each, tenants) for each in upcoming.first],
        held=sorted(lines, key=lambda line: not line.automatic),
        more_held=held.next is not None,
        missed=[missed_line(each, syncs, tenants) for each in missed.items],
    )


async def sync_schedule(client: AsyncClient, sync_id: str) -> SyncSchedule:
    found, sync = await together(client.schedules.get(sync_id), client.syncs.get(sync_id))
    return SyncSchedule(
        sync=sync_id,
        rule=rule(found.schedule),
        zone=found.time_zone,
        next=[next_firing(each) for each in found.next],
        recent=past(found.recent, _RECENT),
        active=sync.active,
    )
