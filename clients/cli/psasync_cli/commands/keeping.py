"""`psasync retention`, `psasync storage`: how long results are kept, and what they take."""

from typing import Annotated

import typer

from psasync_cli.asking import agree
from psasync_cli.command import command, group
from psasync_cli.errors import usage
from psasync_cli.options import FIRST, Everything, Limit, Tenant, Yes, shown
from psasync_cli.output.column import Column
from psasync_cli.output.words import ago, moment, size
from psasync_cli.session import Session
from psasync_client.models.results import KeepingView

retention = group("How long the results of a tenant are kept.")

KINDS = ("executions", "records", "logs", "issues", "daily")
_Days = Annotated[int | None, typer.Option(min=0, help="Days; 0: as the platform.")]


def register(app: typer.Typer) -> None:
    command(app, "storage", panel="Operation", examples=["psasync storage", "psasync storage -t acme -o json"])(storage)


def storage(session: Session, tenant: Tenant = None, limit: Limit = FIRST, everything: Everything = False) -> None:
    """What the results of each tenant take, as measured last."""
    found = session.client.storage.list(tenant=session.directory.tenant_if_named(tenant))
    columns = (
        Column("tenant", "tenant", lambda row: session.directory.tenant_name(row.tenant)),
        Column("in all", "size", lambda row: size(row.size), right=True),
        *(
            Column(
                kind,
                f"kinds.{kind}.size",
                lambda row, kind=kind: size(row.kinds[kind].size) if kind in row.kinds else "",  # type: ignore[misc]
                right=True,
            )
            for kind in KINDS
        ),
        Column("measured", "measured_at", lambda row: ago(row.measured_at)),
    )
    session.screen.rows(found, columns, limit=shown(limit, everything), empty="Not measured yet.")


@command(retention, "show", examples=["psasync retention show -t acme"])
def show(session: Session, tenant: Tenant = None) -> None:
    """What holds, what the tenant has chosen, what the platform has."""
    _shown(session, session.client.retention.get(session.directory.tenant(tenant)))


@command(retention, "set", examples=["psasync retention set -t acme --records 60 --logs 30"])
def choose(
    session: Session,
    tenant: Tenant = None,
    executions: _Days = None,
    records: _Days = None,
    logs: _Days = None,
    issues: _Days = None,
    daily: _Days = None,
    yes: Yes = False,
) -> None:
    """Other times for this tenant; kinds that are not given stay. What is older is deleted soon after."""
    given = dict(zip(KINDS, (executions, records, logs, issues, daily), strict=True))
    if all(days is None for days in given.values()):
        raise usage("Nothing to change was given.", remedy="psasync retention set --help")
    wanted = session.directory.tenant(tenant)
    before = session.client.retention.get(wanted)
    own = {kind: getattr(before.own, kind) if days is None else days or None for kind, days in given.items()}
    if any(days is not None and 0 < days < getattr(before.kept, kind) for kind, days in given.items()):
        agree(session.screen, "Older results are deleted and do not come back. Go on?", yes=yes)
    _shown(session, session.client.retention.set(wanted, own))


def _shown(session: Session, view: KeepingView) -> None:
    facts = [
        (
            kind,
            f"{getattr(view.kept, kind)} days"
            + (" (the tenant's own)" if getattr(view.own, kind) else f" (platform: {getattr(view.platform, kind)})"),
        )
        for kind in KINDS
    ]
    changed = f"{moment(view.changed_at)} by {view.changed_by}" if view.changed_at else ""
    session.screen.one(view, [*facts, ("changed", changed)])
