"""The read plan: what a run reads, decided once when it is first claimed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.internal import ResolvedSync
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, Mode
from psasync.psa.port import PeriodFilter
from psasync_executor.domain.cursors import EntityCursor, mapping_of, since_of
from psasync_executor.domain.period import instants_of
from psasync_executor.domain.refusal import RunRefused


class Reading(StrEnum):
    FULL = "full"  # everything
    SINCE = "since"  # what has changed since the cursor
    PERIOD = "period"  # what the business date places in the period
    NAMED = "named"  # the records that the request names
    MISSING = "missing"  # what the ledger holds as refused or failed
    GONE = "gone"  # what the ledger holds as imported and a complete pass did not meet


class Step(BaseModel):
    """One reading of one entity."""

    model_config = ConfigDict(frozen=True)

    entity: Entity
    reading: Reading
    custom_fields: tuple[str, ...] = ()
    since: datetime | None = None
    period: tuple[datetime, datetime] | None = None
    filtered_here: bool = False  # the source cannot filter by date: everything is read
    ids: tuple[str, ...] = ()
    missing_since: str | None = None  # the execution in which the records were refused; None: any other than this
    cursor: EntityCursor | None = None  # what the incremental cursor was; for a full pass None
    moves_cursor: bool = False
    mapping: str = ""


class RunPlan(BaseModel):
    """The steps of a run, parents first; the steps of one entity stand together and follow one another."""

    model_config = ConfigDict(frozen=True)

    steps: tuple[Step, ...]
    planned_at: datetime
    force: bool = False
    dry_run: bool = False
    allow_deletions: bool = False

    @property
    def entities(self) -> tuple[Entity, ...]:
        return tuple(dict.fromkeys(step.entity for step in self.steps))

    def ends_entity(self, index: int) -> bool:
        """Whether the entity of this step has been read to its end when the step is over."""
        following = self.steps[index + 1 : index + 2]
        return not following or following[0].entity is not self.steps[index].entity


@dataclass(frozen=True, slots=True)
class Ability:
    """What the source can do for one entity."""

    since: bool  # filter by modification time
    period: PeriodFilter
    by_id: bool  # read single records again
    custom_fields: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the executor's own database says when the plan is made."""

    cursors: Mapping[Entity, EntityCursor]
    missing: frozenset[Entity]  # entities with records to try again: of `retry_of` where the request names one


def build_plan(
    request: SyncRequested,
    sync: ResolvedSync,
    abilities: Mapping[Entity, Ability],
    known: Known,
    now: datetime,
) -> RunPlan:
    """Raises `RunRefused` when the source or the sync cannot do what the request asks for."""
    _check_again(request, sync, abilities)
    entities = _entities(request, sync, abilities)
    if request.records is not None:
        steps = [_named(request, sync, entity) for entity in entities]
    elif request.retry_of is not None:
        steps = [_missing(sync, entity, request.retry_of) for entity in entities if entity in known.missing]
    elif request.period is not None:
        steps = [_period(request, sync, entity, abilities[entity]) for entity in entities]
    else:
        steps = [step for entity in entities for step in _whole(request, sync, entity, abilities[entity], known, now)]
    _check_by_id(steps, abilities)
    return RunPlan(
        steps=tuple(steps),
        planned_at=now,
        force=request.mode is Mode.FORCE,
        dry_run=request.dry_run,
        allow_deletions=request.allow_deletions,
    )


def _entities(request: SyncRequested, sync: ResolvedSync, abilities: Mapping[Entity, Ability]) -> Sequence[Entity]:
    """The chosen entities in the source's reading order."""
    chosen = set(request.entities or sync.entities)
    if request.records is not None:
        named = {ref.entity for ref in request.records}
        chosen = named if request.entities is None else named & chosen
    unknown = sorted(chosen - set(sync.entities)) or sorted(chosen - set(abilities))
    if unknown:
        raise RunRefused(IssueCode.ENTITY_UNSUPPORTED, f"Not part of this sync: {', '.join(unknown)}.")
    if request.period is not None and request.entities is None:
        chosen &= _with_period(abilities)
        if not chosen:
            raise RunRefused(IssueCode.PERIOD_UNSUPPORTED, "None of this sync's entities can be read by date.")
    return [entity for entity in abilities if entity in chosen]


