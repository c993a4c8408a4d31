"""A few records as they are in the source, and as a mapping would make them."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from psasync.contracts.mapping import EntityMapping
from psasync.contracts.mapping_rules import mapping_mistakes
from psasync.contracts.mapping_transform import transform_of
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import SourceRecord
from psasync_scheduler.domain.errors import FieldError

MOST = 5
MOST_CUSTOM_FIELDS = 100


class SampleBody(BaseModel):
    """What a sync would carry of one entity. Nothing of it is stored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entity: Entity
    custom_fields: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(max_length=MOST_CUSTOM_FIELDS)
    ] = ()
    mapping: EntityMapping | None = None
    limit: int = Field(default=1, ge=1, le=MOST)


class Sample(BaseModel):
    """One record: canonical fields, before and after."""

    source_id: str
    label: str
    before: dict[str, Any]
    after: dict[str, Any]


def mistakes(body: SampleBody) -> list[FieldError]:
    """Every mistake of the mapping, at its place in the body."""
    if body.mapping is None:
        return []
    found = mapping_mistakes(body.entity, body.mapping, body.custom_fields)
    return [FieldError(f"mapping.{place}", message) for place, message in found]


def mapped(records: Sequence[SourceRecord], mapping: EntityMapping | None) -> list[Sample]:
    transform = transform_of(mapping)
    return [
        Sample(
            source_id=record.source_id,
            label=record.label,
            before=record.data,
            after=record.data if transform is None else transform(record.data),
        )
        for record in records
    ]
