"""`psasync audit`: who did what."""

from typing import Annotated

import typer

from psasync_cli.command import command
from psasync_cli.commands.history import From, To
from psasync_cli.dates import instant
from psasync_cli.options import FIRST, Everything, Limit, Tenant, shown
from psasync_cli.output.column import Column
from psasync_cli.output.encoding import json_line
from psasync_cli.output.words import cut, moment
from psasync_cli.session import Session


def register(app: typer.Typer) -> None:
    command(
        app,
        "audit",
        panel="Operation",
        examples=[
            "psasync audit",
            "psasync audit -t acme --action sync.changed --from 7d",
            "psasync audit -o csv --all",
        ],
    )(audit)


def audit(
    session: Session,
    *,
    tenant: Tenant = None,
    who: Annotated[str | None, typer.Option(help="The name of a key or a person.")] = None,
    action: Annotated[str | None, typer.Option(help="Such as tenant.created, execution.requested.")] = None,
    subject: Annotated[str | None, typer.Option(help="The id of what was changed.")] = None,
    key: Annotated[str | None, typer.Option("--key", help="The id of the key it was done with.")] = None,
    first: From = None,
    last: To = None,
    limit: Limit = FIRST,
    everything: Everything = False,
) -> None:
    """Every change, and every run and cancel that somebody asked for, the latest first. For admins."""
    found = session.client.audit.list(
        tenant=session.directory.tenant_if_named(tenant),
        who=who,
        action=action,
        subject=subject,
        key_id=key,
        from_=instant(first),
        to=instant(last),
    )
    columns = (
        Column("at", "at", lambda row: moment(row.at)),
        Column("who", "who"),
        Column("from", "address"),
        Column("did", "action"),
        Column("tenant", "tenant", lambda row: session.directory.tenant_name(row.tenant) if row.tenant else ""),
        Column("to", "subject"),
        Column("changes", "changes", lambda row: cut(json_line(row.changes)) if row.changes else "", wide=True),
    )
    session.screen.rows(found, columns, limit=shown(limit, everything), empty="Nothing.")
