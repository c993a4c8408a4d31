"""Asking for executions of many syncs at once."""

from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from psasync.contracts.base import Id
from psasync.contracts.events.requested import Period
from psasync.contracts.vocabulary import Entity, Mode, System
from psasync_scheduler.domain.errors import FieldError, Invalid
from psasync_scheduler.domain.requests import RunRequest

MOST_SYNCS = 1000


class Selection(BaseModel):
    """All syncs that fit both: those that read from the system, those of the tenants."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    system: System | None = None
    tenants: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_SYNCS)] | None = None

    @model_validator(mode="after")
    def _one_at_least(self) -> Self:
        if self.system is None and self.tenants is None:
            raise ValueError("name a system, tenants, or both")
        return self


class BulkRun(BaseModel):
    """The body of `POST /v1/bulk/executions`. The settings are those of one request, and hold for every sync."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    syncs: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_SYNCS)] | None = None
    select: Selection | None = None
    mode: Mode = Mode.MISSING
    period: Period | None = Field(default=None, description="Days in each tenant's own zone, both included.")
    entities: tuple[Entity, ...] | None = Field(default=None, min_length=1, max_length=len(Entity))
    confirmed: bool = Field(default=False, description="For every sync: imported data may be imported again.")
    dry_run: bool = False

    def check_chosen(self) -> None:
        """Raises `Invalid` unless it is said, once, which syncs are meant."""
        if (self.syncs is None) == (self.select is None):
            raise Invalid([FieldError("syncs", "either `syncs` or `select` says which syncs are meant")])

    @property
    def request(self) -> RunRequest:
        return RunRequest(
            mode=self.mode,
            period=self.period,
            entities=self.entities,
            confirmed=self.confirmed,
            dry_run=self.dry_run,
        )


class ItemOutcome(StrEnum):
    """What became of one sync of a bulk."""

    ACCEPTED = "accepted"
    JOINED = "joined"  # an identical request waits already
    CONFIRMATION_NEEDED = "confirmation-needed"
    PAUSED = "paused"
    NOT_FOUND = "not-found"
    REFUSED = "refused"  # for another reason, which the problem names
    NOT_TRIED = "not-tried"  # time ran out: the same bulk, sent again, goes on


def item_key(bulk_key: str, sync: str) -> str:
    """The idempotency key of one item; no key that people choose is one by accident."""
    return sha256(f"bulk:{len(bulk_key)}:{bulk_key}{sync}".encode()).hexdigest()
