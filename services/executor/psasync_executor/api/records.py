"""The platform's own records, tenant by tenant."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel

from psasync.contracts.vocabulary import Entity, Role
from psasync.kit.http import PageOf, Principal, decode_cursor, encode_cursor, not_found, requires
from psasync.kit.http.problems import bad_request
from psasync.kit.mongo import Document
from psasync_executor.store.records import PlatformRecords

Viewer = Annotated[Principal, Depends(requires(Role.VIEWER))]
TenantId = Annotated[str, Path(min_length=1, max_length=128)]
SyncId = Annotated[str, Query(min_length=1, max_length=128, description="The sync that imported it.")]


class PlatformRecord(BaseModel):
    """One record as it was last imported."""

    id: str
    tenant: str
    sync: str
    entity: Entity
    source_id: str
    label: str
    data: dict[str, Any]
    hash: str
    date: datetime | None = None
    execution: str
    written_at: datetime

    @classmethod
    def of(cls, document: Document) -> "PlatformRecord":
        return cls.model_validate({**document, "id": document["_id"]})


def records_router(records: PlatformRecords) -> APIRouter:
    router = APIRouter(prefix="/v1/tenants/{tenant}/records", tags=["records"])

    @router.get("/{entity}")
    async def list_records(
        tenant: TenantId,
        entity: Entity,
        principal: Viewer,
        sync: SyncId | None = None,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> PageOf[PlatformRecord]:
        """The tenant's records of an entity, in a stable order."""
        principal.require_tenant(tenant)
        after = None if cursor is None else _position(cursor)
        found = await records.listed(tenant, entity, sync=sync, after=after, limit=limit + 1)
        page = found[:limit]
        more = encode_cursor({"sync": page[-1]["sync"], "id": page[-1]["_id"]}) if len(found) > limit else None
        return PageOf(items=[PlatformRecord.of(document) for document in page], next_cursor=more)

    @router.get("/{entity}/{source_id:path}")
    async def read_record(
        tenant: TenantId, entity: Entity, source_id: str, principal: Viewer, sync: SyncId
    ) -> PlatformRecord:
        principal.require_tenant(tenant)
        found = await records.one(tenant, sync, entity, source_id)
        if found is None:
            raise not_found(f"{entity} {source_id!r}")
        return PlatformRecord.of(found)

    return router


def _position(cursor: str) -> tuple[str, str]:
    position = decode_cursor(cursor)
    sync, record = position.get("sync"), position.get("id")
    if not isinstance(sync, str) or not isinstance(record, str):
        raise bad_request("The cursor is not one of this list.", code="bad-cursor")
    return sync, record
