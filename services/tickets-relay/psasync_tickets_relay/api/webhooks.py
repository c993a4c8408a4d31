"""A connection's webhook at its PSA: how it stands, registering and removing it, and trying the way to here."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request

from psasync.contracts.base import Id
from psasync.contracts.internal import ResolvedConnection, WebhookWish
from psasync.contracts.vocabulary import Role
from psasync.kit.catalog import CatalogClient
from psasync.kit.http import Principal, conflict, not_found, requires
from psasync.kit.http.address import client_address
from psasync.psa.live_tickets import HookTarget
from psasync.psa.port import PsaError
from psasync_tickets_relay.api.webhook_views import TrialView, WebhookView, webhook_view
from psasync_tickets_relay.domain.standing import Standing
from psasync_tickets_relay.upkeep.assembly import UpkeepParts
from psasync_tickets_relay.upkeep.trial import Trials

_TAKEN_UP_AFTER = timedelta(seconds=60)
"""When a loop does what a request was asked to do, if its process died over it."""

ConnectionId = Annotated[Id, Path()]
Viewer = Annotated[Principal, Depends(requires(Role.VIEWER))]
Operator = Annotated[Principal, Depends(requires(Role.OPERATOR))]
Admin = Annotated[Principal, Depends(requires(Role.ADMIN))]


def webhooks_router(catalog: CatalogClient, upkeep: UpkeepParts, trials: Trials) -> APIRouter:
    router = APIRouter(prefix="/v1/connections", tags=["webhooks"])
    desk = _Desk(catalog, upkeep)

    @router.get(
        "/{connection_id}/webhook", operation_id="webhooks.get", summary="How a connection's webhook stands at its PSA"
    )
    async def read(connection_id: ConnectionId, principal: Viewer) -> WebhookView:
        connection = await desk.connection(connection_id, principal)
        return await desk.view(connection, principal, await upkeep.registrations.get(connection.id))

    @router.put(
        "/{connection_id}/webhook",
        operation_id="webhooks.register",
        summary="Register a connection's webhook, or renew it",
    )
    async def register(connection_id: ConnectionId, request: Request, principal: Operator) -> WebhookView:
        """From now on the registration is looked after. What the PSA refuses is told in `waits`, and tried again."""
        connection = await desk.connection(connection_id, principal)
        await desk.on_record(connection, request, principal, wanted=True)
        await upkeep.repairing.watch(connection)
        return await desk.view(connection, principal, await desk.want(connection, principal, wanted=True))

    @router.delete(
        "/{connection_id}/webhook", operation_id="webhooks.remove", summary="Remove a connection's webhook from its PSA"
    )
    async def remove(connection_id: ConnectionId, request: Request, principal: Admin) -> WebhookView:
        """Its tickets are no longer looked after. What the PSA refuses is told in `waits`, and tried again."""
        connection = await desk.connection(connection_id, principal)
        await desk.on_record(connection, request, principal, wanted=False)
        standing = await desk.want(connection, principal, wanted=False)
        await upkeep.repairs.end(connection.id)
        return await desk.view(connection, principal, standing)

    @router.post(
        "/{connection_id}/webhook/test",
        operation_id="webhooks.test",
        summary="Try the way from a connection's public address to here",
    )
    async def trial(connection_id: ConnectionId, principal: Operator) -> TrialView:
        """Calls the address as the PSA would, with a call that is no webhook: no consumer hears of it."""
        connection = await desk.connection(connection_id, principal)
        try:
            target = upkeep.opening.target(connection)
        except PsaError as fault:
            raise conflict(fault.message, code="connection-cannot-be-opened") from None
        return TrialView.model_validate(await trials.ask(connection, target), from_attributes=True)

    return router


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the endpoints share."""

    catalog: CatalogClient
    upkeep: UpkeepParts

    async def connection(self, connection_id: str, principal: Principal) -> ResolvedConnection:
        """Raises `Problem`: 404 also for another tenant's, 409 for one of a system without webhooks."""
        connection = await self.catalog.connection(connection_id)
        if connection is None or not principal.sees(connection.tenant):
            raise not_found(f"connection {connection_id!r}")
        if not self.upkeep.opening.has_webhooks(connection.system):
            raise conflict(f"{connection.system} has no webhooks.", code="no-webhooks")
        return connection

    async def view(
        self, connection: ResolvedConnection, principal: Principal, standing: Standing | None
    ) -> WebhookView:
        polled = await self.upkeep.repairs.get(connection.id)
        abilities = self.upkeep.opening.abilities(connection.system)
        return webhook_view(connection, abilities, standing, polled, self._target(connection, principal))

    async def on_record(
        self, connection: ResolvedConnection, request: Request, principal: Principal, *, wanted: bool
    ) -> None:
        """Before it is done, so that nothing is done that the audit trail does not show. Raises `Problem` 404."""
        address = client_address(request)
        wish = WebhookWish(wanted=wanted, key_id=principal.key_id, by=principal.name, address=address)
        if not await self.catalog.webhook_wanted(connection.id, wish):
            raise not_found(f"connection {connection.id!r}")

    async def want(self, connection: ResolvedConnection, principal: Principal, *, wanted: bool) -> Standing:
        now = datetime.now(UTC)
        before = await self.upkeep.registrations.want(
            connection.id, connection.tenant, wanted=wanted, by=principal.name, now=now, due_at=now + _TAKEN_UP_AFTER
        )
        return await self.upkeep.checking.ask(connection, before)

    def _target(self, connection: ResolvedConnection, principal: Principal) -> HookTarget | None:
        """Whoever knows the address can call it, so it is for those who set the PSA up."""
        if not principal.role.includes(Role.ADMIN):
            return None
        try:
            return self.upkeep.opening.target(connection)
        except PsaError:
            return None
