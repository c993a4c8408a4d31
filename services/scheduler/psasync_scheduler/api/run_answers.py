"""What is answered to requests for executions, made or only weighed."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from psasync.contracts.vocabulary import Entity, HistoryOutcome, Mode, Status
from psasync.kit.mongo import Document
from psasync_scheduler.actions.context import Context
from psasync_scheduler.actions.offers import Offer
from psasync_scheduler.actions.preflights import Preflight
from psasync_scheduler.domain.offers import filtered_here
from psasync_scheduler.domain.requests import has_period


class Accepted(BaseModel):
    """The request is stored and will run; nobody has to wait for it."""

    execution_id: str
    status_url: str
    records_url: str
    log_url: str
    events_url: str = Field(description="Live, as server-sent events.")
    settings: dict[str, Any] = Field(description="What will be run, as resolved.")
    warnings: list[str]
    joined: bool = Field(description="Whether this is an earlier request for the same work that had not begun.")
    queue_position: int | None = Field(
        default=None, description="An estimate: 1 is tried next. null: the executor did not answer."
    )

    @classmethod
    def of(cls, context: Context, answer: Document) -> "Accepted":
        status = status_url(context, answer["execution_id"])
        return cls(
            **answer,
            status_url=status,
            records_url=f"{status}/records",
            log_url=f"{status}/log",
            events_url=f"{status}/events",
        )


class _View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class DayView(_View):
    day: date | None = Field(description="In the tenant's zone; null: records without a date.")
    records: int


class ImportedView(_View):
    """What has been imported of that which would be read."""

    days: list[DayView]
    records: int
    more_days: int = Field(description="Days beyond those that are listed; `records` counts them all.")


class HolderView(_View):
    execution: str
    sync: str
    waiting_until: datetime | None
    waiting_reason: str | None


class QueueView(_View):
    position: int = Field(description="An estimate: 1 is tried next.")
    alike: str | None = Field(description="An identical request that waits: this one would join it.")
    queued: int = Field(description="Executions of the sync that wait.")
    of_sync: HolderView | None = Field(description="The execution of this sync that runs or waits for its PSA.")
    of_connection: HolderView | None


class GapView(_View):
    """What the sync does not support, why, and whom to ask."""

    what: str = Field(description="`period`: imports by date; `records`: single records again.")
    entities: list[Entity]
    why: str
    ask: str


class PreflightView(_View):
    """Nothing was run. null stands for what cannot be said, because the executor does not answer."""

    settings: dict[str, Any]
    blocked: list[str] = Field(description="Why it would be refused as things stand; empty: it would be accepted.")
    warnings: list[str]
    needs_confirmation: bool | None = Field(description="Whether `confirmed: true` has to be sent.")
    imported: ImportedView | None
    queue: QueueView | None
    full_pass: list[Entity] | None = Field(description="Entities of which everything would be read.")
    plan: dict[str, Any] | None = Field(description="What the executor would decide now.")
    not_supported: list[GapView]

    @classmethod
    def of(cls, found: Preflight) -> "PreflightView":
        foreseen = found.foresight if found.foresight and found.foresight.refused is None else None
        values = {name: getattr(found, name) for name in cls.model_fields.keys() - {"full_pass", "plan"}}
        return cls.model_validate(
            values
            | {
                "full_pass": None if foreseen is None else foreseen.full_pass,
                "plan": None if foreseen is None else foreseen.settings,
            }
        )


class ModeView(BaseModel):
    mode: Mode
    meaning: str


class EntityOption(BaseModel):
    entity: Entity
    period: bool
    filtered_here: bool = Field(description="For a period everything is read, and filtered by the platform.")
    business_date: str = Field(description="The system's name of the date that periods go by.")
    by_id: bool = Field(description="Whether single records can be read again.")
    note: str


class PeriodOption(BaseModel):
    offered: bool
    reason: str | None = Field(description="Why not, or not for all entities.")
    ask: str | None = Field(description="Whom to ask about it.")


class DestinationOption(BaseModel):
    name: str
    knows_duplicates: bool | None = Field(description="Whether it recognises records that it has already.")
    warning: str | None


class LastRunView(_View):
    id: str
    status: Status
    outcome: HistoryOutcome | None
    requested_at: datetime
    ended_at: datetime | None


class RunOptions(BaseModel):
    """What a dialog for starting the sync may offer."""

    sync: str
    name: str
    time_zone: str = Field(description="Dates are days in this zone.")
    blocked: list[str] = Field(description="Why nothing can be run at the moment; empty: it can.")
    modes: list[ModeView] = Field(description="`force` is not offered where no period is.")
    period: PeriodOption
    entities: list[EntityOption]
    destination: DestinationOption
    deletion_guard_percent: int
    full_pass_days: int
    last_default_run: LastRunView | None = Field(description="null: none among the latest executions, or not known.")

    @classmethod
    def of(cls, offer: Offer) -> "RunOptions":
        sync = offer.parts.sync
        gap = next((gap for gap in offer.not_supported if gap.what == "period"), None)
        return cls(
            sync=sync.id,
            name=sync.name,
            time_zone=offer.parts.tenant.time_zone,
            blocked=list(offer.parts.paused),
            modes=[ModeView(mode=mode, meaning=_MEANING[mode]) for mode in offer.modes],
            period=PeriodOption(offered=offer.periods, reason=gap.why if gap else None, ask=gap.ask if gap else None),
            entities=[_entity(offer, entity) for entity in sync.entities],
            destination=DestinationOption(
                name=offer.destination_name,
                knows_duplicates=offer.knows_duplicates,
                warning=offer.duplicates_warning,
            ),
            deletion_guard_percent=sync.deletion_guard_percent,
            full_pass_days=sync.full_pass_days,
            last_default_run=(
                None if offer.last_default_run is None else LastRunView.model_validate(offer.last_default_run)
            ),
        )


_MEANING = {
    Mode.MISSING: "What is new, has changed, or was refused or failed before.",
    Mode.FORCE: "Everything again, as if nothing had been imported; over imported data it has to be confirmed.",
}


def _entity(offer: Offer, entity: Entity) -> EntityOption:
    can = offer.parts.abilities.get(entity)
    return EntityOption(
        entity=entity,
        period=has_period(offer.parts.abilities, entity),
        filtered_here=filtered_here(offer.parts.abilities, entity),
        business_date=can.business_date if can else "",
        by_id=can.by_id if can else False,
        note=can.note if can else "The system no longer has it.",
    )


def status_url(context: Context, execution: str) -> str:
    base = context.settings.public_results_url or context.settings.results_url
    return f"{base}/v1/executions/{execution}"
