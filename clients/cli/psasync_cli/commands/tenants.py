"""`psasync tenants`."""

from typing import Annotated

import typer

from psasync_cli.asking import agree
from psasync_cli.command import command, group
from psasync_cli.errors import usage
from psasync_cli.exits import ExitCode
from psasync_cli.options import FIRST, Everything, Limit, Reason, TenantName, Yes, shown
from psasync_cli.output.column import Column
from psasync_cli.output.styles import style_of
from psasync_cli.output.words import ago, joined, moment, word
from psasync_cli.session import Session
from psasync_cli.states import State, paused_text
from psasync_client.models.scheduler import TenantView

app = group("Tenants: the clients whose systems are kept in step.")

COLUMNS = (
    Column("name", "name"),
    Column("state", "state", style=lambda tenant: style_of(tenant.state)),
    Column("time zone", "time_zone"),
    Column("changed", "updated_at", lambda tenant: ago(tenant.updated_at)),
    Column("id", "id"),
)

Zone = Annotated[str | None, typer.Option("--time-zone", help="An IANA name; days and nights are told in it.")]
Recipients = Annotated[
    list[str] | None, typer.Option("--recipient", help="Who gets mail about failures; may be repeated.")
]


@command(app, "list", examples=["psasync tenants list", "psasync tenants list --state paused -o json"])
def list_tenants(
    session: Session,
    state: Annotated[State | None, typer.Option(help="Without it: those that are not archived.")] = None,
    name: Annotated[str, typer.Option(help="How the name begins.")] = "",
    limit: Limit = FIRST,
    everything: Everything = False,
) -> None:
    """The tenants that your key sees."""
    found = session.client.tenants.list(state=state, name=name)
    session.screen.rows(found, COLUMNS, limit=shown(limit, everything), empty="No tenants. psasync tenants create")


@command(app, "show", examples=["psasync tenants show acme"])
def show(session: Session, tenant: TenantName) -> None:
    """One tenant, with what hangs on it."""
    found = session.client.tenants.get(session.directory.tenant(tenant))
    hanging = session.client.tenants.dependents(found.id)
    choices = found.notifications
    session.screen.one(
        found,
        [
            ("name", found.name),
            ("id", found.id),
            ("state", f"{word(found.state)}{paused_text(found.paused)}"),
            ("time zone", found.time_zone),
            ("connections", _hanging(hanging.connections)),
            ("syncs", _hanging(hanging.syncs)),
            ("keys", _hanging(hanging.keys)),
            ("mail to", joined(choices.recipients or ())),
            ("created", moment(found.created_at)),
            ("changed", moment(found.updated_at)),
        ],
    )


@command(
    app,
    "create",
    examples=[
        'psasync tenants create "Acme Ltd" --time-zone Europe/Berlin',
        "psasync tenants create Acme --time-zone UTC --recipient it@acme.example -o json",
    ],
)
def create(
    session: Session,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    time_zone: Annotated[str, typer.Option("--time-zone", help="An IANA name, such as Europe/Berlin.")],
    recipients: Recipients = None,
) -> None:
    """A new tenant."""
    body: dict[str, object] = {"name": name, "time_zone": time_zone}
    if recipients:
        body["notifications"] = {"recipients": recipients}
    made = session.client.tenants.create(body)
    session.screen.done(made, f"Created {made.name} ({made.id}).\nNext: psasync connections add --tenant {made.id}")


@command(app, "change", examples=["psasync tenants change acme --name 'Acme Ltd' --time-zone Europe/Vienna"])
def change(
    session: Session,
    tenant: TenantName,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    time_zone: Zone = None,
    recipients: Recipients = None,
) -> None:
    """Another name, time zone or recipients of mail; what is not given stays."""
    found = session.client.tenants.get(session.directory.tenant(tenant))
    body: dict[str, object] = {}
    if name is not None:
        body["name"] = name
    if time_zone is not None:
        body["time_zone"] = time_zone
    if recipients is not None:
        choices = found.notifications.model_dump(mode="json", exclude_none=True)
        body["notifications"] = {**choices, "recipients": [each for each in recipients if each]}
    if not body:
        raise usage("Nothing to change was given.", remedy="psasync tenants change --help")
    changed = session.client.tenants.change(found.id, body, if_match=str(found.version))
    session.screen.done(changed, f"Changed {changed.name}.")


@command(app, "pause", examples=["psasync tenants pause acme --reason 'moves to another PSA'"])
def pause(session: Session, tenant: TenantName, reason: Reason = "") -> None:
    """No sync of the tenant starts any more, by itself or by hand. What runs goes on to its end."""
    _said(session, session.client.tenants.pause(session.directory.tenant(tenant), {"reason": reason}), "Paused")


@command(app, "resume", examples=["psasync tenants resume acme"])
def resume(session: Session, tenant: TenantName) -> None:
    """Its syncs run again."""
    _said(session, session.client.tenants.resume(session.directory.tenant(tenant)), "Resumed")


@command(app, "archive", examples=["psasync tenants archive acme", "psasync tenants archive acme --cascade --yes"])
def archive(
    session: Session,
    tenant: TenantName,
    cascade: Annotated[
        bool, typer.Option(help="Its syncs, connections and keys as well; the secrets are destroyed.")
    ] = False,
    yes: Yes = False,
) -> ExitCode:
    """For good: an archived tenant cannot be brought back. Its history stays for as long as it is retained."""
    found = session.client.tenants.get(session.directory.tenant(tenant))
    along = " with all that hangs on it" if cascade else ""
    agree(session.screen, f"Archive the tenant {found.name!r}{along}, for good?", yes=yes)
    session.client.tenants.archive(found.id, cascade=cascade)
    session.screen.done({"id": found.id, "archived": True}, f"Archived {found.name}.")
    return ExitCode.OK


def _said(session: Session, tenant: TenantView, did: str) -> None:
    session.screen.done(tenant, f"{did} {tenant.name}{paused_text(tenant.paused)}.")


def _hanging(hanging: object) -> str:
    count = getattr(hanging, "count", 0)
    names = joined(each.name for each in getattr(hanging, "first", ()))
    return f"{count} ({names}{', ...' if count > len(getattr(hanging, 'first', ())) else ''})" if count else "none"
