"""A run while it goes on, in words and numbers. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from psasync_cli.output.words import ago, duration, moment, number, word
from psasync_client.models.common import Entity, Status
from psasync_client.models.results import ExecutionView

STATUS_MEANINGS = {
    Status.QUEUED: "waits for an executor",
    Status.IN_PROGRESS: "runs; logs and results may be incomplete until it has ended",
    Status.FINISHED: "every record came through",
    Status.FINISHED_WITH_WARNINGS: "completed, and some records need a look",
    Status.ERROR: "it could not be completed",
    Status.CANCELED: "stopped before its end",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """`total` None: it is not known how many there will be."""

    entity: str
    done: int
    total: int | None
    finished: bool
    text: str


def bars(execution: ExecutionView) -> list[Bar]:
    """An entity each, in the order of reading: those begun, then those still expected."""
    begun = [entity for entity in execution.counts if sum(execution.counts[entity].values())]
    begun += [entity for entity in execution.progress if entity not in begun]
    expected = [entity for entity in execution.pace.expected if entity not in begun]
    return [_bar(execution, entity) for entity in (*begun, *expected)]


def headline(execution: ExecutionView, now: datetime | None = None) -> str:
    """Status, records, rate, estimate, and what it waits for."""
    return " · ".join(_parts(execution, now or datetime.now(UTC)))


def waiting(execution: ExecutionView) -> str:
    """Why it does not go on, if it does not."""
    held = execution.waiting
    if held is not None and (held.reason or held.until):
        until = f" until {moment(held.until)}" if held.until else ""
        return f"waits{until}: {held.reason or 'no reason was given'}"
    if execution.silent_since is not None:
        return f"no executor has reported since {moment(execution.silent_since)}; another one will take over"
    if execution.cancel_requested is not None and execution.ended_at is None:
        return f"{execution.cancel_requested.by} has asked to cancel it"
    return ""


def _parts(execution: ExecutionView, now: datetime) -> Iterator[str]:
    yield execution.status_text
    pace = execution.pace
    if execution.fetched:
        yield f"{number(execution.fetched)} records"
    rate = pace.recent if pace.recent is not None else pace.overall
    if rate and execution.status == Status.IN_PROGRESS:
        yield f"{rate:,.0f}/s"
    if pace.estimated_end is not None and execution.ended_at is None and pace.estimated_end > now:
        yield f"about {duration((pace.estimated_end - now).total_seconds())} left"
    if execution.started_at is not None:
        yield f"since {ago(execution.started_at, now).removesuffix(' ago')}"
    held = waiting(execution)
    if held:
        yield held


def _bar(execution: ExecutionView, entity: Entity) -> Bar:
    counts = execution.counts.get(entity, {})
    done = sum(counts.values())
    progress = execution.progress.get(entity)
    finished = progress is not None and progress.done
    expected = execution.pace.expected.get(entity)
    total = done if finished else max(expected, done) if expected else None
    bad = sum(counts.get(outcome, 0) for outcome in ("rejected", "failed", "skipped"))  # type: ignore[call-overload]
    return Bar(word(entity), done, total, finished, f"{number(bad)} not imported" if bad else "")
