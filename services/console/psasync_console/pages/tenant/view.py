"""What the page of a tenant shows: its syncs with a card per kind of record, its connections, its issues, what runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync_client.models.results import CardView, EntityCardView, GroupView, SummaryView, TrendPointView
from psasync_client.models.scheduler import AutoPause, ConnectionView, PauseView, SyncView, TenantView
from psasync_console.web.run_words import RECORD_OUTCOMES, Count, what_was_asked
from psasync_console.web.showing import ENTITIES, name_of, plural, word

_MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Bar:
    """One run in a small chart: how tall, and whether something was refused or failed."""

    x: int
    tall: float
    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class EntityCard:
    name: str
    entity: str
    correct_at: datetime | None
    correct_run: str
    latest_run: str
    latest_status: str
    latest_at: datetime | None
    complete: bool
    counts: Sequence[Count]
    open_issues: str
    trend: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class SyncBlock:
    """`stopped`: why nothing of it starts; empty: it can be started."""

    id: str
    name: str
    state: str
    stopped: str
    next_fire: datetime | None
    scheduled: bool
    running: str | None
    cards: Sequence[EntityCard]
    waiting: Sequence[str]  # kinds of records without a card yet


@dataclass(frozen=True, slots=True)
class ConnectionLine:
    id: str
    name: str
    system: str
    state: str
    paused: str
    checked_at: datetime | None
    well: bool | None
    fault: str


@dataclass(frozen=True, slots=True)
class IssueLine:
    code: str
    title: str
    count: str
    severity: str


@dataclass(frozen=True, slots=True)
class NowLine:
    id: str
    sync: str
    status: str
    what: str
    since: datetime
    fetched: int
    waits: str
    canceling: bool


@dataclass(frozen=True, slots=True)
class Present:
    """What changes while somebody looks: read anew whenever an execution of the tenant changes."""

    now: Sequence[NowLine]
    syncs: Sequence[SyncBlock]


@dataclass(frozen=True, slots=True)
class TenantPage:
    id: str
    name: str
    zone: str
    state: str
    paused: str
    present: Present
    connections: Sequence[ConnectionLine]
    issues: Sequence[IssueLine]


def tenant_page(
    tenant: TenantView, present: Present, connections: Iterable[ConnectionView], issues: Iterable[GroupView]
) -> TenantPage:
    return TenantPage(
        id=tenant.id,
        name=tenant.name,
        zone=tenant.time_zone,
        state=word(tenant.state),
        paused=pause_text(tenant.paused),
        present=present,
        connections=[_connection(each) for each in connections],
        issues=[
            IssueLine(word(each.code), each.title, f"{each.count}{'+' if each.at_least else ''}", word(each.severity))
            for each in issues
        ],
    )


def present(
    tenant: TenantView,
    syncs: Sequence[SyncView],
    cards: Iterable[CardView],
    runs: Iterable[SummaryView],
) -> Present:
    by_sync = {card.sync: card for card in cards}
    names = {sync.id: sync.name for sync in syncs}
    blocked = "The tenant is paused." if not tenant.active else ""
    return Present(
        now=[_now(run, names) for run in runs],
        syncs=[_block(sync, by_sync.get(sync.id), blocked) for sync in sorted(syncs, key=lambda each: each.name)],
    )


def pause_text(pause: PauseView | None, auto: AutoPause | None = None) -> str:
    """Who has paused it, and why."""
    if auto is not None:
        return f"Paused by itself after {plural(auto.failures, 'failure')} in a row: {auto.message}"
    if pause is None:
        return ""
    return f"Paused by {pause.by}{f': {pause.reason}' if pause.reason else ''}"


def _block(sync: SyncView, card: CardView | None, blocked: str) -> SyncBlock:
    shown = [_card(each) for each in card.entities] if card else []
    known = {each.entity for each in shown}
    stopped = blocked or ("" if sync.active else pause_text(sync.paused, sync.auto_pause) or "It is paused.")
    return SyncBlock(
        id=sync.id,
        name=sync.name,
        state=word(sync.state),
        stopped=stopped,
        next_fire=sync.next_fire,
        scheduled=sync.schedule is not None and sync.schedule.enabled,
        running=card.running if card else None,
        cards=shown,
        waiting=[name_of(ENTITIES, each) for each in sync.entities if word(each) not in known],
    )


def _card(card: EntityCardView) -> EntityCard:
    latest, correct = card.latest, card.last_correct
    return EntityCard(
        name=name_of(ENTITIES, card.entity),
        entity=word(card.entity),
        correct_at=correct.at if correct else None,
        correct_run=correct.execution if correct else "",
        latest_run=latest.execution if latest else "",
        latest_status=word(latest.status) if latest else "",
        latest_at=latest.ended_at if latest else None,
        complete=latest.complete if latest else True,
        counts=_counts(latest.counts) if latest else (),
        open_issues="" if not card.open_issues else _at_least(card.open_issues),
        trend=bars(card.trend),
    )


def _at_least(count: int) -> str:
    return f"{count} or more" if count >= _MOST_COUNTED else str(count)


def _counts(counts: Mapping[Any, int]) -> list[Count]:
    found = {word(name): count for name, count in counts.items() if count}
    return [Count.of(name, found[name]) for name in RECORD_OUTCOMES if name in found]


def bars(points: Sequence[TrendPointView]) -> list[Bar]:
    """Of the last runs, the latest on the right: tall by what changed, red where something did not come through."""
    highest = max((point.changed + point.problems for point in points), default=0) or 1
    return [
        Bar(
            x=at * 6,
            tall=max(1.5, round(22 * (point.changed + point.problems) / highest, 1)),
            tone="red" if point.problems else "blue",
            text=f"{point.changed} changed, {point.problems} refused or failed",
        )
        for at, point in enumerate(points)
    ]


def _connection(connection: ConnectionView) -> ConnectionLine:
    check = connection.last_check
    return ConnectionLine(
        id=connection.id,
        name=connection.name,
        system=word(connection.system),
        state=word(connection.state),
        paused=pause_text(connection.paused),
        checked_at=check.at if check else None,
        well=check.ok if check else None,
        fault=" ".join(part for part in (check.message, check.hint) if part) if check and not check.ok else "",
    )


def _now(run: SummaryView, names: Mapping[str, str]) -> NowLine:
    return NowLine(
        id=run.id,
        sync=names.get(run.sync, run.sync),
        status=word(run.status),
        what=what_was_asked(run),
        since=run.started_at or run.requested_at,
        fetched=run.fetched,
        waits=(run.waiting.reason or "It waits.") if run.waiting else "",
        canceling=run.cancel_requested is not None,
    )
