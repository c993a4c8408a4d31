"""From the body of a callback to the common ticket event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from psasync.contracts.events.tickets import TicketChanged, TicketKind
from psasync.contracts.vocabulary import System
from psasync.psa.connectwise.tickets.event import ticket_fields
from psasync.psa.port import Credentials, WebhookRefused
from psasync.psa.toolkit.webhook_body import shallow

_KINDS = {
    "added": TicketKind.CREATED,
    "updated": TicketKind.UPDATED,
    "deleted": TicketKind.DELETED,
}


def ticket_changed(
    envelope: Mapping[str, Any], credentials: Credentials, received_at: datetime
) -> TicketChanged | None:
    """None: a callback about something else. Raises `WebhookRefused` for one that does not say what happened."""
    if str(envelope.get("Type", "")).lower() != "ticket":
        return None
    kind = _KINDS.get(str(envelope.get("Action", "")).lower())
    number = envelope.get("ID")
    if kind is None or not isinstance(number, int | str) or number == "":
        raise WebhookRefused("body_incomplete")
    entity = _entity(envelope)
    try:
        return _event(envelope, entity, kind, str(number), credentials, received_at)
    except (AttributeError, TypeError, ValueError) as error:
        raise WebhookRefused("body_unexpected") from error


def _event(
    envelope: Mapping[str, Any],
    entity: Mapping[str, Any] | None,
    kind: TicketKind,
    number: str,
    credentials: Credentials,
    received_at: datetime,
) -> TicketChanged:
    return TicketChanged(
        tenant=credentials.tenant,
        connection=credentials.connection,
        system=System.CONNECTWISE,
        kind=kind,
        ticket_id=number,
        number=number,
        received_at=received_at,
        message_id=envelope.get("MessageId"),
        partial=entity is None,
        payload={name: value for name, value in envelope.items() if name != "Metadata"} | {"Entity": entity},
        **ticket_fields(entity or {}),
    )


def _entity(envelope: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The ticket: JSON inside a JSON string. Deletions have none."""
    text = envelope.get("Entity")
    if not isinstance(text, str):
        return text if isinstance(text, dict) else None
    try:
        entity = shallow(orjson.loads(text))
    except ValueError as error:
        raise WebhookRefused("entity_unreadable") from error
    return entity if isinstance(entity, dict) else None
