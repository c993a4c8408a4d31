"""`catalog.changed` events from what the catalog's documents carry.

An event says only that something is at a version now, so a document that has changed twice needs one event.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psasync.contracts.events.catalog import CatalogChange, CatalogChanged
from psasync_scheduler.domain.catalog import PLATFORM, Connection, Sync
from psasync_scheduler.domain.streaks import AutoPause

_CHANGES = {
    "tenants": CatalogChange.TENANT_CHANGED,
    "connections": CatalogChange.CONNECTION_CHANGED,
    "syncs": CatalogChange.SYNC_CHANGED,
    "keys": CatalogChange.KEY_REVOKED,
    "person_keys": CatalogChange.KEY_REVOKED,
}


def changed(collection: str, document: Mapping[str, Any]) -> CatalogChanged:
    change = _CHANGES[collection]
    tenant = document["_id"] if change is CatalogChange.TENANT_CHANGED else document["tenant"]
    return CatalogChanged(
        change=change,
        tenant=tenant or PLATFORM,
        subject=document["_id"],
        subject_version=document["version"],
        at=document["updated_at"],
        archived=document["archived"],
    )


def missed(document: Mapping[str, Any]) -> CatalogChanged:
    count, first = document["count"], document["first"]
    reason = "no scheduler ran at its time" if count == 1 else f"{count} occurrences from {first} on were missed"
    return CatalogChanged(
        change=CatalogChange.OCCURRENCE_MISSED,
        tenant=document["tenant"],
        subject=document["sync"],
        subject_version=document["sync_version"],
        at=document["at"],
        occurrence=document["name"],
        reason=reason,
    )


def auto_paused(before: Sync, pause: AutoPause) -> CatalogChanged:
    return CatalogChanged(
        change=CatalogChange.SYNC_AUTO_PAUSED,
        tenant=before.tenant,
        subject=before.id,
        subject_version=before.version + 1,
        at=pause.at,
        reason=pause.reason,
    )


def webhook_renewed(before: Connection, system: str, at: datetime) -> CatalogChanged:
    return CatalogChanged(
        change=CatalogChange.WEBHOOK_RENEWED,
        tenant=before.tenant,
        subject=before.id,
        subject_version=before.version + 1,
        at=at,
        reason=f"{system} no longer had the webhook of the connection {before.name!r}; it was registered again."[:300],
    )


def event_id(event: CatalogChanged) -> str:
    """The same for the same news, so that a repeated event can be known."""
    return f"{event.change}/{event.subject}/{event.occurrence or event.subject_version}"
