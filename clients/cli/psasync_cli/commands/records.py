"""`psasync records`, `log`, `compare`: what an execution did, record by record."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from psasync_cli.command import command
from psasync_cli.commands.history import export
from psasync_cli.options import FIRST, Everything, ExecutionName, Limit, SyncName, shown
from psasync_cli.output.column import Column
from psasync_cli.output.screen import Format
from psasync_cli.output.styles import style_of
from psasync_cli.output.words import moment, short, word
from psasync_cli.session import Session
from psasync_client.models.common import Entity, IssueCode, Outcome
from psasync_client.models.results import Change, ComparedRecordView, LogLevel, RecordView


def _issues(row: RecordView) -> str:
    return "; ".join(
        f"{f'{issue.field}: ' if issue.field else ''}{issue.message} ({word(issue.code)})" for issue in row.issues or ()
    )


def _now(row: ComparedRecordView) -> str:
    if row.now is None:
        return ""
    issues = "; ".join(f"{issue.message} ({word(issue.code)})" for issue in row.now.issues or ())
    return f"{word(row.now.outcome)}{f': {issues}' if issues else ''}"


RECORDS = (
    Column("entity", "entity"),
    Column("id", "source_id"),
    Column("record", "label"),
    Column("outcome", "outcome", style=lambda row: style_of(row.outcome)),
    Column("issues", "issues", _issues, wide=True),
)
LOG = (
    Column("at", "at", lambda line: moment(line.at)),
    Column("level", "level", style=lambda line: style_of(line.level)),
    Column("message", "message", wide=True),
    Column("code", "code"),
)
COMPARED = (
    Column("entity", "entity"),
    Column("id", "source_id"),
    Column("record", "label"),
    Column("change", "change"),
    Column("before", "before", lambda row: word(row.before.outcome) if row.before else ""),
    Column("now", "now", _now, wide=True),
)
FATE = (
    Column("at", "at", lambda row: moment(row.at)),
    Column("execution", "execution", lambda row: short(row.execution)),
    Column("outcome", "outcome", style=lambda row: style_of(row.outcome)),
    Column("issues", "issues", _issues, wide=True),
)


def register(app: typer.Typer) -> None:
    command(
        app,
        "records",
        panel="Runs",
        examples=[
            "psasync records 3f2a9c1e --outcome rejected",
            "psasync records 3f2a9c1e --entity contact --code field_required",
            "psasync records 3f2a9c1e --all -o csv > records.csv",
        ],
    )(records)
    command(app, "log", panel="Runs", examples=["psasync log 3f2a9c1e", "psasync log 3f2a9c1e --level warning"])(log)
    command(
        app, "compare", panel="Runs", examples=["psasync compare 3f2a9c1e", "psasync compare 3f2a9c1e --change new"]
    )(compare)
    command(app, "record", panel="Runs", examples=["psasync record acme/nightly contact 4711"])(record)


def records(
    session: Session,
    execution: ExecutionName,
    outcome: Annotated[Outcome | None, typer.Option(help="What became of it.")] = None,
    entity: Annotated[
        Entity | None, typer.Option("--entity", "-e", metavar="ENTITY", help="company, contact ...")
    ] = None,
    code: Annotated[IssueCode | None, typer.Option(help="With this issue.", metavar="CODE")] = None,
    label: Annotated[str | None, typer.Option(help="How the record's label begins.")] = None,
    limit: Limit = FIRST,
    everything: Everything = False,
) -> None:
    """Every record of an execution with its own outcome and issues. While it runs, they may be incomplete."""
    wanted = session.directory.execution(execution)
    filters: dict[str, Any] = {"outcome": outcome, "entity": entity, "code": code, "label": label}
    if session.screen.form is Format.CSV and everything:
        export(session, session.client.executions.export_records(wanted, format="csv", **filters))
        return
    found = session.client.executions.records(wanted, **filters)
    session.screen.rows(found, RECORDS, limit=shown(limit, everything), empty="No records.")


def log(
    session: Session,
    execution: ExecutionName,
    level: Annotated[LogLevel | None, typer.Option(help="This level.")] = None,
    limit: Limit = 200,
    everything: Everything = False,
) -> None:
    """The log of an execution."""
    found = session.client.executions.log(session.directory.execution(execution), level=level)
    session.screen.rows(found, LOG, limit=shown(limit, everything), empty="No log lines.")


def compare(
    session: Session,
    execution: ExecutionName,
    other: Annotated[
        str | None, typer.Option("--with", help="An earlier execution of the sync; without it the one before.")
    ] = None,
    change: Annotated[Change | None, typer.Option(help="Only these.")] = None,
    limit: Limit = FIRST,
    everything: Everything = False,
) -> None:
    """What has become better or worse since the run before: problems that are new, still there, or healed."""
    wanted = session.directory.execution(execution)
    against = session.directory.execution(other) if other else None
    found = _compared(session, wanted, against, change)
    session.screen.rows(found, COMPARED, limit=shown(limit, everything), empty="Nothing differs.")


def _compared(
    session: Session, execution: str, other: str | None, change: Change | None
) -> Iterator[ComparedRecordView]:
    """All of them, page by page; what they are compared with is told first."""
    cursor: str | None = None
    while True:
        page = session.client.executions.compare(execution, with_=other, change=change, cursor=cursor)
        if cursor is None:
            session.screen.note(f"Compared with {page.previous}." if page.previous else "There is no run before it.")
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def record(
    session: Session,
    sync: SyncName,
    entity: Annotated[Entity, typer.Argument(metavar="ENTITY")],
    source_id: Annotated[str, typer.Argument(metavar="ID", help="The record's id in the source.")],
    limit: Limit = FIRST,
    everything: Everything = False,
) -> None:
    """What became of one record in each run, the latest first."""
    wanted = session.directory.sync(sync).id
    found = session.client.syncs.record_history(wanted, entity=entity, source_id=source_id)
    session.screen.rows(found, FATE, limit=shown(limit, everything), empty="No run has told of it.")
