"""What each tenant's results take."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from psasync.kit.http import PageOf, bad_request, decode_cursor, encode_cursor
from psasync_results.api.parameters import Cursor, Name, PageSize, Viewer
from psasync_results.domain.keeping import KeptKind
from psasync_results.store.storage import Storage


class UsedView(BaseModel):
    count: int
    size: int = Field(description="Bytes, estimated from a few documents, without indexes and uncompressed.")


class StorageView(BaseModel):
    tenant: str
    kinds: dict[KeptKind, UsedView]
    size: int = Field(description="Of all kinds together.")
    measured_at: datetime


def routes(storage: Storage) -> APIRouter:
    router = APIRouter(prefix="/v1/storage", tags=["storage"])

    @router.get("", operation_id="storage.list", summary="What tenants' results take, as it was measured last")
    async def list_storage(
        principal: Viewer, tenant: Name = None, cursor: Cursor = None, limit: PageSize = 50
    ) -> PageOf[StorageView]:
        found, place = await storage.page(principal.tenant_filter(tenant), _after(cursor), limit)
        items = [
            StorageView(**each, size=sum(used["size"] for used in each["kinds"].values()))
            for each in ({name: document[name] for name in ("tenant", "kinds", "measured_at")} for document in found)
        ]
        return PageOf(items=items, next_cursor=encode_cursor({"tenant": place}) if place else None)

    return router


def _after(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    place = decode_cursor(cursor).get("tenant")
    if not isinstance(place, str):
        raise bad_request("The cursor is not one of this list.", code="bad-cursor")
    return place
