"""`catalog.changed`: what has changed in the catalog, by id and version only."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from psasync.contracts.base import Contract, Id, Instant

TYPE = "psasync.catalog.changed"


class CatalogChange(StrEnum):
    TENANT_CHANGED = "tenant.changed"
    CONNECTION_CHANGED = "connection.changed"
    SYNC_CHANGED = "sync.changed"
    KEY_REVOKED = "key.revoked"
    OCCURRENCE_MISSED = "occurrence.missed"
    SYNC_AUTO_PAUSED = "sync.auto-paused"
    WEBHOOK_RENEWED = "connection.webhook-renewed"


class CatalogChanged(Contract):
    version: Literal[1] = 1
    change: CatalogChange
    tenant: Id = Field(description="`platform` for what belongs to no tenant.")
    subject: Id = Field(description="The id of what changed.")
    subject_version: int = Field(ge=1)
    at: Instant
    archived: bool = False
    occurrence: str | None = Field(default=None, max_length=40, description="The nominal local date-time.")
    reason: str | None = Field(default=None, max_length=300)
