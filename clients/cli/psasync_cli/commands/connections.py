"""`psasync connections`."""

from collections.abc import Iterable
from typing import Annotated

import typer

from psasync_cli.asking import agree
from psasync_cli.command import command, group
from psasync_cli.commands import webhooks
from psasync_cli.connecting import Connecting
from psasync_cli.errors import usage
from psasync_cli.exits import ExitCode
from psasync_cli.given import given_values
from psasync_cli.options import FIRST, ConnectionName, Everything, Limit, Reason, Tenant, Yes, shown
from psasync_cli.output.column import Column
from psasync_cli.output.screen import Format
from psasync_cli.output.styles import style_of
from psasync_cli.output.words import ago, joined, moment, word
from psasync_cli.session import Session
from psasync_cli.setup.fields import sorted_out
from psasync_cli.setup.results import PERMISSIONS, result
from psasync_cli.states import State, paused_text
from psasync_client.models.common import System
from psasync_client.models.scheduler import CheckView, ConnectionView, CustomField, SetUpValue

app = group("Connections: a tenant's access to its PSA, or to another endpoint.")
app.add_typer(webhooks.app, name="webhook")

Set = Annotated[
    list[str] | None, typer.Option("--set", help="name=value of a field; may be repeated. Others can see it in `ps`.")
]
SetFile = Annotated[
    list[str] | None, typer.Option("--set-file", help="name=path: the value is what the file holds; - is stdin.")
]
SetEnvironment = Annotated[
    list[str] | None, typer.Option("--set-env", help="name=VARIABLE: the value is that of a variable of this shell.")
]


def columns(session: Session) -> tuple[Column, ...]:
    return (
        Column("tenant", "tenant", lambda each: session.directory.tenant_name(each.tenant)),
        Column("name", "name"),
        Column("system", "system"),
        Column("state", "state", style=lambda each: style_of(each.state)),
        Column("last check", "last_check.ok", _checked, style=_check_style),
        Column("id", "id"),
    )


@command(app, "list", examples=["psasync connections list", "psasync connections list -t acme --system halopsa"])
def list_connections(
    session: Session,
    tenant: Tenant = None,
    system: Annotated[System | None, typer.Option(help="Only those to this system.")] = None,
    state: Annotated[State | None, typer.Option(help="Without it: those that are not archived.")] = None,
    name: Annotated[str, typer.Option(help="How the name begins.")] = "",
    limit: Limit = FIRST,
    everything: Everything = False,
) -> None:
    """Connections, of one tenant or all."""
    wanted = session.directory.tenant_if_named(tenant)
    found = session.client.connections.list(tenant=wanted, system=system, state=state, name=name)
    session.screen.rows(
        found, columns(session), limit=shown(limit, everything), empty="No connections. psasync connections add"
    )


@command(app, "show", examples=["psasync connections show acme/Manage"])
def show(session: Session, connection: ConnectionName) -> None:
    """One connection. Secrets are shown only as having been set."""
    found = session.directory.connection(connection)
    hanging = session.client.connections.dependents(found.id)
    syncs = hanging.syncs
    session.screen.one(
        found,
        [
            ("name", found.name),
            ("id", found.id),
            ("tenant", session.directory.tenant_name(found.tenant)),
            ("system", word(found.system)),
            ("state", f"{word(found.state)}{paused_text(found.paused)}"),
            *((name, value) for name, value in found.settings.items()),
            *((name, f"set {moment(secret.set_at)} by {secret.set_by}") for name, secret in found.secrets.items()),
            ("limits", f"{found.calls_per_minute} calls a minute, {found.concurrent_calls} at a time"),
            ("last check", _check_text(found)),
            ("webhook", found.webhook_url or ""),
            ("syncs", joined(each.name for each in syncs.first) if syncs else ""),
            ("changed", moment(found.updated_at)),
        ],
    )


@command(
    app,
    "add",
    examples=[
        "psasync connections add",
        "psasync connections add -t acme --system connectwise --name Manage",
        "psasync connections add -t acme --system syncro --name Syncro --set subdomain=acme --set-file api_key=key.txt",
    ],
)
def add(
    session: Session,
    tenant: Tenant = None,
    system: Annotated[System | None, typer.Option(help="psasync systems list shows them.")] = None,
    name: Annotated[str | None, typer.Option(help="How the connection is called.")] = None,
    values: Set = None,
    files: SetFile = None,
    variables: SetEnvironment = None,
    check: Annotated[bool, typer.Option(help="Try the credentials before they are stored.")] = True,
) -> ExitCode:
    """Connect a tenant's system. At a terminal it asks for what is missing, and tries the credentials first."""
    given = given_values(values, files, variables)
    connecting = Connecting(session, tenant, system, name, given)
    made = connecting.connect(check=check)
    session.screen.done(
        made,
        f"Connected {made.name} ({made.id}).\n"
        f"Next: psasync syncs create NAME --connection {made.id} --entity company --entity contact",
    )
    return ExitCode.OK


