"""`psasync keys`."""

from typing import Annotated

import typer

from psasync_cli.asking import agree
from psasync_cli.command import command, group
from psasync_cli.dates import instant
from psasync_cli.options import FIRST, Everything, Limit, Tenant, Yes, shown
from psasync_cli.output.column import Column
from psasync_cli.output.styles import style_of
from psasync_cli.output.words import ago, moment, word
from psasync_cli.session import Session
from psasync_client.models.scheduler import KeyKind, KeyState, KeyView, NewKeyView, Role

app = group("API keys: who may do what, until when.")

KeyId = Annotated[str, typer.Argument(metavar="KEY", help="Its id.")]


def columns(session: Session) -> tuple[Column, ...]:
    return (
        Column("name", "name"),
        Column("begins with", "prefix"),
        Column("role", "role"),
        Column("scope", "tenant", lambda key: _scope(session, key)),
        Column("state", "state", style=lambda key: style_of(key.state)),
        Column("last used", "last_used_at", lambda key: ago(key.last_used_at) or "never"),
        Column("ends", "expires_at", lambda key: moment(key.expires_at)),
        Column("id", "id"),
    )


@command(app, "list", examples=["psasync keys list", "psasync keys list --kind person", "psasync keys list -t acme"])
def list_keys(
    session: Session,
    tenant: Tenant = None,
    state: Annotated[KeyState | None, typer.Option(help="How they stand.")] = None,
    kind: Annotated[KeyKind, typer.Option(help="person: the short-lived ones of people who signed in.")] = (
        KeyKind.APPLICATION
    ),
    limit: Limit = FIRST,
    everything: Everything = False,
) -> None:
    """Keys. What they open with is never shown again."""
    found = session.client.keys.list(tenant=session.directory.tenant_if_named(tenant), state=state, kind=kind)
    session.screen.rows(found, columns(session), limit=shown(limit, everything), empty="No keys.")


@command(
    app,
    "create",
    examples=[
        "psasync keys create billing --role operator -t acme",
        "psasync keys create monitor --role viewer --platform --expires 2027-01-01",
    ],
)
def create(
    session: Session,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    role: Annotated[Role, typer.Option(help="What it may do.")],
    tenant: Tenant = None,
    platform: Annotated[bool, typer.Option("--platform", help="For all tenants.")] = False,
    expires: Annotated[str | None, typer.Option(help="A date. Without it the key does not end by itself.")] = None,
) -> None:
    """A new key. It is shown this once: on stdout, everything else goes to stderr."""
    body: dict[str, object] = {"name": name, "role": str(role)}
    if not platform:
        body["tenant"] = session.directory.tenant(tenant)
    ends = instant(expires)
    if ends is not None:
        body["expires_at"] = ends.isoformat()
    _shown_once(session, session.client.keys.create(body))


@command(app, "rotate", examples=["psasync keys rotate KEY --overlap-hours 24"])
def rotate(
    session: Session,
    key: KeyId,
    overlap_hours: Annotated[float | None, typer.Option("--overlap-hours", min=0, help="How long both open.")] = None,
) -> None:
    """A successor that opens the same; the old one ends after the overlap."""
    body = None if overlap_hours is None else {"overlap_hours": overlap_hours}
    _shown_once(session, session.client.keys.rotate(key, body))


@command(app, "revoke", examples=["psasync keys revoke KEY --yes"])
def revoke(session: Session, key: KeyId, yes: Yes = False) -> None:
    """It opens nothing any more: here at once, everywhere within 30 seconds. Cannot be taken back."""
    found = session.client.keys.get(key)
    agree(session.screen, f"Revoke the key {found.name!r} ({found.prefix}...)?", yes=yes)
    revoked = session.client.keys.revoke(key)
    session.screen.done(revoked, f"Revoked {revoked.name}.")


def _shown_once(session: Session, made: NewKeyView) -> None:
    if not session.screen.for_people:
        session.screen.done(made, "")
        return
    session.screen.note(
        f"{made.name} ({made.id}): {word(made.role)}, {_scope(session, made)}. Keep it: it is shown once."
    )
    session.screen.write(made.key + "\n")


def _scope(session: Session, key: KeyView | NewKeyView) -> str:
    return session.directory.tenant_name(key.tenant) if key.tenant else "the whole platform"
