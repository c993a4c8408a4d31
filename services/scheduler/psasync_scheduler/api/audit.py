"""/v1/audit: who did what, the newest first."""

from typing import Annotated

from fastapi import APIRouter, Query

from psasync.kit.http import PageOf
from psasync_scheduler.api.access import Admin, After, Limit, Ports, cursor_after
from psasync_scheduler.api.views import AuditView

router = APIRouter(prefix="/v1/audit", tags=["audit"])


@router.get("")
async def page(
    context: Ports,
    caller: Admin,
    after: After,
    tenant: Annotated[str | None, Query(max_length=128)] = None,
    limit: Limit = 100,
) -> PageOf[AuditView]:
    entries = await context.stores.audit.page(caller.principal.tenant_filter(tenant), after, limit)
    cursor = cursor_after(entries[-1]["_id"] if entries else None, full=len(entries) == limit)
    return PageOf(items=[AuditView.of(entry) for entry in entries], next_cursor=cursor)
