"""What is answered to requests for executions, made or only weighed."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from psasync.contracts.vocabulary import Entity
from psasync.kit.mongo import Document
from psasync_scheduler.actions.context import Context
from psasync_scheduler.actions.preflights import Preflight


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


class AttributesView(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class DayView(AttributesView):
    day: date | None = Field(description="In the tenant's zone; null: records without a date.")
    records: int


class ImportedView(AttributesView):
    """What has been imported of that which would be read."""

    days: list[DayView]
    records: int
    more_days: int = Field(description="Days beyond those that are listed; `records` counts them all.")


class HolderView(AttributesView):
    execution: str
    sync: str
    waiting_until: datetime | None
    waiting_reason: str | None


class QueueView(AttributesView):
    position: int = Field(description="An estimate: 1 is tried next.")
    alike: str | None = Field(description="An identical request that waits: this one would join it.")
    queued: int = Field(description="Executions of the sync that wait.")
    of_sync: HolderView | None = Field(description="The execution of this sync that runs or waits for its PSA.")
    of_connection: HolderView | None


class GapView(AttributesView):
    """What the sync does not support, why, and whom to ask."""

    what: str = Field(description="`period`: imports by date; `records`: single records again.")
    entities: list[Entity]
    why: str
    ask: str


class PreflightView(AttributesView):
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


def status_url(context: Context, execution: str) -> str:
    base = context.settings.public_results_url or context.settings.results_url
    return f"{base}/v1/executions/{execution}"
