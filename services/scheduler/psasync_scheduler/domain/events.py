"""The documents of the outbox: an event as it will be sent, and what is needed to send it."""

from datetime import datetime
from typing import Any

from psasync.contracts.cloudevents import Attributes
from psasync.contracts.events.cancel import CancelRequested
from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.execution_id import execution_id
from psasync.contracts.vocabulary import Trigger

SOURCE = "psasync/scheduler"


def request_document(event: SyncRequested, *, event_id: str, traceparent: str, at: datetime) -> dict[str, Any]:
    """The stored promise of one execution. Its id is the execution's, so making it twice makes it once."""
    return {
        "_id": execution_id(source=SOURCE, event_id=event_id, tenant=event.tenant, sync=event.sync),
        "tenant": event.tenant,
        "key": event.sync,
        "sync": event.sync,
        "trigger": str(event.trigger),
        "requested_by": event.requested_by,
        "priority": 1 if event.trigger is Trigger.NIGHTLY else 0,
        "event_id": event_id,
        "body": event.model_dump_json(exclude_defaults=False),
        "traceparent": traceparent,
        "queued_at": at,
        "state": "pending",
    }


def cancel_document(event: CancelRequested, *, event_id: str, traceparent: str, at: datetime) -> dict[str, Any]:
    return {
        "_id": event.execution,
        "tenant": event.tenant,
        "key": event.execution,
        "reason": event.reason,
        "requested_by": event.requested_by,
        "priority": 0,
        "event_id": event_id,
        "body": event.model_dump_json(),
        "traceparent": traceparent,
        "queued_at": at,
        "state": "pending",
    }


def headers(document: dict[str, Any], event_type: str) -> dict[str, str]:
    """The same each time that the document is sent."""
    return Attributes(
        id=document["event_id"],
        source=SOURCE,
        type=event_type,
        time=document["queued_at"],
        subject=document["key"],
        traceparent=document["traceparent"],
    ).headers()
