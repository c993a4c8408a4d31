"""Resync settings: boards, priorities and statuses at once, without the records."""

from collections.abc import Sequence

from psasync.contracts.vocabulary import Entity
from psasync.kit.mongo import Document
from psasync_scheduler.actions import connections, executions, syncs
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.each import Verdict, each
from psasync_scheduler.domain.catalog import Sync
from psasync_scheduler.domain.errors import Refused
from psasync_scheduler.domain.listing import Place, Wanted
from psasync_scheduler.domain.requests import RunRequest
from psasync_scheduler.store import listing

SETTINGS = frozenset({Entity.TICKET_BOARD, Entity.TICKET_PRIORITY, Entity.TICKET_STATUS, Entity.COMPANY_STATUS})
MOST_SYNCS = 200


async def of_sync(context: Context, caller: Caller, sync_id: str, idempotency_key: str | None = None) -> Document:
    """The answer to the request for an execution. Raises what a request raises, and `Refused` without settings."""
    return await _request(context, caller, await syncs.get(context, caller, sync_id), idempotency_key)


async def of_connection(
    context: Context, caller: Caller, connection_id: str, after: Place
) -> Sequence[tuple[Sync, Document | Verdict]]:
    """For the syncs that read from it, at most `MOST_SYNCS`: what was accepted, or why not. Raises `NotFound`."""
    connection = await connections.get(context, caller, connection_id)
    wanted = Wanted(equal={"connection": connection.id})
    found = await listing.page(context.stores.syncs, {}, wanted, after, MOST_SYNCS)
    answers = await each(found, lambda sync: _request(context, caller, sync, None))
    return list(zip(found, answers, strict=True))


async def _request(context: Context, caller: Caller, sync: Sync, idempotency_key: str | None) -> Document:
    entities = tuple(entity for entity in sync.entities if entity in SETTINGS)
    if not entities:
        raise Refused("no-settings", "The sync carries no boards, priorities or statuses.")
    return await executions.request(context, caller, sync.id, RunRequest(entities=entities), idempotency_key)