@command(
    app,
    "change",
    examples=[
        "psasync connections change acme/Manage --set-file private_key=new.txt",
        "psasync connections change acme/Manage --name 'ConnectWise' --calls-per-minute 300",
    ],
)
def change(
    session: Session,
    connection: ConnectionName,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    values: Set = None,
    files: SetFile = None,
    variables: SetEnvironment = None,
    calls_per_minute: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    concurrent_calls: Annotated[int | None, typer.Option(min=1, help="At most so many at a time.")] = None,
) -> None:
    """Other values for some fields; those that are not given stay."""
    found = session.directory.connection(connection)
    system = session.client.systems.get(found.system)
    given = sorted_out(system, given_values(values, files, variables))
    body = {
        "name": name,
        "settings": {**found.settings, **given.settings} if given.settings else None,
        "secrets": dict(given.secrets) or None,
        "calls_per_minute": calls_per_minute,
        "concurrent_calls": concurrent_calls,
    }
    changes = {field: value for field, value in body.items() if value is not None}
    if not changes:
        raise usage("Nothing to change was given.", remedy="psasync connections change --help")
    changed = session.client.connections.change(found.id, changes, if_match=str(found.version))
    session.screen.done(changed, f"Changed {changed.name}. Try it: psasync connections check {changed.id}")


@command(app, "check", examples=["psasync connections check acme/Manage"])
def check(session: Session, connection: ConnectionName) -> ExitCode:
    """Try the stored credentials: is the system there, does it let us in, what may be read. Exit code 1 if not."""
    found = session.directory.connection(connection)
    checked: CheckView = session.client.connections.check(found.id)
    if session.screen.form is Format.CSV:
        session.screen.rows(checked.permissions or (), PERMISSIONS)
    else:
        session.screen.one(checked, [], result(checked))
    return ExitCode.OK if checked.ok else ExitCode.FAILED


@command(app, "declared", examples=["psasync connections declared acme/Manage --refresh"])
def declared(
    session: Session,
    connection: ConnectionName,
    refresh: Annotated[bool, typer.Option(help="Ask the system, instead of what it said earlier.")] = False,
) -> None:
    """Entities, custom fields and set-up values that the system declares."""
    found = session.directory.connection(connection)
    declaration = session.client.connections.declaration(found.id, refresh=refresh)
    columns = (
        Column("entity", "entity"),
        Column("fields", "fields", lambda row: str(sum(each.present for each in row.fields)), right=True),
        Column(
            "custom fields",
            "custom_fields",
            lambda row: joined(each.name for each in row.custom_fields or ()),
            wide=True,
        ),
        Column("values", "values", lambda row: joined(each.name for each in row.values or ()), wide=True),
        Column("remark", "note", wide=True),
    )
    if declaration.stale:
        session.screen.warn(f"The system could not be asked: {declaration.problem}. This is what it said earlier.")
    session.screen.rows(declaration.entities, columns)


@command(app, "pause", examples=["psasync connections pause acme/Manage --reason 'new credentials on Monday'"])
def pause(session: Session, connection: ConnectionName, reason: Reason = "") -> None:
    """Nothing is read over it until it is resumed."""
    paused = session.client.connections.pause(session.directory.connection(connection).id, {"reason": reason})
    session.screen.done(paused, f"Paused {paused.name}{paused_text(paused.paused)}.")


@command(app, "resume", examples=["psasync connections resume acme/Manage"])
def resume(session: Session, connection: ConnectionName) -> None:
    """Its syncs run again."""
    resumed = session.client.connections.resume(session.directory.connection(connection).id)
    session.screen.done(resumed, f"Resumed {resumed.name}.")


@command(app, "archive", examples=["psasync connections archive acme/Manage --cascade"])
def archive(
    session: Session,
    connection: ConnectionName,
    cascade: Annotated[bool, typer.Option(help="The syncs that read from it or write to it as well.")] = False,
    yes: Yes = False,
) -> None:
    """For good; its secrets are destroyed."""
    found = session.directory.connection(connection)
    along = " with its syncs" if cascade else ""
    agree(session.screen, f"Archive the connection {found.name!r}{along}, and destroy its secrets?", yes=yes)
    session.client.connections.archive(found.id, cascade=cascade)
    session.screen.done({"id": found.id, "archived": True}, f"Archived {found.name}.")


def _names(things: Iterable[CustomField | SetUpValue] | None) -> str:
    return joined(each.name for each in things or ())


def _checked(connection: ConnectionView) -> str:
    last = connection.last_check
    if last is None:
        return "never"
    return f"{'well' if last.ok else word(last.error_kind) or 'refused'}, {ago(last.at)}"


def _check_style(connection: ConnectionView) -> str:
    last = connection.last_check
    return "dim" if last is None else "green" if last.ok else "red"


def _check_text(connection: ConnectionView) -> str:
    last = connection.last_check
    if last is None:
        return "never; psasync connections check tries it"
    said = f"{last.message or ''} {last.hint or ''}".strip()
    return f"{_checked(connection)}, by {last.by}{f': {said}' if said else ''}"
