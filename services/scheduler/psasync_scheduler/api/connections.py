"""/v1/connections"""

from fastapi import APIRouter, Response

from psasync.contracts.vocabulary import System
from psasync.kit.http import PageOf
from psasync_scheduler.actions import checks, connections
from psasync_scheduler.api.access import Admin, IfMatch, Limit, Operator, Ports, Viewer, tag
from psasync_scheduler.api.checking import CheckView
from psasync_scheduler.api.listing import AsList, IdIs
from psasync_scheduler.api.views import ConnectionView
from psasync_scheduler.domain.bodies import ConnectionChange, ConnectionNew
from psasync_scheduler.domain.trials import ConnectionTrial, ConnectionTrialChange
from psasync_scheduler.store import listing

router = APIRouter(prefix="/v1/connections", tags=["connections"])


@router.post("", operation_id="connections.create", summary="Connect a tenant to a system", status_code=201)
async def create(context: Ports, caller: Admin, body: ConnectionNew, response: Response) -> ConnectionView:
    connection = await connections.create(context, caller, body)
    tag(response, connection.version)
    return ConnectionView.of(context, caller, connection)


@router.get("", operation_id="connections.list", summary="Connections")
async def page(
    context: Ports,
    caller: Viewer,
    asked: AsList,
    tenant: IdIs = None,
    system: System | None = None,
    limit: Limit = 100,
) -> PageOf[ConnectionView]:
    scope, wanted = caller.principal.tenant_filter(tenant), asked.wanted(system=system)
    found = await listing.page(context.stores.connections, scope, wanted, asked.after, limit)
    items = [ConnectionView.of(context, caller, one) for one in found]
    return PageOf(items=items, next_cursor=asked.next_cursor(found, limit))


@router.get("/{connection_id}", operation_id="connections.get", summary="One connection")
async def one(context: Ports, caller: Viewer, connection_id: str, response: Response) -> ConnectionView:
    """An archived one too, which says so."""
    connection = await connections.read(context, caller, connection_id)
    tag(response, connection.version)
    return ConnectionView.of(context, caller, connection)


@router.patch("/{connection_id}", operation_id="connections.change", summary="Change a connection")
async def change(
    context: Ports, caller: Admin, connection_id: str, body: ConnectionChange, version: IfMatch, response: Response
) -> ConnectionView:
    """Other settings ask for the secrets again: those belong to the address that they were entered for."""
    connection = await connections.change(context, caller, connection_id, body, version)
    tag(response, connection.version)
    return ConnectionView.of(context, caller, connection)


@router.post("/check", operation_id="connections.check_new", summary="Try credentials before they are stored")
async def check_new(context: Ports, caller: Admin, body: ConnectionTrial) -> CheckView:
    """Tries credentials before they are stored. Nothing of them is kept, and the answer repeats none."""
    return CheckView.of(await checks.check_new(context, caller, body))


@router.post("/{connection_id}/check", operation_id="connections.check", summary="Try a connection's credentials")
async def check(
    context: Ports, caller: Operator, connection_id: str, body: ConnectionTrialChange | None = None
) -> CheckView:
    """Tries the credentials. A refusal is an answer (`ok: false`) and not an error of this request.

    Without a body the result is kept as the connection's `last_check`. With settings or secrets, which admins can
    send, those are tried and nothing is kept; other settings ask for the secrets again.
    """
    return CheckView.of(await checks.check(context, caller, connection_id, body))
