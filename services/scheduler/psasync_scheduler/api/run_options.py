"""What a dialog for starting a sync may offer, as callers see it."""

from datetime import datetime

from pydantic import BaseModel, Field

from psasync.contracts.vocabulary import Entity, HistoryOutcome, Mode, Status
from psasync_scheduler.actions.offers import Offer
from psasync_scheduler.api.run_answers import AttributesView
from psasync_scheduler.domain.offers import filtered_here
from psasync_scheduler.domain.requests import has_period


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


class LastRunView(AttributesView):
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
