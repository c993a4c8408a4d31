"""Requests for an execution. The answer is true once the request stands in the outbox: Kafka may be down."""

from typing import Any

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.vocabulary import Mode, Trigger
from psasync.kit.ids import new_id
from psasync.kit.mongo import Document
from psasync_scheduler.actions import syncs
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import audit_entry, found
from psasync_scheduler.actions.ends import capabilities
from psasync_scheduler.actions.siblings import SiblingDown
from psasync_scheduler.domain.catalog import PLATFORM, Connection, Sync, Tenant
from psasync_scheduler.domain.errors import FieldError, Invalid, Refused
from psasync_scheduler.domain.events import request_document
from psasync_scheduler.domain.requests import Resolved, RunRequest, fingerprint, likeness, resolve
from psasync_scheduler.domain.trace import traceparent
from psasync_scheduler.store.outbox import AlikeWaits

_ATTEMPTS = 5
_MOST_DAYS_SHOWN = 400
# The topic takes a little more; what it refused would wait in the outbox for ever.
_LARGEST_EVENT_BYTES = 1_000_000
_NAMED_RECORDS = "Without `confirmed: true` the execution ends in error if one of the records is imported already."
_NOT_CHECKED = (
    "Whether imported data would be imported again cannot be said, for the executor does not answer. It checks this "
    "itself when it starts, and ends the execution in error if a confirmation was needed."
)


async def request(
    context: Context, caller: Caller, sync_id: str, body: RunRequest, idempotency_key: str | None
) -> Document:
    """The answer to the caller, the same for every use of an `Idempotency-Key`.

    Raises `NotFound`, `Invalid`, and `Refused` for a paused sync or an unconfirmed import of what is there already.
    """
    sync = await syncs.get(context, caller, sync_id)
    if idempotency_key is None:
        return await _place(context, *await _prepare(context, caller, sync, body))
    print_of_body = fingerprint(sync_id, body.model_dump(mode="json"))
    scope = caller.principal.key_id
    row = await context.stores.idempotency.find(scope, idempotency_key, context.now())
    if row is None:
        document, answer = await _prepare(context, caller, sync, body)
        # The row holds the request itself: whoever repeats it completes what a crash has left undone.
        row = {"fingerprint": print_of_body, "request": document, "answer": answer}
        row = await context.stores.idempotency.first(scope, idempotency_key, row, context.now())
    if row["fingerprint"] != print_of_body:
        raise Invalid([FieldError("Idempotency-Key", "was used for another request within the last 24 hours")])
    await context.stores.requests.add(row["request"])
    context.wakeups.requests.set()
    answer_of_first: Document = row["answer"]
    return answer_of_first


async def _prepare(context: Context, caller: Caller, sync: Sync, body: RunRequest) -> tuple[Document, Document]:
    """The request as it will be stored, and the answer that names it."""
    tenant, source = await _running_parts(context, sync)
    resolved = resolve(body, sync.entities, capabilities(context, source).entities)
    warnings = [*resolved.warnings, *await _check_confirmed(context, tenant, sync, body, resolved)]
    now = context.now()
    event = _event(caller, sync, body, resolved)
    document = request_document(event, event_id=new_id(), traceparent=traceparent(caller.traceparent), at=now)
    if len(document["body"].encode()) > _LARGEST_EVENT_BYTES:
        raise Invalid([FieldError("records", "are too many bytes for one request; divide them")])
    settings = _settings(sync, event, resolved)
    document["audit"] = [audit_entry(caller, now, sync.tenant, "execution.requested", document["_id"], settings)]
    return document, _answer(document["_id"], settings, warnings)


async def _place(context: Context, document: Document, answer: Document) -> Document:
    """Store the request, or join one for the same work that still waits to be sent."""
    like = likeness(SyncRequested.model_validate_json(document["body"]))
    for _ in range(_ATTEMPTS):
        try:
            await context.stores.requests.add(document | {"likeness": like, "joinable": True})
        except AlikeWaits:
            waiting = await context.stores.requests.waiting_alike(like)
            if waiting is not None:
                return answer | {"execution_id": waiting["_id"], "joined": True}
        else:
            context.wakeups.requests.set()
            return answer
    # The ones alike are sent faster than they can be read: this one goes by itself, and the executor joins them.
    await context.stores.requests.add(document)
    context.wakeups.requests.set()
    return answer


async def _running_parts(context: Context, sync: Sync) -> tuple[Tenant, Connection]:
    """The sync's tenant and source. Raises `Refused` while one of them, or the destination, is paused."""
    tenant = await found(context.stores.tenants, sync.tenant, "tenant")
    source = await found(context.stores.connections, sync.connection, "connection")
    parts: list[tuple[str, Sync | Tenant | Connection]] = [("sync", sync), ("tenant", tenant), ("connection", source)]
    if sync.destination != PLATFORM:
        target = await found(context.stores.connections, sync.destination, "destination")
        parts.append(("destination", target))
    for what, part in parts:
        if not part.active:
            raise Refused("paused", f"The {what} is paused; resume it first.")
    return tenant, source


async def _check_confirmed(
    context: Context, tenant: Tenant, sync: Sync, body: RunRequest, resolved: Resolved
) -> list[str]:
    """Warnings. Raises `Refused` with days and counts when imported data would be imported again unconfirmed."""
    if body.mode is not Mode.FORCE or body.confirmed or body.dry_run:
        return []
    if body.records is not None:
        return [_NAMED_RECORDS]
    try:
        imported = await context.siblings.imported_days(sync.id, tenant.time_zone, resolved.shown_entities, body.period)
    except SiblingDown:
        return [_NOT_CHECKED]
    if imported.records == 0:
        return []
    raise Refused(
        "confirmation-needed",
        f"{imported.records} records of this are imported already. Send `confirmed: true` to import them again.",
        days=[day.model_dump(mode="json") for day in imported.days[:_MOST_DAYS_SHOWN]],
        records=imported.records,
    )


def _event(caller: Caller, sync: Sync, body: RunRequest, resolved: Resolved) -> SyncRequested:
    return SyncRequested(
        tenant=sync.tenant,
        sync=sync.id,
        trigger=Trigger.MANUAL,
        mode=body.mode,
        period=body.period,
        entities=resolved.entities,
        records=body.records,
        retry_of=body.retry_of,
        dry_run=body.dry_run,
        confirmed=body.confirmed,
        allow_deletions=body.allow_deletions,
        catalog_version=sync.version,
        requested_by=caller.actor.name,
    )


def _settings(sync: Sync, event: SyncRequested, resolved: Resolved) -> dict[str, Any]:
    chosen = {"mode", "period", "records", "retry_of", "dry_run", "confirmed", "allow_deletions"}
    return {
        "sync": sync.id,
        "sync_name": sync.name,
        "tenant": sync.tenant,
        "entities": [str(entity) for entity in resolved.shown_entities],
        **event.model_dump(mode="json", include=chosen),
    }


def _answer(execution: str, settings: dict[str, Any], warnings: list[str]) -> Document:
    return {"execution_id": execution, "settings": settings, "warnings": warnings, "joined": False}
