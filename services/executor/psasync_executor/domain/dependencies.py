"""Which records hang on which: what is read first, and what is skipped while its parent is missing."""

from collections.abc import Mapping, Sequence
from typing import Any

from psasync.contracts.vocabulary import Entity

PARENT_FIELDS: Mapping[Entity, tuple[Entity, str]] = {
    Entity.COMPANY_SITE: (Entity.COMPANY, "company_id"),
    Entity.CONTACT: (Entity.COMPANY, "company_id"),
    Entity.ASSET: (Entity.COMPANY, "company_id"),
    Entity.TICKET_STATUS: (Entity.TICKET_BOARD, "board_id"),
}
"""The parent of an entity, and the canonical field that names it. A record that names none hangs on nothing."""

_READ_AFTER: Mapping[Entity, Entity] = {
    **{entity: parent for entity, (parent, _) in PARENT_FIELDS.items()},
    Entity.COMPANY: Entity.COMPANY_STATUS,  # a company is whole without its status, and still comes after it
}


def parent_of(entity: Entity, carried: Sequence[Entity]) -> tuple[Entity, str] | None:
    """The parent that has to be imported first; None where the sync does not carry it, so that nobody can tell."""
    parent = PARENT_FIELDS.get(entity)
    return parent if parent is not None and parent[0] in carried else None


def has_children(entity: Entity, carried: Sequence[Entity]) -> bool:
    """Whether records of the sync can hang on this entity's."""
    return any(parent is entity and child in carried for child, (parent, _) in PARENT_FIELDS.items())


def named_parent(field: str, data: Mapping[str, Any]) -> str | None:
    named = data.get(field)
    return named if isinstance(named, str) and named else None


def waits_for(entity: Entity, planned: Sequence[Entity]) -> tuple[Entity, ...]:
    """The entities of a run that are settled before this one is read."""
    other = _READ_AFTER.get(entity)
    return (other,) if other is not None and other in planned else ()
