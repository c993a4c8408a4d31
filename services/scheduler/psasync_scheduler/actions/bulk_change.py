"""One change, pause or resumption for many syncs. Each is a write of its own, whatever becomes of the others."""

from collections.abc import Sequence

from psasync_scheduler.actions import syncs
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.each import Verdict, each
from psasync_scheduler.domain.bodies import SyncChange
from psasync_scheduler.domain.bulk import MOST_ITEMS, Act, BulkChange, Did, Outcome, SyncFilter
from psasync_scheduler.domain.catalog import Sync
from psasync_scheduler.domain.errors import Refused
from psasync_scheduler.domain.listing import Place, Wanted
from psasync_scheduler.store import listing

_ACTIONS = {None: "sync.changed", Act.PAUSE: "sync.paused", Act.RESUME: "sync.resumed"}


async def found(context: Context, caller: Caller, wanted: SyncFilter, after: Place) -> Sequence[Sync]:
    """At most `MOST_ITEMS` of what the filter finds. Raises `Problem` 404 for another's tenant."""
    scope = caller.principal.tenant_filter(wanted.tenant)
    equal = {"system": wanted.system, "connection": wanted.connection}
    return await listing.page(context.stores.syncs, scope, Wanted(wanted.state, equal=equal), after, MOST_ITEMS)


async def change(context: Context, caller: Caller, body: BulkChange, ids: Sequence[str]) -> Sequence[Outcome | Verdict]:
    """In the order of the ids."""
    wanted = body.change or SyncChange(active=body.act is Act.RESUME)

    async def one(sync_id: str) -> Outcome:
        before = await syncs.get(context, caller, sync_id)
        if body.preflight:
            return await _checked(context, before, wanted)
        action = _ACTIONS[body.act]
        after = await syncs.change(context, caller, sync_id, wanted, None, action, reason=body.reason)
        return _outcome(before, after, _differing(before, after, wanted))

    return await each(ids, one)


async def _checked(context: Context, before: Sync, wanted: SyncChange) -> Outcome:
    fields = await syncs.differing(context, before, wanted)
    name = fields.get("name")
    if name is not None and await listing.named(
        context.stores.syncs, {"tenant": before.tenant, "_id": {"$ne": before.id}}, name
    ):
        raise Refused("name-taken", f"Another {context.stores.syncs.kind} is called {name!r}.")
    return _outcome(before, before, tuple(sorted(fields)))


def _differing(before: Sync, after: Sync, wanted: SyncChange) -> tuple[str, ...]:
    if before.version == after.version:
        return ()
    return tuple(sorted(name for name in wanted.given() if getattr(before, name) != getattr(after, name)))


def _outcome(before: Sync, after: Sync, fields: tuple[str, ...]) -> Outcome:
    did = Did.CHANGED if fields else Did.UNCHANGED
    return Outcome(did, before.tenant, after.name, before.id, after.version, fields)
