"""From the body of a webhook to the common ticket event.

Kaseya publishes no shape. What is assumed: JSON, the name of an event, and somewhere the ticket with its id, as the API
writes it. All of that assumption is here. An event without more than the id is `partial`.
"""

from collections.abc import Mapping
from typing import Any

from psasync.contracts.events.tickets import TicketChanged, TicketKind
from psasync.psa.kaseya_bms.envelope import camel_cased
from psasync.psa.kaseya_bms.tickets.event import Teller
from psasync.psa.port import WebhookRefused
from psasync.psa.toolkit.ticket_values import first_of, number

_EVENT = ("event", "eventName", "eventType", "action", "type")
_TICKET = ("ticket", "data", "payload", "object", "entity", "result")
_ID = ("ticketId", "id", "objectId", "entityId")

_WORDS = (
    ("delet", TicketKind.DELETED),
    ("remov", TicketKind.DELETED),
    ("note", TicketKind.NOTE),
    ("comment", TicketKind.NOTE),
    ("creat", TicketKind.CREATED),
)
"""Beginnings of words in the names of events, in the order in which they are looked for."""


def told(content: Mapping[str, Any], teller: Teller) -> TicketChanged | None:
    """None: nothing of a ticket, such as a test call. Raises `WebhookRefused` for a ticket without an id."""
    known: dict[str, Any] = camel_cased(content)
    event = _event(known)
    inner = next((known[name] for name in _TICKET if isinstance(known.get(name), dict)), None)
    if not _is_about_a_ticket(event, known):
        return None
    ticket = known if inner is None else inner
    identifier = number(first_of(ticket, *_ID)) or number(known.get("ticketId"))
    if identifier is None:
        raise WebhookRefused("body_incomplete")
    try:
        return teller.ticket(identifier, ticket, content, _kind(event))
    except ValueError:
        raise WebhookRefused("body_unexpected") from None


def _event(content: Mapping[str, Any]) -> str:
    """Lower case; it may be an object with a name."""
    found = first_of(content, *_EVENT)
    name = found.get("name") if isinstance(found, dict) else found
    return name.lower() if isinstance(name, str) else ""


def _is_about_a_ticket(event: str, content: Mapping[str, Any]) -> bool:
    """BMS tells of nothing else, so what names a ticket in any way is about one."""
    return "ticket" in event or any(name in content for name in ("ticket", "ticketId", "ticketNumber"))


def _kind(event: str) -> TicketKind | None:
    if not event:
        return None
    return next((kind for word, kind in _WORDS if word in event), TicketKind.UPDATED)
