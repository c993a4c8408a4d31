"""How a run that has ended is told: in words, and as an exit code. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from psasync_cli.exits import ExitCode
from psasync_cli.output.column import Column
from psasync_cli.output.styles import style_of
from psasync_cli.output.words import milliseconds, number, word
from psasync_client.models.common import Outcome, Status
from psasync_client.models.results import ExecutionView

_CODES = {
    Status.FINISHED: ExitCode.OK,
    Status.FINISHED_WITH_WARNINGS: ExitCode.WARNINGS,
    Status.ERROR: ExitCode.FAILED,
    Status.CANCELED: ExitCode.CANCELED,
}
_LOOKED_INTO = (Outcome.REJECTED, Outcome.FAILED, Outcome.SKIPPED, Outcome.WARNING)


def exit_code(status: Status) -> ExitCode:
    """Of a status that is terminal; of any other 0."""
    return _CODES.get(status, ExitCode.OK)


def summary(execution: ExecutionView) -> str:
    """One line."""
    took = f" in {milliseconds(execution.duration_ms)}" if execution.duration_ms is not None else ""
    dry = " (dry run: nothing was written)" if execution.dry_run else ""
    return f"{execution.status_text}: {number(execution.fetched)} records{took}{dry}"


def outcome_columns(execution: ExecutionView) -> list[Column]:
    """A line per entity, a column per outcome that occurred."""
    used = [outcome for outcome in Outcome if execution.totals.get(outcome)]
    return [
        Column("entity", "entity"),
        *(
            Column(
                word(outcome),
                word(outcome),
                lambda row, outcome=outcome: number(row[word(outcome)]),  # type: ignore[misc]
                right=True,
                style=lambda row, outcome=outcome: style_of(outcome) if row[word(outcome)] else "dim",  # type: ignore[misc]
            )
            for outcome in used
        ),
    ]


def outcome_rows(execution: ExecutionView) -> list[dict[str, Any]]:
    """The entities, and all of them together."""
    rows = [_row(word(entity), counts) for entity, counts in execution.counts.items()]
    return [*rows, _row("all", execution.totals)] if len(rows) > 1 else rows


def explanation(execution: ExecutionView) -> Iterator[tuple[str, str]]:
    """What happened, and what to do."""
    error, canceled = execution.error, execution.canceled
    if error is not None:
        yield "error", f"{word(error.kind)}: {error.message} ({word(error.code)})"
        yield "what to do", error.hint or ""
    if canceled is not None:
        joined = f"joined {canceled.superseded_by}" if canceled.superseded_by else ""
        yield "canceled", joined or f"by {canceled.by}{f': {canceled.reason}' if canceled.reason else ''}"
    for difference in execution.differences:
        yield "difference", difference


def next_steps(execution: ExecutionView) -> list[str]:
    """Commands that are worth trying now."""
    looked_into = [outcome for outcome in _LOOKED_INTO if execution.totals.get(outcome)]
    steps = [f"psasync records {execution.id} --outcome {outcome}" for outcome in looked_into[:2]]
    if any(outcome in (Outcome.REJECTED, Outcome.FAILED) for outcome in looked_into) and not execution.dry_run:
        steps.append(f"psasync retry {execution.id}")
    if execution.status == Status.ERROR:
        steps.append(f"psasync log {execution.id}")
    return steps


def _row(entity: str, counts: Mapping[Outcome, int]) -> dict[str, Any]:
    return {"entity": entity, **{word(outcome): counts.get(outcome, 0) for outcome in Outcome}}
