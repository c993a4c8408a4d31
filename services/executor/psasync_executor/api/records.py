"""The platform's own records, tenant by tenant."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from psasync.contracts.base import Moment
from psasync.contracts.vocabulary import Entity, Role
from psasync.kit.http import PageOf, Principal, decode_cursor, encode_cursor, not_found, requires
from psasync.kit.http.problems import bad_request
from psasync.kit.mongo import Document
from psasync_executor.api.record_view import PlatformRecord
from psasync_executor.store.record_list import Position, RecordLists, Wanted
from psasync_executor.store.records import PlatformRecords

Viewer = Annotated[Principal, Depends(requires(Role.VIEWER))]
TenantId = Annotated[str, Path(min_length=1, max_length=128)]
SyncId = Annotated[str, Query(min_length=1, max_length=128, description="The sync that imported it.")]
ChangedSince = Annotated[
    Moment | None,
    Query(
        description="Only records created, changed, marked as deleted or back since then, in the order of their "
        "changes. Follow changes by asking again with the highest `changed_at` that was seen, less a minute: the time "
        "is taken shortly before the record can be read. A record that changes while pages are read comes again."
    ),
]


class Deleted(StrEnum):
    """Whether the source still has the record."""

    TRUE = "true"
    FALSE = "false"
    ANY = "any"

    @property
    def wanted(self) -> bool | None:
        return None if self is Deleted.ANY else self is Deleted.TRUE


WithDeleted = Annotated[
    Deleted, Query(description="`true`: only records that the source no longer has; `false`: none of them.")
]


def records_router(records: PlatformRecords, lists: RecordLists) -> APIRouter:
    router = APIRouter(prefix="/v1/tenants/{tenant}/records", tags=["records"])

    @router.get("/{entity}", operation_id="platform_records.list", summary="The platform's own records of an entity")
    async def list_records(
        tenant: TenantId,
        entity: Entity,
        principal: Viewer,
        sync: SyncId | None = None,
        changed_since: ChangedSince = None,
        deleted: WithDeleted = Deleted.ANY,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> PageOf[PlatformRecord]:
        """The tenant's records of an entity: in an order in which none moves, or in that of their changes."""
        principal.require_tenant(tenant)
        wanted = Wanted(tenant, entity, sync, changed_since, deleted.wanted)
        after = None if cursor is None else _position(cursor, by_change=changed_since is not None)
        found = await lists.page(wanted, after, limit + 1)
        more = _cursor(found[limit - 1], by_change=changed_since is not None) if len(found) > limit else None
        return PageOf(items=[PlatformRecord.of(document) for document in found[:limit]], next_cursor=more)

    @router.get(
        "/{entity}/{source_id:path}", operation_id="platform_records.get", summary="One of the platform's own records"
    )
    async def read_record(
        tenant: TenantId, entity: Entity, source_id: str, principal: Viewer, sync: SyncId
    ) -> PlatformRecord:
        """One record, also if the source no longer has it."""
        principal.require_tenant(tenant)
        found = await records.one(tenant, sync, entity, source_id)
        if found is None:
            raise not_found(f"{entity} {source_id!r}")
        return PlatformRecord.of(found)

    return router


def _cursor(last: Document, *, by_change: bool) -> str:
    if by_change:
        return encode_cursor({"changed": last["changed_at"].isoformat(), "id": last["_id"]})
    return encode_cursor({"sync": last["sync"], "id": last["_id"]})


def _position(cursor: str, *, by_change: bool) -> Position:
    given = decode_cursor(cursor)
    first, record = given.get("changed" if by_change else "sync"), given.get("id")
    if isinstance(first, str) and isinstance(record, str):
        if not by_change:
            return first, record
        try:
            return datetime.fromisoformat(first).astimezone(UTC), record
        except (ValueError, OverflowError):
            pass
    raise bad_request("The cursor is not one of this list.", code="bad-cursor")
