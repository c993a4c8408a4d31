"""/v1/connections"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from psasync.kit.http import PageOf
from psasync_scheduler.actions import checks, connections
from psasync_scheduler.api.access import Admin, After, IfMatch, Limit, Operator, Ports, Viewer, cursor_after, tag
from psasync_scheduler.api.checking import CheckView
from psasync_scheduler.api.views import ConnectionView
from psasync_scheduler.domain.bodies import ConnectionChange, ConnectionNew
from psasync_scheduler.domain.trials import ConnectionTrial, ConnectionTrialChange

router = APIRouter(prefix="/v1/connections", tags=["connections"])


@router.post("", status_code=201)
async def create(context: Ports, caller: Admin, body: ConnectionNew, response: Response) -> ConnectionView:
    connection = await connections.create(context, caller, body)
    tag(response, connection.version)
    return ConnectionView.of(context, caller, connection)


@router.get("")
async def page(
    context: Ports,
    caller: Viewer,
    after: After,
    tenant: Annotated[str | None, Query(max_length=128)] = None,
    limit: Limit = 100,
) -> PageOf[ConnectionView]:
    found = await context.stores.connections.page(caller.principal.tenant_filter(tenant), after, limit)
    cursor = cursor_after(found[-1].id if found else None, full=len(found) == limit)
    return PageOf(items=[ConnectionView.of(context, caller, one) for one in found], next_cursor=cursor)


@router.get("/{connection_id}")
async def one(context: Ports, caller: Viewer, connection_id: str, response: Response) -> ConnectionView:
    connection = await connections.get(context, caller, connection_id)
    tag(response, connection.version)
    return ConnectionView.of(context, caller, connection)


@router.patch("/{connection_id}")
async def change(
    context: Ports, caller: Admin, connection_id: str, body: ConnectionChange, version: IfMatch, response: Response
) -> ConnectionView:
    """Other settings ask for the secrets again: those belong to the address that they were entered for."""
    connection = await connections.change(context, caller, connection_id, body, version)
    tag(response, connection.version)
    return ConnectionView.of(context, caller, connection)


@router.delete("/{connection_id}", status_code=204)
async def archive(context: Ports, caller: Admin, connection_id: str) -> None:
    """409 while syncs read from it or write to it. Its secrets are destroyed."""
    await connections.archive(context, caller, connection_id)


@router.post("/check")
async def check_new(context: Ports, caller: Admin, body: ConnectionTrial) -> CheckView:
    """Tries credentials before they are stored. Nothing of them is kept, and the answer repeats none."""
    return CheckView.of(await checks.check_new(context, caller, body))


@router.post("/{connection_id}/check")
async def check(
    context: Ports, caller: Operator, connection_id: str, body: ConnectionTrialChange | None = None
) -> CheckView:
    """Tries the credentials. A refusal is an answer (`ok: false`) and not an error of this request.

    Without a body the result is kept as the connection's `last_check`. With settings or secrets, which admins can
    send, those are tried and nothing is kept; other settings ask for the secrets again.
    """
    return CheckView.of(await checks.check(context, caller, connection_id, body))
