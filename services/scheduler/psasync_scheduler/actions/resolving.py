"""The catalog as the other services need it. Secrets stay in their envelopes."""

from psasync.contracts.internal import (
    KeyAnswer,
    ResolvedConnection,
    ResolvedSync,
    ResolvedTenant,
    WebhookAddress,
)
from psasync.kit.http import Authenticator
from psasync_scheduler.actions.context import Context
from psasync_scheduler.actions.webhooks import SECRET, with_secret
from psasync_scheduler.domain.catalog import PLATFORM, Connection
from psasync_scheduler.domain.errors import NotFound
from psasync_scheduler.domain.keys import digest_of


async def sync(context: Context, sync_id: str) -> ResolvedSync:
    """Archived ones too, as not active: their executions may still run. Raises `NotFound`."""
    stores = context.stores
    found = await stores.syncs.get(sync_id)
    tenant = await stores.tenants.get(found.tenant) if found else None
    source = await stores.connections.get(found.connection) if found else None
    if found is None or tenant is None or source is None:
        raise NotFound("sync")
    target = None if found.destination == PLATFORM else await stores.connections.get(found.destination)
    ends_active = source.active and (found.destination == PLATFORM or (target is not None and target.active))
    return ResolvedSync(
        id=found.id,
        tenant=found.tenant,
        name=found.name,
        version=found.version,
        time_zone=tenant.time_zone,
        active=found.active and tenant.active and ends_active,
        source=_resolved(source),
        destination=found.destination,
        destination_connection=None if target is None else _resolved(target),
        entities=found.entities,
        custom_fields=found.custom_fields,
        mapping=found.mapping,
        deletion_guard_percent=found.deletion_guard_percent,
        full_pass_days=found.full_pass_days,
        notifications=found.notifications.over(tenant.notifications),
    )


async def tenant(context: Context, tenant_id: str) -> ResolvedTenant:
    """An archived one too. Raises `NotFound`."""
    found = await context.stores.tenants.get(tenant_id)
    if found is None:
        raise NotFound("tenant")
    return ResolvedTenant(
        id=found.id,
        name=found.name,
        version=found.version,
        time_zone=found.time_zone,
        active=found.active,
        archived=found.archived,
        notifications=found.notifications,
    )


async def connection(context: Context, connection_id: str) -> ResolvedConnection:
    """Raises `NotFound`."""
    found = await context.stores.connections.get(connection_id)
    if found is None:
        raise NotFound("connection")
    return await _for_relay(context, found)


async def webhook(context: Context, token: str) -> ResolvedConnection:
    """The connection of a webhook address. Raises `NotFound`, for an archived one as well."""
    found = await context.stores.connections.by_webhook(digest_of(token))
    if found is None or found.archived:
        raise NotFound("webhook")
    return await _for_relay(context, found)


async def introspect(keys: Authenticator, text: str) -> KeyAnswer:
    principal = await keys.authenticate(text)
    if principal is None:
        return KeyAnswer(active=False)
    return KeyAnswer(
        active=True, key_id=principal.key_id, name=principal.name, role=principal.role, tenant=principal.tenant
    )


async def _for_relay(context: Context, found: Connection) -> ResolvedConnection:
    """With what its webhooks come with, which a sync's end does not need."""
    tenant = await context.stores.tenants.get(found.tenant)
    found = await with_secret(context, found)
    resolved = _resolved(found)
    signing = {SECRET: found.webhook_secret} if found.webhook_secret else {}
    return resolved.model_copy(
        update={
            "active": found.active and tenant is not None and tenant.active,
            "secrets": {**resolved.secrets, **signing},
            "webhook": WebhookAddress(base=context.settings.webhook_base, token=found.webhook_token),
        }
    )


def _resolved(found: Connection) -> ResolvedConnection:
    return ResolvedConnection(
        id=found.id,
        tenant=found.tenant,
        system=found.system,
        name=found.name,
        version=found.version,
        settings=found.settings,
        secrets={name: secret.envelope for name, secret in found.secrets.items()},
        calls_per_minute=found.calls_per_minute,
        concurrent_calls=found.concurrent_calls,
        active=found.active,
    )
