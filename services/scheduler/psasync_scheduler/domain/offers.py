"""What a sync can be asked for, and in which words it is said what it cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psasync.contracts.vocabulary import Entity, Mode
from psasync.psa.port import PeriodFilter
from psasync_scheduler.domain.requests import Ability, has_period


@dataclass(frozen=True, slots=True)
class Maker:
    """Who decides what can be read by date, so that people know whom to ask."""

    system: str  # as people know it
    described: bool  # a connection's own description decides, not the system
    contact: str  # completes "Ask ..."


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a sync does not support."""

    what: str
    entities: tuple[Entity, ...]
    why: str
    ask: str


def period_gap(carried: Sequence[Entity], abilities: Mapping[Entity, Ability], maker: Maker) -> Gap | None:
    """The entities that cannot be read by date; None where all can."""
    without = tuple(entity for entity in carried if not has_period(abilities, entity))
    if not without:
        return None
    names = ", ".join(without)
    if maker.described:
        why = f"The description of this connection names no date field for {names}."
        ask = "Ask whoever set the connection up, or an admin: a date field can be added to its description."
    else:
        why = f"{maker.system} keeps no date on {names} that a period could go by."
        ask = f"Ask {maker.contact} if you need it."
    return Gap("period", without, why, ask)


def by_id_gap(carried: Sequence[Entity], abilities: Mapping[Entity, Ability], maker: Maker) -> Gap | None:
    """The entities of which no single record can be read again."""
    without = tuple(entity for entity in carried if not (entity in abilities and abilities[entity].by_id))
    if not without:
        return None
    why = f"{maker.system} cannot read single records of {', '.join(without)}."
    return Gap("records", without, why, "The next default run reads them all again, refused and failed ones included.")


def periods_offered(carried: Sequence[Entity], abilities: Mapping[Entity, Ability]) -> bool:
    return any(has_period(abilities, entity) for entity in carried)


def modes_offered(carried: Sequence[Entity], abilities: Mapping[Entity, Ability]) -> tuple[Mode, ...]:
    """Without periods only what is missing can be imported, and never again what is there."""
    return tuple(Mode) if periods_offered(carried, abilities) else (Mode.MISSING,)


def filtered_here(abilities: Mapping[Entity, Ability], entity: Entity) -> bool:
    return entity in abilities and abilities[entity].period is PeriodFilter.HERE
