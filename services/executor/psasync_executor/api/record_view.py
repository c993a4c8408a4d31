"""A record of the platform as HTTP shows it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from psasync.contracts.vocabulary import Entity
from psasync.kit.mongo import Document


class FieldChange(BaseModel):
    field: str = Field(description="`name`, a part as in `address.city`, `custom_fields.Tier`, or `deleted`.")
    before: Any = Field(None, description="What stood there; null also if nothing did.")
    omitted: bool = Field(default=False, description="What stood there was too long to be kept.")

    @classmethod
    def of(cls, change: Document) -> "FieldChange":
        return cls(field=change["field"], before=change.get("before"), omitted="before" not in change)


class LastChange(BaseModel):
    """Of the last change only, and only fields that changed."""

    changed_at: datetime
    execution: str
    changes: list[FieldChange]


class PlatformRecord(BaseModel):
    """One record as it was last imported."""

    id: str
    tenant: str
    sync: str
    entity: Entity
    source_id: str
    label: str
    data: dict[str, Any] = Field(description="Canonical fields. Null: empty in the source; absent: it has no such.")
    hash: str
    date: datetime | None = None
    execution: str = Field(description="The execution that last wrote it.")
    written_at: datetime
    changed_at: datetime = Field(description="When it was created, changed, marked as deleted, or came back.")
    deleted: bool = Field(default=False, description="The source no longer has it; its data is what it was last.")
    deleted_at: datetime | None = None
    history: LastChange | None = Field(None, description="Null: never changed since it was created.")

    @classmethod
    def of(cls, document: Document) -> "PlatformRecord":
        history = document.get("history")
        shown = None if history is None else {**history, "changes": [FieldChange.of(one) for one in history["changes"]]}
        return cls.model_validate({**document, "id": document["_id"], "history": shown})
