"""A request against its sync: what it resolves to, and what stands in its way."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.vocabulary import Entity, Trigger
from psasync.psa.port import EntityCapability
from psasync_scheduler.actions import syncs
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import found
from psasync_scheduler.actions.ends import capabilities
from psasync_scheduler.domain.catalog import PLATFORM, Connection, Sync, Tenant
from psasync_scheduler.domain.errors import FieldError, Invalid
from psasync_scheduler.domain.offers import Maker
from psasync_scheduler.domain.requests import Resolved, RunRequest, resolve

# Readers of the topic take no more; what they refused would be promised and never run.
LARGEST_EVENT_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Parts:
    """A sync with what it stands on."""

    sync: Sync
    tenant: Tenant
    source: Connection
    target: Connection | None  # None: the platform's own records
    abilities: Mapping[Entity, EntityCapability]
    maker: Maker

    @property
    def paused(self) -> tuple[str, ...]:
        """What keeps the sync from running, in words."""
        named = {"sync": self.sync, "tenant": self.tenant, "connection": self.source, "destination": self.target}
        return tuple(
            f"The {what} is paused; resume it first." for what, part in named.items() if part and not part.active
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A request that the sync allows."""

    parts: Parts
    resolved: Resolved
    event: SyncRequested

    @property
    def settings(self) -> dict[str, Any]:
        """As callers and the audit trail see them."""
        sync = self.parts.sync
        chosen = {"mode", "period", "records", "retry_of", "dry_run", "confirmed", "allow_deletions"}
        return {
            "sync": sync.id,
            "sync_name": sync.name,
            "tenant": sync.tenant,
            "entities": [str(entity) for entity in self.resolved.shown_entities],
            **self.event.model_dump(mode="json", include=chosen),
        }


async def parts(context: Context, caller: Caller, sync_id: str) -> Parts:
    """Raises `NotFound`, also for another tenant's, and `Refused` where the connection cannot be used as it is."""
    sync = await syncs.get(context, caller, sync_id)
    tenant = await found(context.stores.tenants, sync.tenant, "tenant")
    source = await found(context.stores.connections, sync.connection, "connection")
    target = None
    if sync.destination != PLATFORM:
        target = await found(context.stores.connections, sync.destination, "destination")
    abilities = capabilities(context, source).entities
    entry = context.systems[source.system]
    maker = Maker(entry.title, entry.configured is not None, context.settings.support_contact)
    return Parts(sync, tenant, source, target, abilities, maker)


async def draft(context: Context, caller: Caller, sync_id: str, body: RunRequest) -> Draft:
    """Raises `NotFound`, `Refused` as `parts` does, and `Invalid` with every mistake."""
    standing_on = await parts(context, caller, sync_id)
    resolved = resolve(body, standing_on.sync.entities, standing_on.abilities)
    event = _event(caller, standing_on.sync, body, resolved)
    if len(event.model_dump_json(exclude_defaults=False).encode()) > LARGEST_EVENT_BYTES:
        raise Invalid([FieldError("records", "are too many bytes for one request; divide them")])
    return Draft(standing_on, resolved, event)


def _event(caller: Caller, sync: Sync, body: RunRequest, resolved: Resolved) -> SyncRequested:
    return SyncRequested(
        tenant=sync.tenant,
        sync=sync.id,
        trigger=Trigger.MANUAL,
        mode=body.mode,
        period=body.period,
        entities=resolved.entities,
        records=body.records,
        retry_of=body.retry_of,
        dry_run=body.dry_run,
        confirmed=body.confirmed,
        allow_deletions=body.allow_deletions,
        catalog_version=sync.version,
        requested_by=caller.actor.name,
    )
