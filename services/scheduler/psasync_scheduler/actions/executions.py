"""Requests for an execution. The answer is true once the request stands in the outbox: Kafka may be down."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psasync.contracts.standing import QueueAnswer
from psasync.kit.ids import new_id
from psasync.kit.mongo import Document
from psasync_scheduler.actions import syncs
from psasync_scheduler.actions.confirming import check_confirmed
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import audit_entry
from psasync_scheduler.actions.run_drafts import Draft, draft
from psasync_scheduler.actions.siblings import SiblingDown
from psasync_scheduler.domain.errors import FieldError, Invalid, Refused
from psasync_scheduler.domain.events import request_document
from psasync_scheduler.domain.requests import RunRequest, fingerprint, likeness
from psasync_scheduler.domain.trace import traceparent
from psasync_scheduler.probe import Point
from psasync_scheduler.store.outbox import AlikeWaits

_ATTEMPTS = 5


async def request(
    context: Context,
    caller: Caller,
    sync_id: str,
    body: RunRequest,
    idempotency_key: str | None,
    noted: Mapping[str, Any] | None = None,
) -> Document:
    """The answer to the caller, the same for every use of an `Idempotency-Key`. `noted` goes into the audit trail.

    Raises `NotFound`, `Invalid`, and `Refused` for a paused sync or an unconfirmed import of what is there already.
    """
    arrived = context.now()
    if idempotency_key is None:
        document, answer = await _prepare(context, caller, await draft(context, caller, sync_id, body), noted)
        return await _place(context, document, answer, arrived)
    await syncs.get(context, caller, sync_id)
    print_of_body = fingerprint(sync_id, body.model_dump(mode="json"))
    scope = caller.principal.key_id
    row = await context.stores.idempotency.find(scope, idempotency_key, arrived)
    if row is None:
        document, answer = await _prepare(context, caller, await draft(context, caller, sync_id, body), noted)
        row = {"fingerprint": print_of_body, **await _promise(context, document, answer, arrived)}
        row = await context.stores.idempotency.first(scope, idempotency_key, row, arrived)
        await context.probe.reached(Point.AFTER_KEY)
    if row["fingerprint"] != print_of_body:
        raise Invalid([FieldError("Idempotency-Key", "was used for another request within the last 24 hours")])
    await _keep(context, row)
    answer_of_first: Document = row["answer"]
    return answer_of_first


async def _promise(context: Context, document: Document, answer: Document, arrived: datetime) -> Document:
    """What an `Idempotency-Key` stands for. It holds the request itself, so that whoever repeats it completes it."""
    alike = answer["execution_id"] if answer["joined"] else await _alike(context, document, arrived)
    if alike is None:
        return {"request": document, "answer": answer}
    answer = _joined(answer, alike)
    return {"request": None, "answer": answer, "audit": _joining(document, alike)}


async def _keep(context: Context, promise: Document) -> None:
    if promise["request"] is not None:
        await _store(context, promise["request"])
    else:
        await context.stores.audit.add([promise["audit"]])


async def _prepare(
    context: Context, caller: Caller, asked: Draft, noted: Mapping[str, Any] | None
) -> tuple[Document, Document]:
    """The request as it will be stored, and the answer that names it, or the one that waits already."""
    for reason in asked.parts.paused:
        raise Refused("paused", reason)
    warnings = [*asked.resolved.warnings, *await check_confirmed(context, asked)]
    queue = await queue_for(context, asked, join=True)
    now, settings = context.now(), asked.settings
    document = request_document(asked.event, event_id=new_id(), traceparent=traceparent(caller.traceparent), at=now)
    entry = audit_entry(
        caller, now, asked.event.tenant, "execution.requested", document["_id"], {**settings, **(noted or {})}
    )
    document |= {"audit": [entry], "likeness": likeness(asked.event), "joinable": True}
    answer = {
        "execution_id": document["_id"],
        "settings": settings,
        "warnings": warnings,
        "joined": False,
        "queue_position": queue.position if queue else None,
    }
    if queue and queue.alike and await context.stores.cancels.get(queue.alike) is None:
        return document, _joined(answer, queue.alike)
    return document, answer


async def _place(context: Context, document: Document, answer: Document, arrived: datetime) -> Document:
    alike = answer["execution_id"] if answer["joined"] else await _stored_or_alike(context, document, arrived)
    if alike is None:
        return answer
    await context.stores.audit.add([_joining(document, alike)])
    return _joined(answer, alike)


async def _stored_or_alike(context: Context, document: Document, arrived: datetime) -> str | None:
    """None once the request is stored; else the execution that does its work."""
    for _ in range(_ATTEMPTS):
        try:
            await context.stores.requests.add(document)
        except AlikeWaits:
            alike = await _alike(context, document, arrived)
            if alike is not None:
                return alike
        else:
            context.wakeups.requests.set()
            return None
    # The ones alike change faster than they can be read: this one goes by itself, and the executor joins them.
    await _store(context, document)
    return None


async def _alike(context: Context, document: Document, arrived: datetime) -> str | None:
    """The execution of a request for the same work that was not under way yet when this one came.

    Two clicks are one execution even if the first is sent before the second is looked at; whoever asks again after it
    was sent may know of changes that it does not see, so that one makes room.
    """
    earlier = await context.stores.requests.joinable(document["likeness"])
    if earlier is None:
        return None
    if earlier["state"] == "pending" or earlier["sent_at"] >= arrived:
        name: str = earlier["_id"]
        return name
    await context.stores.requests.join_no_more(earlier["_id"])
    return None


def _joining(document: Document, execution: str) -> Document:
    """The audit entry of a request that runs as another one."""
    (entry,) = document["audit"]
    return {**entry, "action": "execution.joined", "subject": execution}


def _joined(answer: Document, execution: str) -> Document:
    return {**answer, "execution_id": execution, "joined": True}


async def _store(context: Context, document: Document) -> None:
    """Once, whoever else asks for the same work: the executor lets only one of them wait."""
    try:
        await context.stores.requests.add(document)
    except AlikeWaits:
        await context.stores.requests.add({name: document[name] for name in document if name != "joinable"})
    context.wakeups.requests.set()


async def queue_for(context: Context, asked: Draft, *, join: bool) -> QueueAnswer | None:
    """Where the request would stand at the executor; None if it does not answer at once."""
    try:
        return await context.siblings.queue(asked.event, asked.parts.source.id, join=join)
    except SiblingDown:
        return None
