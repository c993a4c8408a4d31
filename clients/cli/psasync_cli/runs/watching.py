"""Follows a run to its end, as its watcher can take it: bars on a terminal, lines elsewhere, JSON for programs."""

import time
from collections.abc import Iterator
from types import TracebackType
from typing import Protocol, Self

from rich.console import Group
from rich.live import Live
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.text import Text

from psasync_cli.errors import CliError
from psasync_cli.exits import ExitCode
from psasync_cli.output.encoding import json_line
from psasync_cli.output.plain import plain
from psasync_cli.output.screen import Format, Screen
from psasync_cli.output.styles import style_of
from psasync_cli.output.table import facts_of, table_of
from psasync_cli.output.words import joined, number
from psasync_cli.runs.ends import exit_code, explanation, next_steps, outcome_columns, outcome_rows, summary
from psasync_cli.runs.feed import Feed
from psasync_cli.runs.progress import bars, headline, waiting
from psasync_cli.session import Session
from psasync_client import NotFound, ProblemError
from psasync_client.models.results import ExecutionView

_UNKNOWN_SECONDS = 30.0  # results hears of a request through Kafka: for so long it may not know it
_UNKNOWN_POLL_SECONDS = 0.5


class Watcher(Protocol):
    """Is told of each change, between `with` and its end."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def show(self, execution: ExecutionView) -> None: ...


def watch(session: Session, execution: str, within: float | None = None) -> ExitCode:
    """Until it has ended, or `within` seconds are over. Ctrl-C leaves the run going and says how to come back."""
    screen = session.screen
    try:
        last = _followed(session, execution, within, _watcher(screen))
    except KeyboardInterrupt:
        screen.note(
            f"\nThe run goes on. Come back: psasync watch {execution}\nStop it:   psasync cancel {execution}", style=""
        )
        return ExitCode.INTERRUPTED
    if screen.form is Format.TABLE:
        show_end(screen, last)
    return exit_code(last.status)


def show_end(screen: Screen, execution: ExecutionView) -> None:
    """How it ended, the counts, what to do."""
    screen.out.print(Text(plain(summary(execution)), style=style_of(execution.status)))
    if execution.totals:
        screen.out.print(table_of(outcome_columns(execution), outcome_rows(execution)))
    facts = [fact for fact in explanation(execution) if fact[1]]
    if facts:
        screen.out.print(facts_of(facts))
    for step in next_steps(execution):
        screen.note(f"  {step}")


def _followed(session: Session, execution: str, within: float | None, watcher: Watcher) -> ExecutionView:
    last: ExecutionView | None = None
    with watcher:
        for last in Feed(lambda: _changes(session, execution), within):
            watcher.show(last)
            if last.ended_at is not None:
                return last
    raise _late(execution, last, within)


def _changes(session: Session, execution: str) -> Iterator[ExecutionView]:
    """As `executions.watch`; a run that was asked for a moment ago may not be known yet."""
    patience = time.monotonic() + _UNKNOWN_SECONDS
    while True:
        try:
            for event in session.client.executions.watch(execution):
                yield event.data
        except NotFound as error:
            if time.monotonic() > patience:
                raise _unknown(execution, error) from error
            time.sleep(_UNKNOWN_POLL_SECONDS)
        else:
            return


def _unknown(execution: str, error: ProblemError) -> CliError:
    return CliError(
        f"There is no execution {execution}: {error.detail}", ExitCode.NOT_FOUND, remedy="psasync history shows them."
    )


def _late(execution: str, last: ExecutionView | None, within: float | None) -> CliError:
    status = last.status_text if last is not None else "not known"
    return CliError(
        f"Execution {execution} has not ended within {within or 0:g} s; it is {status} and goes on.",
        ExitCode.TIMEOUT,
        remedy=f"psasync watch {execution} comes back to it.",
    )


def _watcher(screen: Screen) -> Watcher:
    if screen.form is not Format.TABLE:
        return _Objects(screen)
    return _Bars(screen) if screen.err.is_terminal else _Lines(screen)


class _Silent:
    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class _Objects(_Silent):
    """A JSON object for each change, the last one when it has ended."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def show(self, execution: ExecutionView) -> None:
        self._screen.write(json_line(execution) + "\n")


class _Lines(_Silent):
    """A line when the status, the entity that is read, or the reason of a wait changes: for logs."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._told: tuple[object, ...] = ()

    def show(self, execution: ExecutionView) -> None:
        now = (execution.status, waiting(execution), *execution.completed_entities)
        if now != self._told and execution.ended_at is None:
            self._told = now
            done = joined(execution.completed_entities)
            self._screen.note(f"{headline(execution)}{f' · done: {done}' if done else ''}", style="")


class _Bars:
    """A bar per entity below a line that says how it goes."""

    def __init__(self, screen: Screen) -> None:
        self._progress = Progress(
            TextColumn("{task.description:<16}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[count]:>20}"),
            TextColumn("{task.fields[remark]}", style="yellow"),
            console=screen.err,
        )
        self._head = Text("waits for the first news ...", style="dim")
        self._live = Live(console=screen.err, refresh_per_second=8, transient=True, get_renderable=self._shown)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._live.start(refresh=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def show(self, execution: ExecutionView) -> None:
        self._head = Text(plain(headline(execution)), style=style_of(execution.status))
        for bar in bars(execution):
            if bar.entity not in self._tasks:
                self._tasks[bar.entity] = self._progress.add_task(bar.entity, total=None, count="", remark="")
            of = f" of {number(bar.total)}" if bar.total is not None and not bar.finished else ""
            self._progress.update(
                self._tasks[bar.entity],
                completed=bar.done,
                total=max(bar.total, 1) if bar.total is not None else None,
                count=f"{number(bar.done)}{of}",
                remark=bar.text,
            )

    def _shown(self) -> Group:
        return Group(self._head, self._progress.get_renderable())
