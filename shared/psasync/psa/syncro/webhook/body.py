"""From the body of a notification to the common ticket event.

`{text, html, link, attributes}`: the attributes are the record as the API renders it, and what kind of record it is
stands in the path of the link. No action is told, and nothing of it is documented by Syncro: what is known comes from
receivers of its sister product.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.port import WebhookRefused
from psasync.psa.syncro.tickets.event import Teller
from psasync.psa.toolkit.ticket_values import number


def told(content: Mapping[str, Any], teller: Teller) -> TicketChanged | None:
    """None: about something else, such as a customer or an alert. Raises `WebhookRefused` for a ticket without id."""
    attributes = content.get("attributes")
    if not isinstance(attributes, dict) or not _is_about_a_ticket(content.get("link"), attributes):
        return None
    of_ticket = attributes.get("ticket_id")  # what comments and timers have
    identifier = number(attributes.get("id") if of_ticket is None else of_ticket)
    if identifier is None:
        raise WebhookRefused("body_incomplete")
    tell = teller.ticket if of_ticket is None else teller.part
    try:
        return tell(identifier, attributes, content)
    except ValueError:
        raise WebhookRefused("body_unexpected") from None


def _is_about_a_ticket(link: Any, attributes: Mapping[str, Any]) -> bool:
    """Without a link, by the fields that only tickets have."""
    if not isinstance(link, str) or not link:
        return "subject" in attributes and "number" in attributes
    try:
        path = urlsplit(link).path
    except ValueError:
        return False
    return path.strip("/").partition("/")[0] == "tickets"