def _with_period(abilities: Mapping[Entity, Ability]) -> set[Entity]:
    return {entity for entity, ability in abilities.items() if ability.period is not PeriodFilter.NONE}


def _check_again(request: SyncRequested, sync: ResolvedSync, abilities: Mapping[Entity, Ability]) -> None:
    """Where nothing can be told by date only what is missing is imported, and never again what is there."""
    if request.mode is Mode.FORCE and not _with_period(abilities) & set(sync.entities):
        text = "None of this sync's entities can be read by date, so it imports only what is missing."
        raise RunRefused(IssueCode.PERIOD_UNSUPPORTED, text)


def left_out(request: SyncRequested, sync: ResolvedSync, plan: RunPlan) -> Sequence[Entity]:
    """Entities of the sync that a request for a period does not name and that have no date."""
    if request.period is None or request.entities is not None:
        return []
    return [entity for entity in sync.entities if entity not in plan.entities]


def _step(sync: ResolvedSync, entity: Entity, reading: Reading) -> Step:
    return Step(entity=entity, reading=reading, custom_fields=sync.custom_fields.get(entity, ()))


def _named(request: SyncRequested, sync: ResolvedSync, entity: Entity) -> Step:
    ids = dict.fromkeys(ref.source_id for ref in request.records or () if ref.entity is entity)
    return _step(sync, entity, Reading.NAMED).model_copy(update={"ids": tuple(ids)})


def _missing(sync: ResolvedSync, entity: Entity, execution: str | None) -> Step:
    return _step(sync, entity, Reading.MISSING).model_copy(update={"missing_since": execution})


def _period(request: SyncRequested, sync: ResolvedSync, entity: Entity, ability: Ability) -> Step:
    if ability.period is PeriodFilter.NONE or request.period is None:
        raise RunRefused(IssueCode.PERIOD_UNSUPPORTED, f"Records of {entity} have no date that a period could go by.")
    instants = instants_of(request.period, ZoneInfo(sync.time_zone))
    here = ability.period is PeriodFilter.HERE
    return _step(sync, entity, Reading.PERIOD).model_copy(update={"period": instants, "filtered_here": here})


def _whole(
    request: SyncRequested, sync: ResolvedSync, entity: Entity, ability: Ability, known: Known, now: datetime
) -> Sequence[Step]:
    """A full or incremental reading, the missing records again by id, and after a full one what is gone."""
    if request.mode is Mode.FORCE:
        return [_step(sync, entity, Reading.FULL)]
    mapping = mapping_of(sync, entity)
    retry = entity in known.missing
    cursor = known.cursors.get(entity)
    since = since_of(cursor, mapping, sync.full_pass_days, now) if ability.since else None
    if retry and not ability.by_id:
        since = None  # missing records can then only be met by reading everything
    main = _step(sync, entity, Reading.FULL if since is None else Reading.SINCE).model_copy(
        update={
            "since": since,
            "cursor": None if since is None else cursor,
            "moves_cursor": request.is_default_run,
            "mapping": mapping,
        }
    )
    steps = [main, _missing(sync, entity, None)] if retry and ability.by_id else [main]
    if main.reading is Reading.FULL and request.model_copy(update={"dry_run": False}).is_default_run:
        steps.append(_step(sync, entity, Reading.GONE))
    return steps


def _check_by_id(steps: Sequence[Step], abilities: Mapping[Entity, Ability]) -> None:
    for step in steps:
        if step.reading in {Reading.NAMED, Reading.MISSING} and not abilities[step.entity].by_id:
            raise RunRefused(IssueCode.REQUEST_INVALID, f"The PSA cannot read single records of {step.entity} again.")
