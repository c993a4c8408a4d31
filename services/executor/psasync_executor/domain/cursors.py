"""The incremental cursor of an entity: from when on a default run has to read."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from psasync.contracts.internal import ResolvedSync
from psasync.contracts.vocabulary import Entity
from psasync_executor.domain.hashing import digest_of

MAPPING_VERSION = 1
"""Raised when the canonical form of a record changes: the next run of every sync is then a full pass."""


class EntityCursor(BaseModel):
    model_config = ConfigDict(frozen=True)

    since: datetime  # PSA time minus the overlap; everything changed before is written or stands as missing
    full_at: datetime  # when the last full pass was planned, by our own clock
    mapping: str  # under which mapping it was read


def mapping_of(sync: ResolvedSync, entity: Entity) -> str:
    """Names everything that decides what a record of the entity becomes. A change means reading all again."""
    fields: Mapping[Entity, Sequence[str]] = sync.custom_fields
    return digest_of(
        {
            "version": MAPPING_VERSION,
            "connection": sync.source.id,
            "destination": sync.destination,
            "entities": sorted(sync.entities),
            "custom_fields": sorted(fields.get(entity, ())),
            "mapping": mapping.model_dump(mode="json") if (mapping := sync.mapping.get(entity)) else None,
        }
    )


def since_of(cursor: EntityCursor | None, mapping: str, full_pass_days: int, now: datetime) -> datetime | None:
    """Where an incremental run begins. None: a full pass is due."""
    if cursor is None or cursor.mapping != mapping:
        return None
    if now - cursor.full_at >= timedelta(days=full_pass_days):
        return None
    return cursor.since


def moved(
    *, before: EntityCursor | None, mapping: str, read_from: datetime, planned_at: datetime, overlap: timedelta
) -> EntityCursor:
    """The cursor after an entity was read to its end from `before` on; `before` None is a full pass.

    `read_from` is the source's time, `planned_at` ours: the two clocks are never compared.
    """
    return EntityCursor(
        since=read_from - overlap,
        full_at=planned_at if before is None else before.full_at,
        mapping=mapping,
    )
