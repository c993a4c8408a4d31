"""From the body of a webhook to the common ticket event."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from psasync.contracts.events.tickets import TicketChanged, TicketKind
from psasync.psa.autotask.tickets.event import Teller
from psasync.psa.port import WebhookDeactivated, WebhookRefused
from psasync.psa.toolkit.ticket_values import moment, number, text

DEACTIVATED = "Autotask has switched the webhook off or deleted it."

_KINDS = {
    "create": TicketKind.CREATED,
    "update": TicketKind.UPDATED,
    "delete": TicketKind.DELETED,
}


def told(content: Mapping[str, Any], teller: Teller) -> TicketChanged | WebhookDeactivated | None:
    """None: nothing happened to a ticket, as in a test. Raises `WebhookRefused` for a change that names no ticket."""
    action = str(content.get("Action", "")).lower()
    if action == "deactivated":  # comes to the deactivation address, and names no ticket
        return WebhookDeactivated(DEACTIVATED)
    kind = _KINDS.get(action)
    if kind is None or str(content.get("EntityType", "")).lower() not in {"ticket", "tickets"}:
        return None
    identifier = number(content.get("Id"))
    if identifier is None:
        raise WebhookRefused("body_incomplete")
    return teller.told(
        kind,
        identifier,
        content,
        occurred_at=moment(content.get("EventTime"), naive=UTC),
        message_id=_message_id(content, identifier),
    )


def _message_id(content: Mapping[str, Any], identifier: str) -> str | None:
    """The sequence orders the events of one webhook. None where Autotask leaves out what tells them apart."""
    guid, sequence = text(content.get("Guid")), text(content.get("SequenceNumber"))
    return f"{guid}:{identifier}:{sequence}" if guid and sequence else None
