"""From the body of a webhook to the common ticket event.

Halo documents seven properties, and that the ticket is in it whole, in part or not at all, as the webhook is set up.
How it spells them is known from receivers only: nothing but the ticket's id is relied on.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from psasync.contracts.events.tickets import TicketChanged, TicketKind
from psasync.psa.halopsa.mapping.values import number_of
from psasync.psa.halopsa.tickets.event import Teller
from psasync.psa.port import WebhookRefused
from psasync.psa.toolkit.ticket_values import first_of, number, text
from psasync.psa.toolkit.webhook_body import shallow

Content = Mapping[str, Any]

_KINDS = (
    ("delet", TicketKind.DELETED),
    ("new ticket", TicketKind.CREATED),
    ("note", TicketKind.NOTE),
)
"""Parts of the events' names; the first that fits. Any other event is an update."""

_TICKETS_OWN = ("summary", "tickettype_id")
"""By these an object is known as a ticket, in whatever it is wrapped."""


def decoded(body: bytes) -> Content | None:
    """None for a batch without an event. Raises `WebhookRefused` for what is none, and for a batch of several.

    The port passes one event on; the tickets of a batch are found by repair. Batching is off unless a person has
    switched it on.
    """
    try:
        content = shallow(orjson.loads(body))
    except ValueError:
        raise WebhookRefused("body_not_json") from None
    events = content if isinstance(content, list) else [content]
    if not all(isinstance(event, dict) for event in events):
        raise WebhookRefused("body_not_json")
    if len(events) > 1:
        raise WebhookRefused("body_batched")
    return events[0] if events else None


def told(content: Content, teller: Teller) -> TicketChanged | None:
    """None: it is not about a ticket, as a test is not."""
    event = (text(content.get("event")) or "").lower()
    ticket = _ticket(content, event)
    identifier = _identifier(content, ticket, event)
    if identifier is None:
        return None
    kind = next((kind for part, kind in _KINDS if part in event), TicketKind.UPDATED)
    return teller.told(kind, identifier, ticket or {}, content, message_id=_delivery(content))


def _delivery(content: Content) -> str | None:
    """The name of this delivery, a GUID. A number is the id of a record, which many deliveries share."""
    name = content.get("id")
    return name if isinstance(name, str) and name and number_of(name) is None else None


def _ticket(content: Content, event: str) -> Content | None:
    """The ticket itself, as much of it as is told."""
    own = content.get("ticket")
    if isinstance(own, dict):
        return own
    wrapped = first_of(content, "object", "data")
    if isinstance(wrapped, dict) and ("ticket" in event or _is_ticket(wrapped)):
        return wrapped
    return content if _is_ticket(content) else None


def _is_ticket(found: Content) -> bool:
    return any(name in found for name in _TICKETS_OWN)


def _identifier(content: Content, ticket: Content | None, event: str) -> str | None:
    """`object_id` names whatever the event is about: it counts where that is a ticket."""
    found = first_of(ticket or {}, "id", "ticket_id") or content.get("ticket_id")
    if found is None and "ticket" in event:
        found = content.get("object_id")
    whole = number_of(found)
    return number(whole)
