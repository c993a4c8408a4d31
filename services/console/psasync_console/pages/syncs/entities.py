"""Which kinds of records a sync carries, to choose from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from psasync_client.models.scheduler import EntityView
from psasync_console.web.showing import ENTITIES, name_of, word

_SET_UP = {"company_status", "ticket_board", "ticket_priority", "ticket_status"}
_USUAL = _SET_UP | {"company", "company_site", "contact"}


@dataclass(frozen=True, slots=True)
class Choice:
    entity: str
    name: str
    ticked: bool
    says: str


def choices(entities: Sequence[EntityView], chosen: Collection[str] | None) -> list[Choice]:
    """`chosen`: None for a new sync, which begins with what most people carry."""
    return [_choice(each, _USUAL if chosen is None else chosen) for each in entities]


def _choice(entity: EntityView, chosen: Collection[str]) -> Choice:
    name = word(entity.entity)
    incremental = word(entity.updated_since) == "server"
    said = ["Only what has changed is read." if incremental else "All of it is read each time."]
    said += ["Can be imported by date."] if entity.period else []
    said += [entity.note] if entity.note else []
    return Choice(name, name_of(ENTITIES, name), name in chosen, " ".join(said))
