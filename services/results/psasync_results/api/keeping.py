"""How long a tenant's results are kept."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from psasync.contracts.base import Id
from psasync.contracts.vocabulary import Role
from psasync.kit.catalog import CatalogClient
from psasync.kit.clock import Clock
from psasync.kit.http import Principal, not_found, requires
from psasync_results.api.parameters import Viewer
from psasync_results.domain.keeping import Keeping, OwnKeeping
from psasync_results.store.own_keeping import Chosen, OwnKeepings

Admin = Annotated[Principal, Depends(requires(Role.ADMIN))]
Tenant = Annotated[Id, Path()]


class KeepingView(BaseModel):
    """Days. Records and log lines go with their execution at the latest; an issue that is not over stays."""

    kept: Keeping = Field(description="What holds for the tenant.")
    platform: Keeping = Field(description="What holds where nothing of its own is chosen.")
    own: OwnKeeping
    changed_by: str | None = None
    changed_at: datetime | None = None


def routes(own: OwnKeepings, platform: Keeping, catalog: CatalogClient, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/v1/tenants/{tenant}/retention", tags=["storage"])

    @router.get("", operation_id="retention.get", summary="How long a tenant's results are kept")
    async def get_retention(tenant: Tenant, principal: Viewer) -> KeepingView:
        principal.require_tenant(tenant)
        return _view(await own.of(tenant))

    @router.put(
        "", operation_id="retention.set", summary="Keep a tenant's results for another time than the platform's"
    )
    async def put_retention(tenant: Tenant, principal: Admin, body: OwnKeeping) -> KeepingView:
        """In place of what was chosen before. A shorter time takes effect within an hour, and for good."""
        principal.require_tenant(tenant)
        if await catalog.tenant(tenant) is None:
            raise not_found(f"tenant {tenant!r}")
        chosen = Chosen(body, principal.name, clock.now())
        await own.choose(tenant, chosen)
        return _view(chosen)

    def _view(chosen: Chosen) -> KeepingView:
        kept = chosen.own.over(platform)
        return KeepingView(kept=kept, platform=platform, own=chosen.own, changed_by=chosen.by, changed_at=chosen.at)

    return router
