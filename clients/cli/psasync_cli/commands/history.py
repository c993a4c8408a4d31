"""`psasync history`: all executions, filtered."""

import sys
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from psasync_cli.command import command
from psasync_cli.dates import instant
from psasync_cli.options import FIRST, Everything, Limit, SyncOption, Tenant, shown
from psasync_cli.output.column import Column
from psasync_cli.output.screen import Format
from psasync_cli.output.styles import style_of
from psasync_cli.output.words import counts, milliseconds, moment, short, word
from psasync_cli.session import Session
from psasync_client.models.common import HistoryOutcome, Mode, Status, Trigger
from psasync_client.models.results import SummaryView

From = Annotated[str | None, typer.Option("--from", help="A date, or 2h, 7d, 4w ago.")]
To = Annotated[str | None, typer.Option("--to", help="Before this date.")]


def register(app: typer.Typer) -> None:
    command(
        app,
        "history",
        panel="Runs",
        examples=[
            "psasync history",
            "psasync history -t acme --outcome failure --from 7d",
            "psasync history --status in_progress",
            "psasync history --from 2026-11-01 --all -o csv > november.csv",
        ],
    )(history)


def history(
    session: Session,
    *,
    tenant: Tenant = None,
    sync: SyncOption = None,
    status: Annotated[Status | None, typer.Option(help="How it stands.")] = None,
    outcome: Annotated[HistoryOutcome | None, typer.Option(help="What came of it.")] = None,
    trigger: Annotated[Trigger | None, typer.Option(help="What started it.")] = None,
    mode: Annotated[Mode | None, typer.Option(help="Only what is missing, or everything again.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who asked for it, exactly.")] = None,
    text: Annotated[str | None, typer.Option("--text", help="Words of an error, of a reason, an id.")] = None,
    first: From = None,
    last: To = None,
    limit: Limit = FIRST,
    everything: Everything = False,
) -> None:
    """Executions, the latest first. As CSV with --all it is the platform's own export, with all its columns."""
    filters: dict[str, Any] = {
        "tenant": session.directory.tenant_if_named(tenant),
        "sync": session.directory.sync_if_named(sync),
        "status": status,
        "outcome": outcome,
        "trigger": trigger,
        "mode": mode,
        "requested_by": by,
        "text": text,
        "from_": instant(first),
        "to": instant(last),
    }
    if session.screen.form is Format.CSV and everything:
        export(session, session.client.executions.export(format="csv", **filters))
        return
    found = session.client.executions.list(**filters)
    session.screen.rows(found, columns(session), limit=shown(limit, everything), empty="No executions.")


def columns(session: Session) -> tuple[Column, ...]:
    return (
        Column("execution", "id", lambda each: short(each.id)),
        Column("tenant", "tenant", lambda each: session.directory.tenant_name(each.tenant)),
        Column("sync", "sync", lambda each: session.directory.sync_name(each.sync)),
        Column("status", "status", lambda each: each.status_text, style=lambda each: style_of(each.status)),
        Column("outcome", "outcome", _outcome, style=lambda each: style_of(each.outcome)),
        Column("trigger", "trigger"),
        Column("mode", "mode", _mode),
        Column("asked for", "requested_at", lambda each: moment(each.requested_at)),
        Column("by", "requested_by"),
        Column("took", "duration_ms", lambda each: milliseconds(each.duration_ms), right=True),
        Column("counts", "totals", lambda each: counts(each.totals), wide=True),
    )


def export(session: Session, chunks: Iterable[bytes]) -> None:
    """The platform's own CSV or JSON Lines, as it comes."""
    if sys.stdout.isatty():
        session.screen.write(b"".join(chunks).decode("utf-8", "replace"))
        return
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def _outcome(execution: SummaryView) -> str:
    return word(execution.outcome).replace("_", " ")


def _mode(execution: SummaryView) -> str:
    return f"{word(execution.mode)}{' (dry)' if execution.dry_run else ''}"
