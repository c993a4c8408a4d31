"""The part of a ticket event that follows from ConnectWise's ticket, wherever that came from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psasync.contracts.events.tickets import Named
from psasync.psa.connectwise.mapping.values import reference_id, reference_name

Ticket = Mapping[str, Any]


def ticket_fields(ticket: Ticket) -> dict[str, Any]:
    """As far as the ticket has them. Raises AttributeError, TypeError or ValueError for what is no ticket."""
    return {
        "title": ticket.get("summary"),
        "board": _named(ticket.get("board")),
        "status": _named(ticket.get("status")),
        "priority": _named(ticket.get("priority")),
        "company": _named(ticket.get("company")),
        "contact": _named(ticket.get("contact")),
        "occurred_at": moment_of(ticket, "lastUpdated"),
    }


def moment_of(ticket: Ticket, name: str) -> datetime | None:
    """One of the times that ConnectWise keeps of a record."""
    text = (ticket.get("_info") or {}).get(name)
    return datetime.fromisoformat(text) if text else None


def _named(value: Mapping[str, Any] | None) -> Named | None:
    if not value:
        return None
    return Named(id=reference_id(value), name=reference_name(value))
