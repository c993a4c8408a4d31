"""/v1/keys"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from psasync.kit.http import PageOf
from psasync_scheduler.actions import keys
from psasync_scheduler.api.access import Admin, After, Limit, Ports, cursor_after
from psasync_scheduler.api.views import KeyView, NewKeyView
from psasync_scheduler.domain.bodies import KeyNew

router = APIRouter(prefix="/v1/keys", tags=["keys"])


@router.post("", status_code=201)
async def create(context: Ports, caller: Admin, body: KeyNew, response: Response) -> NewKeyView:
    """The only answer that holds the key."""
    key, text = await keys.create(context, caller, body)
    response.headers["Cache-Control"] = "no-store"
    return NewKeyView.model_validate(key.model_dump() | {"key": text})


@router.get("")
async def page(
    context: Ports,
    caller: Admin,
    after: After,
    tenant: Annotated[str | None, Query(max_length=128)] = None,
    limit: Limit = 100,
) -> PageOf[KeyView]:
    found = await context.stores.keys.page(caller.principal.tenant_filter(tenant), after, limit)
    cursor = cursor_after(found[-1].id if found else None, full=len(found) == limit)
    return PageOf(items=[KeyView.of(key) for key in found], next_cursor=cursor)


@router.get("/{key_id}")
async def one(context: Ports, caller: Admin, key_id: str) -> KeyView:
    return KeyView.of(await keys.get(context, caller, key_id))


@router.post("/{key_id}/revoke")
async def revoke(context: Ports, caller: Admin, key_id: str) -> KeyView:
    """For good; effective everywhere within 30 s. Can be repeated."""
    return KeyView.of(await keys.revoke(context, caller, key_id))
