"""`psasync issues`."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import typer

from psasync_cli.asking import agree
from psasync_cli.command import command, group
from psasync_cli.errors import usage
from psasync_cli.exits import ExitCode
from psasync_cli.options import FIRST, Everything, Limit, SyncOption, Tenant, Yes, shown
from psasync_cli.output.column import Column
from psasync_cli.output.styles import style_of
from psasync_cli.output.words import ago, number, word
from psasync_cli.session import Session
from psasync_client.models.common import Entity, IssueCode
from psasync_client.models.results import ChangedView, IssueView, RetryView

app = group("Issues: one for each record and reason, until the record comes through.")


def _what(issue: IssueView) -> str:
    return f"{issue.field}: {issue.message}" if issue.field else issue.message


COLUMNS = (
    Column("state", "state", style=lambda issue: style_of(issue.state)),
    Column("entity", "entity"),
    Column("record", "label", lambda issue: issue.label or issue.source_id),
    Column("code", "code"),
    Column("what", "message", _what, wide=True),
    Column("times", "count", right=True),
    Column("last seen", "last_seen_at", lambda issue: ago(issue.last_seen_at)),
    Column("id", "id"),
)
GROUPS = (
    Column("code", "code"),
    Column("how many", "count", lambda row: f"{number(row.count)}{'+' if row.at_least else ''}", right=True),
    Column("what it is", "title"),
    Column("last seen", "last_seen_at", lambda row: ago(row.last_seen_at)),
    Column("what to do", "action", wide=True),
)
CODES = (
    Column("code", "code"),
    Column("severity", "severity", style=lambda row: style_of(row.severity)),
    Column("what it is", "title"),
    Column("meaning", "meaning", wide=True),
    Column("what to do", "action", wide=True),
)

State = Literal["open", "resolved", "dismissed"]
Ids = Annotated[list[str] | None, typer.Argument(metavar="[ISSUE]...", help="Ids of issues.")]
All = Annotated[bool, typer.Option("--all", "-a", help="All that fit the filters.")]
EntityOption = Annotated[Entity | None, typer.Option("--entity", "-e", metavar="ENTITY", help="company, contact ...")]
Code = Annotated[IssueCode | None, typer.Option(help="psasync issues codes", metavar="CODE")]
Label = Annotated[str | None, typer.Option(help="How the record's label begins.")]


@command(
    app, "list", examples=["psasync issues list -t acme", "psasync issues list -t acme --code field_required -o json"]
)
def list_issues(
    session: Session,
    tenant: Tenant = None,
    state: Annotated[State | None, typer.Option(help="How it stands.")] = "open",
    sync: SyncOption = None,
    entity: EntityOption = None,
    code: Code = None,
    label: Label = None,
    limit: Limit = FIRST,
    everything: Everything = False,
) -> None:
    """The issues of a tenant."""
    found = session.client.issues.list(
        session.directory.tenant(tenant),
        state=state,
        sync=session.directory.sync_if_named(sync),
        entity=entity,
        code=code,
        label=label,
    )
    session.screen.rows(found, COLUMNS, limit=shown(limit, everything), empty="No issues.")


@command(app, "groups", examples=["psasync issues groups -t acme"])
def groups(
    session: Session,
    tenant: Tenant = None,
    state: Annotated[State, typer.Option(help="How they stand.")] = "open",
    sync: SyncOption = None,
) -> None:
    """How many there are of each code, and what to do about them."""
    wanted = session.directory.tenant(tenant)
    found = session.client.issues.groups(wanted, state=state, sync=session.directory.sync_if_named(sync))
    session.screen.rows(found, GROUPS, empty="No issues.")


@command(app, "codes", examples=["psasync issues codes", "psasync issues codes -o json"])
def codes(session: Session) -> None:
    """The catalogue: what each code means and what a person can do."""
    session.screen.rows(session.client.issues.codes(), CODES)


@command(
    app,
    "retry",
    examples=["psasync issues retry ID -t acme", "psasync issues retry --all --code field_required -t acme"],
)
def retry(
    session: Session,
    ids: Ids = None,
    tenant: Tenant = None,
    everything: All = False,
    sync: SyncOption = None,
    entity: EntityOption = None,
    code: Code = None,
    label: Label = None,
) -> ExitCode:
    """Try their records again: one run per sync."""
    selection = _selection(session, ids, everything, sync, entity, code, label)
    answer = session.client.issues.retry(session.directory.tenant(tenant), selection)
    if not session.screen.for_people:
        session.screen.done(answer, "")
    else:
        _tell_retry(session, answer)
    refused = any(word(item.outcome) in {"refused", "unavailable"} for item in answer.items)
    return ExitCode.REFUSED if refused else ExitCode.OK


@command(
    app,
    "dismiss",
    examples=["psasync issues dismiss ID -t acme --reason 'test data'", "psasync issues dismiss --all -t acme --yes"],
)
def dismiss(
    session: Session,
    ids: Ids = None,
    *,
    tenant: Tenant = None,
    everything: All = False,
    reason: Annotated[str | None, typer.Option(help="Why; it is kept and shown.")] = None,
    sync: SyncOption = None,
    entity: EntityOption = None,
    code: Code = None,
    label: Label = None,
    yes: Yes = False,
) -> None:
    """Not a problem: until the record changes."""
    selection = _selection(session, ids, everything, sync, entity, code, label)
    if everything:
        agree(session.screen, "Dismiss all issues that fit?", yes=yes)
    wanted = session.directory.tenant(tenant)
    changed = _all_changed(lambda: session.client.issues.dismiss(wanted, {**selection, "reason": reason}))
    session.screen.done({"changed": changed}, f"Dismissed {number(changed)}.")


@command(app, "reopen", examples=["psasync issues reopen ID -t acme"])
def reopen(
    session: Session,
    ids: Ids = None,
    tenant: Tenant = None,
    everything: All = False,
    sync: SyncOption = None,
    entity: EntityOption = None,
    code: Code = None,
    label: Label = None,
) -> None:
    """A problem after all."""
    selection = _selection(session, ids, everything, sync, entity, code, label)
    wanted = session.directory.tenant(tenant)
    changed = _all_changed(lambda: session.client.issues.reopen(wanted, selection))
    session.screen.done({"changed": changed}, f"Reopened {number(changed)}.")


def _all_changed(change: Callable[[], ChangedView]) -> int:
    """How many were changed, asked again for as long as there are more."""
    changed, more = 0, True
    while more:
        answer = change()
        changed, more = changed + answer.changed, answer.more
    return changed


def _selection(
    session: Session,
    ids: list[str] | None,
    everything: bool,
    sync: str | None,
    entity: Entity | None,
    code: IssueCode | None,
    label: str | None,
) -> dict[str, Any]:
    if bool(ids) == everything:
        raise usage("Which issues?", remedy="Their ids (psasync issues list), or --all with filters.")
    if ids:
        return {"ids": ids}
    filters = {"sync": session.directory.sync_if_named(sync), "entity": entity, "code": code, "label": label}
    return {"filter": {name: str(value) for name, value in filters.items() if value is not None}}


def _tell_retry(session: Session, answer: RetryView) -> None:
    screen = session.screen
    for item in answer.items:
        name = session.directory.sync_name(item.sync)
        if item.execution_id:
            text = f"{name}: {number(item.records)} records are tried again. psasync watch {item.execution_id}"
        else:
            text = f"{name}: {word(item.outcome)}: {(item.problem or {}).get('detail', '')}"
        screen.done(item, text)
    if not answer.items:
        screen.note("There was nothing to try again.")
    if answer.left_out:
        screen.note(f"{number(answer.left_out)} issues are of an entity as a whole: there is no record to try again.")
    if answer.more:
        screen.note("There are more than one call takes on: repeat the command later.")
