"""A run as people watch it: bars per entity while it goes on, a table when it has ended."""

from __future__ import annotations

import time
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from psasync_local.demo.api import Api
from psasync_local.errors import LocalError

OUTCOMES = ("created", "updated", "unchanged", "warning", "skipped", "rejected", "failed", "deleted")


def watch(api: Api, console: Console, execution: str, expected: dict[str, int]) -> dict[str, Any]:
    """Follow an execution's stream to its end; its last document. Raises LocalError when the stream breaks off."""
    last: dict[str, Any] = {}
    with Progress(
        TextColumn("  {task.description:<16}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        console=console,
        transient=not console.is_terminal,
    ) as progress:
        bars = _Bars(progress, expected)
        for event in api.events(f"{api.results}/v1/executions/{execution}/events"):
            if event.name in {"snapshot", "changed"}:
                last = event.data
                bars.show(last)
    if not last.get("ended_at"):
        raise LocalError(f"the stream of execution {execution} broke off in status {last.get('status')}")
    return last


class _Bars:
    def __init__(self, progress: Progress, expected: dict[str, int]) -> None:
        self._progress = progress
        self._expected = expected
        self._tasks: dict[str, TaskID] = {}
        self._since: dict[str, float] = {}

    def show(self, execution: dict[str, Any]) -> None:
        for entity, counts in execution["counts"].items():
            done = sum(counts.values())
            finished = execution["progress"].get(entity, {}).get("done", False)
            self._progress.update(
                self._task(entity),
                completed=done,
                total=done if finished else max(done, self._expected.get(entity, 0)),
                rate=self._rate(entity, done),
            )

    def _task(self, entity: str) -> TaskID:
        if entity not in self._tasks:
            self._since[entity] = time.monotonic()
            self._tasks[entity] = self._progress.add_task(entity, total=self._expected.get(entity, 0), rate="")
        return self._tasks[entity]

    def _rate(self, entity: str, done: int) -> str:
        seconds = time.monotonic() - self._since[entity]
        return f"{done / seconds:,.0f}/s" if seconds > 0.2 else ""


def outcome_table(execution: dict[str, Any]) -> Table:
    """The status table of an ended run: a line per entity, a column per outcome that occurred."""
    used = [outcome for outcome in OUTCOMES if execution["totals"].get(outcome)] or ["unchanged"]
    duration = (execution["duration_ms"] or 0) / 1000
    caption = f"{execution['status_text']}, {execution['fetched']:,} records in {duration:.1f} s"
    table = Table(caption=caption, min_width=len(caption) + 2)
    table.add_column("entity")
    for outcome in used:
        table.add_column(outcome, justify="right")
    for entity, counts in execution["counts"].items():
        table.add_row(entity, *(f"{counts.get(outcome, 0):,}" for outcome in used))
    table.add_section()
    table.add_row("all", *(f"{execution['totals'].get(outcome, 0):,}" for outcome in used))
    return table
