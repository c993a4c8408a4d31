"""The questions behind the overview, asked at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psasync_client import AsyncClient
from psasync_client.models.common import Status
from psasync_client.models.results import SummaryView
from psasync_client.models.scheduler import UpcomingSync
from psasync_console.pages.overview.view import (
    Charts,
    RunLine,
    SystemHealth,
    charts,
    failures_by_kind,
    run_line,
    system_health,
)
from psasync_console.session.session import Session
from psasync_console.web.names import Names
from psasync_console.web.platform import together

_LINES = 8
_CONNECTIONS = 500
_ERRORS = 200
_DAYS = 30
_KINDS_OF_DAYS = 7


@dataclass(frozen=True, slots=True)
class Lines:
    """The newest, and whether there are more."""

    lines: Sequence[RunLine]
    more: bool

    @property
    def count(self) -> str:
        return f"{len(self.lines)}+" if self.more else str(len(self.lines))


@dataclass(frozen=True, slots=True)
class Present:
    """What is going on."""

    running: Lines
    waiting: Lines
    failed: Lines  # in the last 24 hours
    syncs: int  # that fire in the next 24 hours
    next: UpcomingSync | None


@dataclass(frozen=True, slots=True)
class Background:
    """How things are and were: what may come a moment later than the rest of the page."""

    systems: Sequence[SystemHealth]
    kinds: Sequence[tuple[str, int]]
    charts: Charts


async def at_present(client: AsyncClient, session: Session, names: Names, now: datetime) -> Present:
    since = now - timedelta(hours=24)
    running, queued, failed, upcoming = await together(
        client.executions.list(status=Status.IN_PROGRESS, limit=_LINES).page(),
        client.executions.list(status=Status.QUEUED, limit=_LINES).page(),
        client.executions.list(outcome="failure", from_=since, limit=_LINES).page(),
        client.schedules.upcoming(minutes=60, limit=1),
    )
    every: list[SummaryView] = [*running.items, *queued.items, *failed.items]
    tenants, syncs = await together(
        names.tenants(client, session, (each.tenant for each in every)),
        names.syncs(client, session, (each.sync for each in every)),
    )

    def lines(items: Sequence[SummaryView], *, more: bool) -> Lines:
        return Lines([run_line(each, syncs, tenants) for each in items], more)

    return Present(
        lines(running.items, more=running.next is not None),
        lines(queued.items, more=queued.next is not None),
        lines(failed.items, more=failed.next is not None),
        upcoming.syncs,
        next(iter(upcoming.first), None),
    )


async def background(client: AsyncClient, now: datetime) -> Background:
    week = now - timedelta(days=_KINDS_OF_DAYS)
    connections, errors, statistics = await together(
        client.connections.list(limit=_CONNECTIONS).page(),
        client.executions.list(status=Status.ERROR, from_=week, limit=_ERRORS).page(),
        client.statistics.get(from_=(now - timedelta(days=_DAYS - 1)).date()),
    )
    return Background(
        systems=system_health(connections.items),
        kinds=failures_by_kind(errors.items),
        charts=charts(statistics.days, statistics.first, statistics.last),
    )
