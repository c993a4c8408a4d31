"""What the live tickets show. Nothing of a ticket is kept, here or anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from psasync_client.models.common import Named, TicketChanged
from psasync_client.models.relay import MissedTickets
from psasync_console.web.showing import Badge, badge_of

KINDS: Mapping[str, Badge] = {
    "created": Badge("Created", "green", icon="circle-plus", meaning="A new ticket."),
    "updated": Badge("Updated", "azure", icon="pencil", meaning="Something of the ticket has changed."),
    "note": Badge("Note", "secondary", icon="message", meaning="Somebody has written to the ticket."),
    "deleted": Badge("Deleted", "red", icon="trash", meaning="The ticket is gone at the PSA."),
}
_GAPS: Mapping[str, str] = {
    "unknown": "The place to go on from is not known any more",
    "other-partition": "The stream was made anew",
    "ahead": "The stream was made anew",
    "expired": "The connection was away for longer than changes are kept, which is about a minute",
    "lost": "The relay was away from Kafka for longer than changes are kept, which is about a minute",
    "slow": "Changes came faster than they could be taken",
}


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One change of one ticket."""

    number: str
    title: str
    company: str
    contact: str
    board: str
    status: str
    priority: str
    kind: Badge
    system: str
    connection: str
    at: datetime
    partial: bool
    repaired: bool


def ticket_line(ticket: TicketChanged) -> TicketLine:
    return TicketLine(
        number=ticket.number or ticket.ticket_id,
        title=ticket.title or "",
        company=_named(ticket.company),
        contact=_named(ticket.contact),
        board=_named(ticket.board),
        status=_named(ticket.status),
        priority=_named(ticket.priority),
        kind=badge_of(KINDS, ticket.kind),
        system=ticket.system,
        connection=ticket.connection,
        at=ticket.occurred_at or ticket.received_at,
        partial=ticket.partial,
        repaired=ticket.repaired,
    )


def gap_words(gap: MissedTickets) -> str:
    why = _GAPS.get(gap.reason, "The stream was interrupted")
    return f"{why}: changes may be missing here. Look into the PSA for those that matter to you."


def _named(value: Named | None) -> str:
    return (value.name or value.id or "") if value else ""
