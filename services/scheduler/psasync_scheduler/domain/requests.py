"""A person's request for an execution: its shape, what a sync allows, and when two requests are the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

import orjson
from pydantic import BaseModel, ConfigDict, Field

from psasync.contracts.base import Id
from psasync.contracts.events.requested import MAX_RECORDS, Period, RecordRef, SyncRequested
from psasync.contracts.vocabulary import Entity, Mode
from psasync.psa.port import PeriodFilter
from psasync_scheduler.domain.errors import FieldError, check


class Ability(Protocol):
    """What a system can do for one entity, as far as requests care."""

    @property
    def period(self) -> PeriodFilter: ...

    @property
    def by_id(self) -> bool: ...


class RunRequest(BaseModel):
    """The body of `POST /v1/syncs/{id}/executions`. An empty one is the default run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Mode = Mode.MISSING
    period: Period | None = Field(default=None, description="Days in the tenant's zone, both included.")
    entities: tuple[Entity, ...] | None = Field(default=None, min_length=1, max_length=len(Entity))
    records: tuple[RecordRef, ...] | None = Field(default=None, min_length=1, max_length=MAX_RECORDS)
    confirmed: bool = Field(default=False, description="Days that hold imported data may be imported again.")
    dry_run: bool = False
    retry_of: Id | None = Field(default=None, description="Only what this execution left refused or failed.")
    allow_deletions: bool = Field(default=False, description="More deletions than the guard allows are meant.")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A request that the sync allows: the entities it will carry, and what its sender should know."""

    entities: tuple[Entity, ...] | None
    shown_entities: tuple[Entity, ...]
    warnings: tuple[str, ...]


def resolve(request: RunRequest, carried: Sequence[Entity], abilities: Mapping[Entity, Ability]) -> Resolved:
    """Check a request against what the sync carries and its system can do. Raises `Invalid` with every mistake."""
    errors = [*_entity_errors(request, carried), *_period_errors(request, carried, abilities)]
    errors += _again_errors(request, carried, abilities)
    errors += _record_errors(request, carried, abilities)
    errors += _combination_errors(request)
    check(errors)
    wanted = tuple(dict.fromkeys(request.entities)) if request.entities else None
    if request.period is None:
        return Resolved(wanted, wanted or tuple(carried), ())
    able = tuple(entity for entity in wanted or carried if has_period(abilities, entity))
    return Resolved(able, able, tuple(_period_warnings(able, wanted or carried, abilities)))


def _period_warnings(
    able: Sequence[Entity], asked: Sequence[Entity], abilities: Mapping[Entity, Ability]
) -> Iterator[str]:
    left_out = [entity for entity in asked if entity not in able]
    if left_out:
        yield f"no period is possible for {', '.join(left_out)}: left out"
    here = [entity for entity in able if abilities[entity].period is PeriodFilter.HERE]
    if here:
        yield f"the system cannot filter {', '.join(here)} by date: everything is read and filtered here"


def has_period(abilities: Mapping[Entity, Ability], entity: Entity) -> bool:
    """Whether the system can tell which of the entity's records belong to a period."""
    return entity in abilities and abilities[entity].period is not PeriodFilter.NONE


def _entity_errors(request: RunRequest, carried: Sequence[Entity]) -> list[FieldError]:
    return [
        FieldError(f"entities.{place}", f"this sync does not carry {entity}")
        for place, entity in enumerate(request.entities or ())
        if entity not in carried
    ]


def _period_errors(
    request: RunRequest, carried: Sequence[Entity], abilities: Mapping[Entity, Ability]
) -> list[FieldError]:
    if request.period is None:
        return []
    errors = []
    if request.period.reversed:
        errors.append(FieldError("period", "`first` is after `last`"))
    errors += [
        FieldError(f"entities.{place}", f"the system cannot read {entity} by date: leave it out or ask for no period")
        for place, entity in enumerate(request.entities or ())
        if entity in carried and not has_period(abilities, entity)
    ]
    if not any(has_period(abilities, entity) for entity in carried):
        errors.append(FieldError("period", "the system can read none of this sync's entities by date"))
    return errors


def _again_errors(
    request: RunRequest, carried: Sequence[Entity], abilities: Mapping[Entity, Ability]
) -> list[FieldError]:
    if request.mode is not Mode.FORCE or any(has_period(abilities, entity) for entity in carried):
        return []
    text = "this sync imports only what is missing, for the system can read none of its entities by date"
    return [FieldError("mode", text)]


def _record_errors(
    request: RunRequest, carried: Sequence[Entity], abilities: Mapping[Entity, Ability]
) -> list[FieldError]:
    errors = []
    for place, record in enumerate(request.records or ()):
        if record.entity not in carried:
            errors.append(FieldError(f"records.{place}.entity", f"this sync does not carry {record.entity}"))
        elif not (record.entity in abilities and abilities[record.entity].by_id):
            errors.append(
                FieldError(f"records.{place}.entity", f"the system cannot read single {record.entity} records")
            )
    return errors


def _combination_errors(request: RunRequest) -> list[FieldError]:
    errors = []
    if request.records and (request.period or request.entities):
        errors.append(FieldError("records", "name single records, or a period and entities, not both"))
    if request.retry_of and (request.records or request.period or request.mode is Mode.FORCE):
        errors.append(FieldError("retry_of", "a retry has no period, no record list and not the mode force"))
    if request.allow_deletions and (request.mode is Mode.FORCE or request.period or request.records):
        errors.append(FieldError("allow_deletions", "only a full read without period finds deletions"))
    return errors


def fingerprint(*parts: object) -> str:
    """Equal for equal values, whatever the order of keys."""
    return sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()


def likeness(event: SyncRequested) -> str:
    """Requests of one likeness ask for the same work; who asks does not matter."""
    return fingerprint(event.model_dump(mode="json", exclude={"requested_by", "deadline"}))
