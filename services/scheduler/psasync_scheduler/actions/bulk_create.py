"""The same sync for many tenants. Each is a write of its own, and one that fails says nothing of the others."""

from collections.abc import Sequence

from psasync.contracts.vocabulary import System
from psasync.kit.ids import new_id
from psasync.kit.mongo import DuplicateKeyError
from psasync_scheduler.actions import connections, syncs, tenants
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.each import Verdict, each
from psasync_scheduler.domain.bodies import SyncNew
from psasync_scheduler.domain.bulk import BulkNew, Did, Outcome, Target
from psasync_scheduler.domain.catalog import Connection, Sync
from psasync_scheduler.domain.errors import FieldError, Invalid, Refused
from psasync_scheduler.domain.listing import Place, Wanted
from psasync_scheduler.domain.requests import fingerprint
from psasync_scheduler.store import listing


async def create(
    context: Context, caller: Caller, body: BulkNew, idempotency_key: str | None
) -> Sequence[Outcome | Verdict]:
    """In the order of the items. Raises `Invalid` for a key that was used for something else."""
    if body.preflight:
        return await each(body.items, lambda target: _checked(context, caller, body, target))
    ids = await _ids(context, caller, body, idempotency_key)
    placed = list(zip(ids, body.items, strict=True))
    return await each(placed, lambda item: _created(context, caller, body, *item))


async def _ids(context: Context, caller: Caller, body: BulkNew, idempotency_key: str | None) -> Sequence[str]:
    """The ids that the syncs get: the same for each use of a key, so that a repetition finds what there is."""
    ids = [new_id() for _ in body.items]
    if idempotency_key is None:
        return ids
    print_of_body = fingerprint("bulk", body.model_dump(mode="json"))
    row = {"fingerprint": print_of_body, "ids": ids}
    row = await context.stores.idempotency.first(caller.principal.key_id, idempotency_key, row, context.now())
    if row["fingerprint"] != print_of_body:
        raise Invalid([FieldError("Idempotency-Key", "was used for another request within the last 24 hours")])
    first: Sequence[str] = row["ids"]
    return first


async def _created(context: Context, caller: Caller, body: BulkNew, sync_id: str, target: Target) -> Outcome:
    made = await context.stores.syncs.get(sync_id)
    if made is not None:
        return _outcome(Did.REPEATED, made)
    wanted = await _sync(context, caller, body, target)
    try:
        return _outcome(Did.CREATED, await syncs.create(context, caller, wanted, sync_id=sync_id))
    except (Refused, DuplicateKeyError):
        made = await context.stores.syncs.get(sync_id)
        if made is None:
            raise
        # The same request, sent twice at a time, was faster.
        return _outcome(Did.REPEATED, made)


def _outcome(did: Did, sync: Sync) -> Outcome:
    return Outcome(did, sync.tenant, sync.name, sync.id, sync.version)


async def _checked(context: Context, caller: Caller, body: BulkNew, target: Target) -> Outcome:
    wanted = await _sync(context, caller, body, target)
    await syncs.checked(context, caller, wanted)
    if await listing.named(context.stores.syncs, {"tenant": target.tenant}, wanted.name):
        raise Refused("name-taken", f"Another {context.stores.syncs.kind} is called {wanted.name!r}.")
    return Outcome(Did.CREATED, target.tenant, wanted.name)


async def _sync(context: Context, caller: Caller, body: BulkNew, target: Target) -> SyncNew:
    connection = await _connection(context, caller, target, body.system)
    fields = dict(body.template) | {"connection": connection.id}
    return SyncNew(**fields | ({"destination": target.destination} if target.destination else {}))


async def _connection(context: Context, caller: Caller, target: Target, system: System) -> Connection:
    """The one that is named, else the only one. Raises `NotFound` for a tenant of others, and `Invalid`."""
    tenant = await tenants.get(context, caller, target.tenant)
    if target.connection is not None:
        named = await connections.get(context, caller, target.connection)
        if (named.tenant, named.system) != (tenant.id, system):
            raise Invalid([FieldError("connection", f"is no {system} connection of this tenant")])
        return named
    wanted = Wanted(equal={"system": system})
    found = await listing.page(context.stores.connections, {"tenant": tenant.id}, wanted, Place(), 2)
    if len(found) != 1:
        many = "several connections" if found else "no connection"
        raise Invalid([FieldError("connection", f"the tenant has {many} to {system}: name the one that is meant")])
    return found[0]
