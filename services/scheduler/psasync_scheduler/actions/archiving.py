"""Archiving a tenant or a connection with all that hangs on it.

It is marked first, in one write that also stops it from being used. Then go the syncs, the connections, the keys, and
at last itself, each in a write of its own with its own audit entry. A connection is marked in its turn, and keeps its
secrets until its webhook is removed from the PSA. After a crash whoever finds a mark goes on from there, in the name
of who asked for it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal, unavailable
from psasync.kit.logging import get_logger
from psasync_scheduler.actions import archive_one, connections, dependents, keys, tenants, webhooks
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.each import SECONDS, each
from psasync_scheduler.actions.editing import Edit, edit
from psasync_scheduler.domain.catalog import Archiving, Connection, Pause, Tenant
from psasync_scheduler.domain.dependents import Dependents
from psasync_scheduler.domain.errors import Refused
from psasync_scheduler.store import archiving as store
from psasync_scheduler.store.catalog import CatalogStore
from psasync_scheduler.store.stores import Stores

log = get_logger(__name__)

M = TypeVar("M", Tenant, Connection)

_BATCH = 100
# What a request was making that had not seen the mark stands by then: it may take 30 s.
_LATECOMERS = timedelta(seconds=60)
# What stands in the way of one lets the others have their turn.
_AGAIN = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Part:
    """Live documents of a scope, and how one of them goes."""

    store: Callable[[Stores], CatalogStore[Any]]
    scope: Mapping[str, Any]
    archive: Callable[[Context, Caller, str], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Root(Generic[M]):
    """What can be archived with what hangs on it. `parts` of an id go in this order, and then itself."""

    what: str
    store: Callable[[Stores], CatalogStore[M]]
    read: Callable[[Context, Caller, str], Awaitable[M]]
    tenant_of: Callable[[M], str]
    dependents: Callable[[Context, str], Awaitable[Dependents]]
    parts: Callable[[str], Sequence[Part]]
    archive: Callable[[Context, Caller, str], Awaitable[M]]
    may_go: Callable[[Context, M], Awaitable[bool]]  # its parts are gone


async def _connection_of_tenant(context: Context, caller: Caller, connection_id: str) -> None:
    await mark(context, caller, CONNECTION, connection_id)
    if not await _clear(context, caller, CONNECTION, connection_id):
        raise unavailable("Something of the connection is left; it goes on by itself.", code="not-archived-yet")


async def _nothing_left(_context: Context, _tenant: Tenant) -> bool:
    return True


def _of_tenant(tenant_id: str) -> Sequence[Part]:
    scope = {"tenant": tenant_id}
    return (
        Part(lambda stores: stores.syncs, scope, archive_one.sync),
        Part(lambda stores: stores.connections, scope, _connection_of_tenant),
        Part(lambda stores: stores.keys, {**scope, "revoked_at": None}, keys.revoke),
    )


def _of_connection(connection_id: str) -> Sequence[Part]:
    return (
        Part(lambda stores: stores.syncs, {"connection": connection_id}, archive_one.sync),
        Part(lambda stores: stores.syncs, {"destination": connection_id}, archive_one.sync),
    )


TENANT = Root(
    what="tenant",
    store=lambda stores: stores.tenants,
    read=tenants.read,
    tenant_of=lambda tenant: tenant.id,
    dependents=dependents.of_tenant,
    parts=_of_tenant,
    archive=archive_one.tenant,
    may_go=_nothing_left,
)
CONNECTION = Root(
    what="connection",
    store=lambda stores: stores.connections,
    read=connections.read,
    tenant_of=lambda connection: connection.tenant,
    dependents=dependents.of_connection,
    parts=_of_connection,
    archive=archive_one.connection,
    may_go=webhooks.let_go,
)


async def archive(context: Context, caller: Caller, root: Root[M], root_id: str, *, cascade: bool) -> bool:
    """Whether all is done; if not, it goes on by itself. Can be repeated.

    Raises `NotFound`, and `Refused` with what hangs on it unless `cascade`.
    """
    before = await root.read(context, caller, root_id)
    if before.archived:
        return True
    if before.archiving is None:
        hanging = await root.dependents(context, root_id)
        if hanging.any and not cascade:
            raise _in_use(root.what, hanging)
        await mark(context, caller, root, root_id)
    return await _clear(context, caller, root, root_id)


async def go_on(context: Context, batch: int) -> None:
    """Go on with what is marked, wherever it was left."""
    for each_root in (TENANT, CONNECTION):
        root: Root[Any] = each_root
        for marked in await store.marked(root.store(context.stores), context.now(), batch):
            await _go_on(context, root, marked.id, marked.archiving)


async def mark(context: Context, caller: Caller, root: Root[M], root_id: str) -> M:
    """From here on it cannot be used, and is archived by whoever comes along."""
    now, actor = context.now(), caller.actor
    fields = {
        "archiving": Archiving(at=now, key_id=actor.key_id, by=actor.name, address=actor.address),
        **store.look_at(now),
        "active": False,
        "paused": Pause(at=now, by=actor.name, reason="It is being archived."),
    }

    async def decide(before: M) -> Edit | None:
        unmarked = not before.archived and before.archiving is None
        return Edit(fields, f"{root.what}.archiving") if unmarked else None

    return await edit(
        root.store(context.stores),
        lambda: root.read(context, caller, root_id),
        decide,
        caller=caller,
        tenant_of=root.tenant_of,
        now=now,
    )


async def _go_on(context: Context, root: Root[M], root_id: str, mark: Archiving) -> None:
    caller = Caller(Principal(mark.key_id, mark.by, Role.ADMIN, tenant=None), address=mark.address)
    cleared = await _clear(context, caller, root, root_id)
    marked, now, last_look = root.store(context.stores), context.now(), mark.at + _LATECOMERS
    if cleared and now >= last_look:
        await store.done(marked, root_id)
    else:
        await store.later(marked, root_id, last_look if cleared else now + _AGAIN)


async def _clear(context: Context, caller: Caller, root: Root[M], root_id: str) -> bool:
    """Archive its parts and then itself; False when something stands in the way or the time of a request is over."""
    end = asyncio.get_running_loop().time() + SECONDS
    for part in root.parts(root_id):
        if not await _clear_part(context, caller, part, end):
            log.info("archiving is not done yet", what=root.what, id=root_id)
            return False
    if not await root.may_go(context, await root.read(context, caller, root_id)):
        return False
    await root.archive(context, caller, root_id)
    return True


async def _clear_part(context: Context, caller: Caller, part: Part, end: float) -> bool:
    clock = asyncio.get_running_loop().time
    while batch := await part.store(context.stores).page(part.scope, None, _BATCH):
        ids = [document.id for document in batch]
        gone = await each(ids, lambda part_id: part.archive(context, caller, part_id), seconds=end - clock())
        if any(isinstance(verdict, Exception) for verdict in gone):
            return False
    return True


def _in_use(what: str, hanging: Dependents) -> Refused:
    detail = (
        f"On the {what} still hang {hanging}. Archive them first, or send `cascade=true` to archive them with it: "
        "secrets are destroyed and keys revoked."
    )
    return Refused("in-use", detail, dependents=hanging.kinds)
