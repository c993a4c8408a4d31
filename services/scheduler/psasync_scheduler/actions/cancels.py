"""Cancels, for executions that began here or came by Kafka."""

from psasync.contracts.events.cancel import CancelRequested
from psasync.kit.http import unavailable
from psasync.kit.ids import new_id
from psasync.kit.mongo import Document
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import audit_entry
from psasync_scheduler.actions.siblings import Execution, SiblingDown
from psasync_scheduler.domain.errors import NotFound, Refused
from psasync_scheduler.domain.events import cancel_document
from psasync_scheduler.domain.trace import traceparent


async def cancel(context: Context, caller: Caller, execution: str, reason: str) -> Document:
    """The stored cancel; a repeated one is the first one. Raises `NotFound`, and `Refused` for what has ended."""
    earlier = await context.stores.cancels.get(execution)
    if earlier is not None:
        _visible(caller, earlier["tenant"])
        return earlier
    tenant = await _tenant(context, caller, execution)
    now = context.now()
    event = CancelRequested(tenant=tenant, execution=execution, reason=reason, requested_by=caller.actor.name)
    document = cancel_document(event, event_id=new_id(), traceparent=traceparent(caller.traceparent), at=now)
    entry = audit_entry(caller, now, tenant, "execution.cancel-requested", execution, {"reason": reason})
    # First, so that nobody joins a request that is about to be canceled.
    await context.stores.requests.join_no_more(execution)
    await context.stores.cancels.add(document | {"audit": [entry]})
    context.wakeups.cancels.set()
    return await context.stores.cancels.get(execution) or document


async def _tenant(context: Context, caller: Caller, execution: str) -> str:
    request = await context.stores.requests.get(execution)
    if request is not None:
        _visible(caller, request["tenant"])
    known = await _known_to_results(context, caller, execution, needed=request is None)
    if known is not None and known.status.terminal:
        raise Refused("ended", f"The execution has ended as {known.status}.", status_of_execution=str(known.status))
    if request is not None:
        tenant: str = request["tenant"]
        return tenant
    if known is None:
        raise NotFound("execution")
    _visible(caller, known.tenant)
    return known.tenant


async def _known_to_results(context: Context, caller: Caller, execution: str, *, needed: bool) -> Execution | None:
    """What results knows, asked with the caller's own key, so that its answer is what the caller may see."""
    try:
        return await context.siblings.execution(execution, caller.bearer)
    except SiblingDown as error:
        if needed:
            raise unavailable("Only the results service knows of this execution, and it does not answer.") from error
        # It began here: the executor decides between finish and cancel in any case.
        return None


def _visible(caller: Caller, tenant: str) -> None:
    if not caller.sees(tenant):
        raise NotFound("execution")
