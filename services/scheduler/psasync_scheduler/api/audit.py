"""/v1/audit: who did what, the newest first."""

from typing import Annotated

from fastapi import APIRouter, Query

from psasync.contracts.base import Moment
from psasync.kit.http import PageOf
from psasync_scheduler.api.access import Admin, After, Limit, Ports, cursor_after
from psasync_scheduler.api.views import AuditView
from psasync_scheduler.store.audit import AuditQuery

router = APIRouter(prefix="/v1/audit", tags=["audit"])

Subject = Annotated[str | None, Query(max_length=128, description="The id of what was changed, asked for or canceled.")]
KeyId = Annotated[str | None, Query(max_length=128, description="The key that it was done with.")]
Who = Annotated[str | None, Query(max_length=200, description="The name of the key or person that did it.")]
Action = Annotated[str | None, Query(max_length=100, description="As in `sync.changed`.")]


@router.get("", operation_id="audit.list", summary="Who did what, newest first")
async def page(
    *,
    context: Ports,
    caller: Admin,
    after: After,
    tenant: Annotated[str | None, Query(max_length=128)] = None,
    subject: Subject = None,
    key_id: KeyId = None,
    who: Who = None,
    action: Action = None,
    since: Annotated[Moment | None, Query(alias="from", description="Done at or after.")] = None,
    until: Annotated[Moment | None, Query(alias="to", description="Done before.")] = None,
    limit: Limit = 100,
) -> PageOf[AuditView]:
    """Every change, and every run and cancel that somebody asked for, is one entry, and stays for good."""
    query = AuditQuery(caller.principal.tenant_filter(tenant), subject, key_id, who, action, since, until)
    entries = await context.stores.audit.page(query, after, limit)
    cursor = cursor_after(entries[-1]["_id"] if entries else None, full=len(entries) == limit)
    return PageOf(items=[AuditView.of(entry) for entry in entries], next_cursor=cursor)
