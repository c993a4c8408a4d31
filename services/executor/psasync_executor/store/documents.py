"""Jobs as documents. What is only read as a whole is kept as JSON text, so no key in it can be an operator."""

from datetime import UTC, datetime
from typing import Any

from psasync.contracts.events.records import Cancellation
from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.vocabulary import System
from psasync.kit.mongo import Document
from psasync_executor.domain.job import Decided, Job, JobState, Position, sync_key
from psasync_executor.domain.requests import body_digest, priority_of
from psasync_executor.domain.retry import Failures

NO_LEASE = 0
"""Leases are milliseconds since 1970 by the database's clock: numbers compare the same on every server."""

LONG_AGO = datetime.fromtimestamp(0, UTC)


def new_job(
    request: SyncRequested,
    *,
    requested_at: datetime,
    deadline: datetime,
    traceparent: str | None,
    turn: int,
) -> Document:
    return {
        "tenant": request.tenant,
        "sync": request.sync,
        "sync_key": sync_key(request.tenant, request.sync),
        "connection": None,
        "request": request.model_dump_json(exclude_none=True),
        "body": body_digest(request),
        "requested_at": requested_at,
        "deadline": deadline,
        "traceparent": traceparent,
        "priority": priority_of(request.trigger),
        "turn": turn,
        "owner": None,
        "lease_until": NO_LEASE,
        "fence": 0,
        "attempt": 1,
        "seq": 1,
    }


def job_of(document: Document) -> Job:
    cancel: dict[str, Any] | None = document.get("cancel")
    decided, position, failures = document.get("decided"), document.get("position"), document.get("failures")
    return Job(
        id=document["_id"],
        tenant=document["tenant"],
        sync=document["sync"],
        request=SyncRequested.model_validate_json(document["request"]),
        requested_at=document["requested_at"],
        deadline=document["deadline"],
        traceparent=document["traceparent"],
        state=JobState(document["state"]),
        owner=document["owner"],
        fence=document["fence"],
        attempt=document["attempt"],
        seq=document["seq"],
        partition=document.get("partition"),
        connection=document.get("slot_connection"),
        decided=Decided.model_validate_json(decided) if decided else None,
        position=Position.model_validate_json(position) if position else Position(),
        failures=Failures.model_validate_json(failures) if failures else Failures(),
        cancel=Cancellation.model_validate(cancel) if cancel else None,
        outbox=document.get("outbox"),
        claimed_at=document["claimed_at"],
        system=System(document["system"]) if document.get("system") else None,
        slot=document.get("slot_system"),
    )
