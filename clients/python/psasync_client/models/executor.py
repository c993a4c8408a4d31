"""Generated from docs/openapi and docs/asyncapi: `make docs` writes it anew."""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime

from psasync_client.models.base import Model, OpenEnum

from . import common


class Deleted(OpenEnum):
    """Whether the source still has the record."""

    TRUE = "true"
    FALSE = "false"
    ANY = "any"


class FieldChange(Model):
    before: Any | None = None
    """What stood there; null also if nothing did."""
    field: str
    """`name`, a part as in `address.city`, `custom_fields.Tier`, or `deleted`."""
    omitted: bool = False
    """What stood there was too long to be kept."""


class LastChange(Model):
    """Of the last change only, and only fields that changed."""

    changed_at: AwareDatetime
    changes: list[FieldChange]
    execution: str


class PlatformRecord(Model):
    """One record as it was last imported."""

    changed_at: AwareDatetime
    """When it was created, changed, marked as deleted, or came back."""
    data: dict[str, Any]
    """Canonical fields. Null: empty in the source; absent: it has no such."""
    date: AwareDatetime | None = None
    deleted: bool = False
    """The source no longer has it; its data is what it was last."""
    deleted_at: AwareDatetime | None = None
    entity: common.Entity
    execution: str
    """The execution that last wrote it."""
    hash: str
    history: LastChange | None = None
    """Null: never changed since it was created."""
    id: str
    label: str
    source_id: str
    sync: str
    tenant: str
    written_at: AwareDatetime
