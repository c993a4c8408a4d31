"""/internal: for the other services, with the service credential."""

from fastapi import APIRouter, Depends
from starlette.requests import Request

from psasync.contracts.internal import (
    KeyAnswer,
    KeyQuestion,
    ResolvedConnection,
    ResolvedSync,
    ResolvedTenant,
    WebhookRenewed,
    WebhookWish,
)
from psasync.kit.http import internal_only
from psasync_scheduler.actions import resolving, webhooks
from psasync_scheduler.api.access import Ports

router = APIRouter(prefix="/internal", tags=["internal"], dependencies=[Depends(internal_only)])


@router.get("/syncs/{sync_id}")
async def sync(context: Ports, sync_id: str) -> ResolvedSync:
    return await resolving.sync(context, sync_id)


@router.get("/tenants/{tenant_id}")
async def tenant(context: Ports, tenant_id: str) -> ResolvedTenant:
    return await resolving.tenant(context, tenant_id)


@router.get("/connections/{connection_id}")
async def connection(context: Ports, connection_id: str) -> ResolvedConnection:
    return await resolving.connection(context, connection_id)


@router.post("/connections/{connection_id}/webhook-renewals")
async def webhook_renewed(context: Ports, connection_id: str, news: WebhookRenewed) -> WebhookRenewed:
    """A connection's webhook was dead, and the relay has registered it again: people are told once."""
    await webhooks.renewed(context, connection_id, news.at)
    return news


@router.post("/connections/{connection_id}/webhook-wishes")
async def webhook_wanted(context: Ports, connection_id: str, wish: WebhookWish) -> WebhookWish:
    """Somebody has asked the relay to register or remove a connection's webhook: kept, and put on the audit trail."""
    await webhooks.wanted(context, connection_id, wish)
    return wish


@router.get("/webhooks/{token}")
async def webhook(context: Ports, token: str) -> ResolvedConnection:
    return await resolving.webhook(context, token)


@router.post("/keys/introspect")
async def introspect(request: Request, question: KeyQuestion) -> KeyAnswer:
    """Whose key it is. A key that is unknown, expired or revoked is `active: false`."""
    return await resolving.introspect(request.app.state.authenticator, question.key)
