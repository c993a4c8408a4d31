"""The questions behind the overview, asked at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psasync_client import AsyncClient
from psasync_client.models.common import Status
from psasync_client.models.results import SummaryView
from psasync_console.pages.overview.view import (
    Charts,
    Night,
    RunLine,
    SystemHealth,
    charts,
    failures_by_kind,
    next_night,
    run_line,
    system_health,
)
from psasync_console.session.session import Session
from psasync_console.web.names import Names
from psasync_console.web.platform import together

_LINES = 8
_MOST = 500
_DAYS = 30
_KINDS_OF_DAYS = 7


@dataclass(frozen=True, slots=True)
class Present:
    """What is going on. `more_*`: whether there is more than the lines show."""

    running: Sequence[RunLine]
    more_running: bool
    queued: Sequence[RunLine]
    more_queued: bool
    failed: Sequence[RunLine]
    more_failed: bool


@dataclass(frozen=True, slots=True)
class Overview:
    present: Present
    systems: Sequence[SystemHealth]
    night: Night | None
    kinds: Sequence[tuple[str, int]]
    charts: Charts
    tenants: bool  # whether there is anything at all


async def overview(client: AsyncClient, session: Session, names: Names, now: datetime) -> Overview:
    week = now - timedelta(days=_KINDS_OF_DAYS)
    present, connections, syncs, errors, statistics = await together(
        at_present(client, session, names, now - timedelta(hours=24)),
        client.connections.list(limit=_MOST).page(),
        client.syncs.list(limit=_MOST).page(),
        client.executions.list(status=Status.ERROR, from_=week, limit=200).page(),
        client.statistics.get(from_=(now - timedelta(days=_DAYS - 1)).date()),
    )
    return Overview(
        present=present,
        systems=system_health(connections.items),
        night=next_night(syncs.items, now),
        kinds=failures_by_kind(errors.items),
        charts=charts(statistics.days, statistics.first, statistics.last),
        tenants=bool(connections.items),
    )


async def at_present(client: AsyncClient, session: Session, names: Names, since: datetime) -> Present:
    running, queued, failed = await together(
        client.executions.list(status=Status.IN_PROGRESS, limit=_LINES).page(),
        client.executions.list(status=Status.QUEUED, limit=_LINES).page(),
        client.executions.list(outcome="failure", from_=since, limit=_LINES).page(),
    )
    every: list[SummaryView] = [*running.items, *queued.items, *failed.items]
    tenants, syncs = await together(
        names.tenants(client, session, (each.tenant for each in every)),
        names.syncs(client, session, (each.sync for each in every)),
    )

    def lines(items: Sequence[SummaryView]) -> list[RunLine]:
        return [run_line(each, syncs, tenants) for each in items]

    return Present(
        lines(running.items),
        running.next is not None,
        lines(queued.items),
        queued.next is not None,
        lines(failed.items),
        failed.next is not None,
    )
