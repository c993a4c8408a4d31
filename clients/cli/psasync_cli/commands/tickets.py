"""`psasync tickets`: live, as they change in the PSA. Nothing of them is stored anywhere."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.text import Text

from psasync_cli.command import command, group
from psasync_cli.errors import usage
from psasync_cli.exits import ExitCode
from psasync_cli.options import Tenant
from psasync_cli.output.column import Column
from psasync_cli.output.encoding import json_line, jsonable
from psasync_cli.output.plain import plain
from psasync_cli.output.screen import Format
from psasync_cli.output.words import ago, number, word
from psasync_cli.runs.feed import Feed
from psasync_cli.session import Session
from psasync_client import Event
from psasync_client.models.common import TicketKind

app = group("Live tickets.")

_GAPS = {
    "expired": "you were away for longer than tickets are held",
    "slow": "you took them more slowly than they came",
    "lost": "the broker no longer has them",
    "unknown": "the place to resume from is not known",
    "ahead": "the place to resume from has not been reached",
    "other-partition": "the topic was divided anew",
}
_KINDS = {"created": "green", "updated": "cyan", "deleted": "red", "note": "dim"}

Filter = Annotated[list[str] | None, typer.Option(help="Id or name in the PSA; may be repeated.")]


@command(
    app,
    "tail",
    examples=[
        "psasync tickets tail -t acme",
        "psasync tickets tail -t acme --board 'Service Desk' --kind created --kind updated",
        "psasync tickets tail -t acme -o json | jq .title",
    ],
)
def tail(
    session: Session,
    *,
    tenant: Tenant = None,
    board: Filter = None,
    status: Filter = None,
    priority: Filter = None,
    company: Filter = None,
    kind: Annotated[list[TicketKind] | None, typer.Option(help="What happened; may be repeated.")] = None,
    since: Annotated[
        str | None, typer.Option("--last-event-id", help="Go on after this event, shown when you stopped.")
    ] = None,
    count: Annotated[int | None, typer.Option("--count", "-c", min=1, help="Stop after so many.")] = None,
    within: Annotated[float | None, typer.Option(min=1, metavar="SECONDS", help="Stop after so long.")] = None,
) -> ExitCode:
    """Tickets of a tenant as they change, until Ctrl-C. A connection that breaks is made again where it was cut.

    What may have been missed is told, on stderr or as an object of type `gap`.
    """
    if session.screen.form is Format.CSV:
        raise usage("A stream has no CSV.", remedy="-o json gives an object a line.")
    wanted = session.directory.tenant(tenant)
    events = session.client.tickets.follow(
        wanted, board=board, status=status, priority=priority, company=company, kind=kind, last_event_id=since
    )
    if session.screen.form is Format.TABLE:
        session.screen.note("Listening. Ctrl-C stops.")
    last = since
    try:
        for event in _first(Feed(lambda: events, within), count):
            last = event.id or last
            _tell(session, event)
    except KeyboardInterrupt:
        if last:
            session.screen.note(f"\nWithin a minute, go on with: --last-event-id {last}", style="")
        return ExitCode.INTERRUPTED
    return ExitCode.OK


@command(app, "streams", examples=["psasync tickets streams"])
def streams(session: Session, tenant: Tenant = None) -> None:
    """Who listens at one replica of the relay, and how far behind."""
    found = session.client.tickets.streams(tenant=session.directory.tenant_if_named(tenant))
    columns = (
        Column("tenant", "tenant", lambda row: session.directory.tenant_name(row.tenant)),
        Column("over", "transport"),
        Column("since", "since", lambda row: ago(row.since)),
        Column("events behind", "behind_events", lambda row: number(row.behind_events), right=True),
        Column("key", "key_id"),
    )
    session.screen.rows(found.streams, columns, empty="Nobody listens.")
    for cut in found.cut:
        session.screen.note(f"cut {ago(cut.at)}: {word(cut.reason)}, key {cut.key_id}")


def _first(events: Any, count: int | None) -> Iterator[Event[Any]]:
    """Until so many tickets have come; gaps are not counted."""
    left = count
    for event in events:
        yield event
        if event.event == "ticket" and left is not None:
            left -= 1
            if left == 0:
                return


def _tell(session: Session, event: Event[Any]) -> None:
    screen = session.screen
    if screen.form is Format.JSON:
        screen.write(json_line({"type": event.event, "id": event.id, **jsonable(event.data)}) + "\n")
    elif event.event == "ticket":
        screen.out.print(_line(event.data))
    elif event.event == "gap":
        reason = word(event.data.reason)
        screen.warn(f"Some changes may be missing: {_GAPS.get(reason, reason)}. Read what matters from the PSA.")


def _line(ticket: Any) -> Text:
    kind = word(ticket.kind)
    remarks = [name for name, there in (("in part", ticket.partial), ("repaired", ticket.repaired)) if there]
    names = [
        plain(each.name or each.id) for each in (ticket.board, ticket.status, ticket.priority, ticket.company) if each
    ]
    text = Text(f"{ticket.received_at.astimezone():%H:%M:%S} ", style="dim")
    text.append(f"{kind:<8}", style=_KINDS.get(kind, ""))
    text.append(f"#{plain(ticket.number or ticket.ticket_id)} ", style="bold")
    text.append(plain(ticket.title or ""))
    if names:
        text.append(f"  {' · '.join(names)}", style="dim")
    if remarks:
        text.append(f"  ({', '.join(remarks)})", style="yellow")
    return text
