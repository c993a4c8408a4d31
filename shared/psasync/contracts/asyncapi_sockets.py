"""The part of the AsyncAPI document that is served over WebSockets."""

from typing import Any

from pydantic import BaseModel

from psasync.contracts.events import ticket_stream
from psasync.contracts.events.tickets import TicketKind

CHANNEL = "tickets.socket"
MESSAGES: dict[str, type[BaseModel]] = {
    "stream.ticket": ticket_stream.StreamedTicket,
    "stream.heartbeat": ticket_stream.StreamHeartbeat,
    "stream.gap": ticket_stream.StreamGap,
    "stream.closed": ticket_stream.StreamClosed,
}
_FILTERS = ("board", "status", "priority", "company")
_TEXTS = {"type": "array", "items": {"type": "string", "maxLength": 200}, "maxItems": 50}


def channel(server: str) -> dict[str, Any]:
    return {
        "address": "/v1/tenants/{tenant}/tickets/socket",
        "servers": [{"$ref": f"#/servers/{server}"}],
        "description": (
            "Tickets of one tenant, live. `Authorization: Bearer <api key>`, or a stream token as `token`. What a "
            "client sends is not read."
        ),
        "parameters": {"tenant": {"description": "Tenant id."}},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in MESSAGES},
        "bindings": {"ws": {"method": "GET", "query": _query(), "bindingVersion": "0.1.0"}},
    }


def operation() -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{CHANNEL}"},
        "messages": [{"$ref": f"#/channels/{CHANNEL}/messages/{name}"} for name in MESSAGES],
    }


def _query() -> dict[str, Any]:
    filters = {name: {**_TEXTS, "description": "Ids or names in the PSA, whatever their case."} for name in _FILTERS}
    kinds = {"type": "array", "items": {"type": "string", "enum": [kind.value for kind in TicketKind]}}
    return {
        "type": "object",
        "properties": {
            **filters,
            "kind": {**kinds, "description": "What happened."},
            "last_event_id": {"type": "string", "description": "The last id that came: what follows it comes first."},
            "token": {"type": "string", "description": "A stream token, in place of an API key."},
        },
    }
