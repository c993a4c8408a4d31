"""`psasync run`: the play button."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

import typer
from rich.console import Group
from rich.text import Text

from psasync_cli.asking import ask, confirm
from psasync_cli.command import command
from psasync_cli.errors import CliError
from psasync_cli.exits import ExitCode
from psasync_cli.options import SyncName
from psasync_cli.output.plain import paragraphs
from psasync_cli.output.screen import Format
from psasync_cli.runs import preflight as preflights
from psasync_cli.runs.danger import dangers
from psasync_cli.runs.request import Again, Asked, body_of, undecided
from psasync_cli.runs.watching import watch as watch_run
from psasync_cli.session import Session
from psasync_client import Conflict
from psasync_client.models.common import Entity
from psasync_client.models.scheduler import Accepted, PreflightView, SyncView

_DAY = typer.Option("--date", formats=["%Y-%m-%d"], help="One day in the tenant's zone, as if never imported.")
_FROM = typer.Option("--from", formats=["%Y-%m-%d"], help="The first day of several.")
_TO = typer.Option("--to", formats=["%Y-%m-%d"], help="The last day of several; included.")


def register(app: typer.Typer) -> None:
    command(
        app,
        "run",
        panel="Runs",
        examples=[
            "psasync run acme/nightly",
            "psasync run acme/nightly --date 2026-11-02",
            "psasync run acme/nightly --from 2026-11-01 --to 2026-11-07 --missing",
            "psasync run acme/nightly --from 2026-11-01 --to 2026-11-07 --force --confirm --no-watch -o json",
            "psasync run acme/nightly --entity contact --dry-run",
        ],
    )(run)


def run(
    session: Session,
    sync: SyncName,
    *,
    on: Annotated[datetime | None, _DAY] = None,
    first: Annotated[datetime | None, _FROM] = None,
    last: Annotated[datetime | None, _TO] = None,
    force: Annotated[
        bool | None,
        typer.Option("--force/--missing", help="Everything again, or only what is missing.", show_default=False),
    ] = None,
    entities: Annotated[
        list[Entity] | None, typer.Option("--entity", "-e", metavar="ENTITY", help="Only this; may be repeated.")
    ] = None,
    records: Annotated[
        list[str] | None, typer.Option("--record", help="entity:id, just these; may be repeated.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and compare, write nothing.")] = False,
    allow_deletions: Annotated[
        bool, typer.Option("--allow-deletions", help="More deletions than the guard allows are meant.")
    ] = False,
    preflight_only: Annotated[bool, typer.Option("--preflight", help="Say what it would do, and run nothing.")] = False,
    confirmed: Annotated[bool, typer.Option("--confirm", help="What has to be confirmed is meant.")] = False,
    watch: Annotated[bool, typer.Option("--watch/--no-watch", help="Follow it to its end.")] = True,
    within: Annotated[
        float | None, typer.Option(min=1, metavar="SECONDS", help="Watch it for so long at most.")
    ] = None,
) -> ExitCode:
    """Start a sync now. It says what it would do, asks where something could be imported twice, then follows the run.

    The exit code says how the run ended: 0 finished, 3 with warnings, 1 in error, 10 canceled.
    """
    found = session.directory.sync(sync)
    asked = Asked(
        on=_day(on),
        first=_day(first),
        last=_day(last),
        again=None if force is None else Again.EVERYTHING if force else Again.MISSING,
        entities=[str(each) for each in entities or ()],
        records=records or (),
        dry_run=dry_run,
        allow_deletions=allow_deletions,
    )
    body = body_of(_decided(session, asked))
    foreseen = _foreseen(session, found, body, shown=not preflight_only)
    if preflight_only:
        _tell_preflight(session, found, body, foreseen)
        return ExitCode.REFUSED if foreseen.blocked else ExitCode.OK
    if foreseen.blocked:
        raise CliError("It cannot run as things stand.", details=tuple(foreseen.blocked))
    accepted = _start(session, found, body, foreseen, confirmed=confirmed)
    _tell_accepted(session, accepted, watched=watch)
    return watch_run(session, accepted.execution_id, within) if watch else ExitCode.OK


def _decided(session: Session, asked: Asked) -> Asked:
    """With an answer to what has to be chosen, where somebody can be asked."""
    if not undecided(asked) or not session.screen.interactive:
        return asked
    answer = ask(session.screen, "Import only what is missing (m), or everything of these days again (e)", default="m")
    again = Again.EVERYTHING if answer.lower().startswith("e") else Again.MISSING
    return Asked(**{**{name: getattr(asked, name) for name in Asked.__slots__}, "again": again})


def _foreseen(session: Session, sync: SyncView, body: Mapping[str, Any], *, shown: bool) -> PreflightView:
    answer = session.client.executions.start(sync.id, body, preflight=True)
    if not isinstance(answer, PreflightView):
        raise CliError("The platform answered to a preflight with a run.", ExitCode.INTERNAL)
    if shown:
        for part in preflights.shown(sync, body, answer):
            session.screen.err.print(part)
    return answer


def _tell_preflight(session: Session, sync: SyncView, body: Mapping[str, Any], foreseen: PreflightView) -> None:
    warned = [Text(f"To be confirmed: {each}", style="bold yellow") for each in dangers(body, foreseen)]
    session.screen.one(foreseen, [], Group(*preflights.shown(sync, body, foreseen), *warned))


def _start(
    session: Session, sync: SyncView, body: Mapping[str, Any], foreseen: PreflightView, *, confirmed: bool
) -> Accepted:
    """Confirmed where it has to be; also what was imported between the preflight and the request."""
    found = dangers(body, foreseen)
    if found:
        _confirm(session, found, confirmed=confirmed)
    key = str(uuid.uuid4())
    try:
        return _accepted(session, sync, {**body, "confirmed": bool(found)}, key)
    except Conflict as conflict:
        if conflict.code != "confirmation-needed":
            raise
        _confirm(session, [conflict.detail], confirmed=confirmed)
        return _accepted(session, sync, {**body, "confirmed": True}, str(uuid.uuid4()))


def _accepted(session: Session, sync: SyncView, body: Mapping[str, Any], key: str) -> Accepted:
    answer = session.client.executions.start(sync.id, body, idempotency_key=key)
    if not isinstance(answer, Accepted):
        raise CliError("The platform answered to a run with a preflight.", ExitCode.INTERNAL)
    return answer


def _confirm(session: Session, found: list[str], *, confirmed: bool) -> None:
    for danger in found:
        session.screen.err.print(Text.assemble(("Danger: ", "bold red"), paragraphs(danger)))
    confirm(session.screen, confirmed=confirmed)


def _tell_accepted(session: Session, accepted: Accepted, *, watched: bool) -> None:
    screen = session.screen
    if screen.form is not Format.TABLE:
        if not watched:
            screen.done(accepted, "")
        return
    place = f", about place {accepted.queue_position} in the queue" if accepted.queue_position else ""
    did = "Joined an identical run that waits" if accepted.joined else "Started"
    tell = screen.note if watched else lambda text: screen.done(accepted, text)
    tell(f"{did}: execution {accepted.execution_id}{place}.")
    if not watched:
        screen.note(f"psasync watch {accepted.execution_id}")


def _day(value: datetime | None) -> date | None:
    return None if value is None else value.date()
