"""Commands about one execution, at the top level because they are the daily ones."""

from typing import Annotated

import typer

from psasync_cli.asking import confirm
from psasync_cli.command import command
from psasync_cli.errors import CliError
from psasync_cli.exits import ExitCode
from psasync_cli.options import ExecutionName, Reason
from psasync_cli.output.screen import Format
from psasync_cli.output.table import table_of
from psasync_cli.output.words import milliseconds, moment, number, word
from psasync_cli.runs.ends import explanation, outcome_columns, outcome_rows
from psasync_cli.runs.preflight import period_text
from psasync_cli.runs.progress import STATUS_MEANINGS, headline, waiting
from psasync_cli.runs.watching import watch as watch_run
from psasync_cli.session import Session
from psasync_client import Conflict
from psasync_client.models.results import ExecutionView
from psasync_client.models.scheduler import Accepted

Watch = Annotated[bool, typer.Option("--watch/--no-watch", help="Follow it to its end.")]


def register(app: typer.Typer) -> None:
    command(
        app, "watch", panel="Runs", examples=["psasync watch 3f2a9c1e", "psasync watch 3f2a9c1e --within 600 -o json"]
    )(watch)
    command(app, "show", panel="Runs", examples=["psasync show 3f2a9c1e", "psasync show 3f2a9c1e -o json"])(show)
    command(app, "cancel", panel="Runs", examples=["psasync cancel 3f2a9c1e --reason 'wrong period'"])(cancel)
    command(
        app, "again", panel="Runs", examples=["psasync again 3f2a9c1e", "psasync again 3f2a9c1e --confirm --no-watch"]
    )(again)
    command(app, "retry", panel="Runs", examples=["psasync retry 3f2a9c1e"])(retry)


def watch(
    session: Session,
    execution: ExecutionName,
    within: Annotated[float | None, typer.Option(min=1, metavar="SECONDS", help="For so long at most.")] = None,
) -> ExitCode:
    """Follow an execution to its end. Ctrl-C leaves it going. The exit code says how it ended, as with `run`."""
    return watch_run(session, session.directory.execution(execution), within)


def show(session: Session, execution: ExecutionName) -> None:
    """One execution: how it stands, its counts, what went wrong and what to do."""
    found = _found(session, session.directory.execution(execution))
    counts = [table_of(outcome_columns(found), outcome_rows(found))] if found.totals else []
    session.screen.one(found, _facts(session, found), *counts)


def cancel(session: Session, execution: ExecutionName, reason: Reason = "") -> None:
    """Stop it: nothing is processed afterwards, what was written stays. Can be repeated; the first reason counts."""
    wanted = session.directory.execution(execution)
    asked = session.client.executions.cancel(wanted, {"reason": reason})
    session.screen.done(
        asked, f"Asked to cancel {asked.execution_id}. It ends within moments: psasync watch {asked.execution_id}"
    )


def again(
    session: Session,
    execution: ExecutionName,
    confirmed: Annotated[bool, typer.Option("--confirm", help="Importing again what is there is meant.")] = False,
    watch: Watch = True,
) -> ExitCode:
    """Run it once more with the same settings."""
    wanted = session.directory.execution(execution)
    try:
        accepted = session.client.executions.again(wanted, {"confirmed": confirmed})
    except Conflict as conflict:
        if conflict.code != "confirmation-needed":
            raise
        session.screen.warn(f"Danger: {conflict.detail}")
        confirm(session.screen, confirmed=confirmed)
        accepted = session.client.executions.again(wanted, {"confirmed": True})
    return _followed(session, accepted, watch=watch)


def retry(session: Session, execution: ExecutionName, watch: Watch = True) -> ExitCode:
    """Try again only what it left refused, failed or not tried."""
    accepted = session.client.executions.retry(session.directory.execution(execution))
    return _followed(session, accepted, watch=watch)


def _followed(session: Session, accepted: Accepted, *, watch: bool) -> ExitCode:
    if not watch:
        session.screen.done(accepted, f"Started {accepted.execution_id}.\npsasync watch {accepted.execution_id}")
        return ExitCode.OK
    if session.screen.form is Format.TABLE:
        session.screen.note(f"Started: execution {accepted.execution_id}.")
    return watch_run(session, accepted.execution_id)


def _found(session: Session, execution: str) -> ExecutionView:
    found = session.client.executions.get(execution)
    if found is None:
        raise CliError(f"There is no execution {execution}.", ExitCode.NOT_FOUND)
    return found


def _facts(session: Session, execution: ExecutionView) -> list[tuple[str, str]]:
    period = (execution.request or {}).get("period")
    meaning = STATUS_MEANINGS.get(execution.status, "")
    pace = execution.pace
    ended = execution.ended_at is not None
    return [
        ("execution", execution.id),
        ("tenant", session.directory.tenant_name(execution.tenant)),
        ("sync", session.directory.sync_name(execution.sync)),
        ("status", f"{execution.status_text}: {meaning}" if meaning else execution.status_text),
        ("now", "" if ended else headline(execution)),
        ("", "" if ended else waiting(execution)),
        *explanation(execution),
        ("asked for", f"{moment(execution.requested_at)} by {execution.requested_by}, {word(execution.trigger)}"),
        ("mode", f"{word(execution.mode)}{', dry run' if execution.dry_run else ''}"),
        ("period", period_text(period)),
        ("started", moment(execution.started_at)),
        ("ended", moment(execution.ended_at)),
        ("took", milliseconds(execution.duration_ms)),
        ("rate", f"{pace.overall:,.0f} records a second" if pace.overall else ""),
        ("records", number(execution.fetched)),
        ("attempts", "" if len(execution.attempts) < 2 else _attempts(execution)),
        ("codes", ", ".join(f"{word(code)} {number(count)}" for code, count in execution.codes.items())),
        ("log", f"{number(execution.log_lines)} lines: psasync log {execution.id[:8]}" if execution.log_lines else ""),
    ]


def _attempts(execution: ExecutionView) -> str:
    return "; ".join(
        f"{each.number} on {each.executor}: {word(each.end) or 'runs'}{f' ({each.why})' if each.why else ''}"
        for each in execution.attempts
    )
