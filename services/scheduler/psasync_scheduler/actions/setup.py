"""Setting syncs up: every mistake of a body in one answer, those of its shape and those that the two ends find."""

from collections.abc import Sequence

from psasync_scheduler.actions import connections, syncs
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.ends import flow_errors
from psasync_scheduler.domain.bodies import SyncChange, SyncNew
from psasync_scheduler.domain.catalog import PLATFORM
from psasync_scheduler.domain.drafts import Draft, FlowDraft, flow_of, merged
from psasync_scheduler.domain.errors import FieldError, Invalid, NotFound, Refused


async def new(context: Context, caller: Caller, draft: Draft[SyncNew]) -> SyncNew:
    """The body, if its shape is right. Raises `Invalid`."""
    if draft.body is not None:
        return draft.body
    sent = draft.sent
    found = await _found(context, caller, sent.get("connection"), sent.get("destination", PLATFORM), flow_of(sent))
    raise Invalid(merged(draft.mistakes, found))


async def change(context: Context, caller: Caller, sync_id: str, draft: Draft[SyncChange]) -> SyncChange:
    """The body, if its shape is right. Raises `Invalid`, and `NotFound` for the sync."""
    if draft.body is not None:
        return draft.body
    before = await syncs.get(context, caller, sync_id)
    there = FlowDraft(before.entities, before.custom_fields, before.mapping)
    found = await _found(context, caller, before.connection, before.destination, flow_of(draft.sent, there))
    raise Invalid(merged(draft.mistakes, found))


async def _found(
    context: Context, caller: Caller, connection_id: object, destination: object, flow: FlowDraft
) -> Sequence[FieldError]:
    """What the two ends find; nothing where they cannot be told."""
    if not isinstance(connection_id, str):
        return ()
    try:
        connection = await connections.get(context, caller, connection_id)
        return await flow_errors(context, connection, destination if isinstance(destination, str) else PLATFORM, flow)
    except NotFound:
        return [FieldError("connection", "there is no such connection")]
    except Refused as verdict:
        return [FieldError("connection", verdict.detail)]
