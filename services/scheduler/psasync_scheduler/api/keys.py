"""/v1/keys"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from psasync.kit.http import PageOf
from psasync_scheduler.actions import keys, rotation
from psasync_scheduler.actions.context import Context
from psasync_scheduler.api.access import Admin, After, Limit, Ports, cursor_after
from psasync_scheduler.api.views import KeyView, NewKeyView
from psasync_scheduler.domain.bodies import KeyNew
from psasync_scheduler.domain.catalog import ApiKey
from psasync_scheduler.domain.key_bodies import KeyRotation
from psasync_scheduler.domain.keys import KeyKind, KeyState
from psasync_scheduler.store.keys import in_state

router = APIRouter(prefix="/v1/keys", tags=["keys"])


@router.post("", operation_id="keys.create", summary="Make an API key", status_code=201)
async def create(context: Ports, caller: Admin, body: KeyNew, response: Response) -> NewKeyView:
    """The only answer that holds the key."""
    return _shown_once(context, response, *await keys.create(context, caller, body))


@router.get("", operation_id="keys.list", summary="API keys")
async def page(
    context: Ports,
    caller: Admin,
    after: After,
    tenant: Annotated[str | None, Query(max_length=128)] = None,
    state: KeyState | None = None,
    kind: Annotated[KeyKind, Query(description="`person`: the short-lived keys of those who signed in.")] = (
        KeyKind.APPLICATION
    ),
    limit: Limit = 100,
) -> PageOf[KeyView]:
    now = context.now()
    scope = {**caller.principal.tenant_filter(tenant), **in_state(state, now)}
    found = await context.stores.keys_of(kind).page(scope, after, limit)
    cursor = cursor_after(found[-1].id if found else None, full=len(found) == limit)
    return PageOf(items=[KeyView.of(key, now) for key in found], next_cursor=cursor)


@router.get("/{key_id}", operation_id="keys.get", summary="One API key")
async def one(context: Ports, caller: Admin, key_id: str) -> KeyView:
    return KeyView.of(await keys.get(context, caller, key_id), context.now())


@router.post("/{key_id}/rotate", operation_id="keys.rotate", summary="Replace an API key", status_code=201)
async def rotate(
    context: Ports, caller: Admin, key_id: str, response: Response, body: KeyRotation | None = None
) -> NewKeyView:
    """A successor that opens the same; the old key ends after the overlap. The only answer that holds the new key."""
    made = await rotation.rotate(context, caller, key_id, (body or KeyRotation()).overlap)
    return _shown_once(context, response, *made)


@router.post("/{key_id}/revoke", operation_id="keys.revoke", summary="Revoke an API key")
async def revoke(context: Ports, caller: Admin, key_id: str) -> KeyView:
    """For good; effective everywhere within 30 s. Can be repeated. 409 for the last admin key of the platform."""
    return KeyView.of(await keys.revoke(context, caller, key_id), context.now())


def _shown_once(context: Context, response: Response, key: ApiKey, text: str) -> NewKeyView:
    response.headers["Cache-Control"] = "no-store"
    return NewKeyView.model_validate(KeyView.of(key, context.now()).model_dump() | {"key": text})
