"""`sync.requested`: the public way to ask for an execution."""

from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import Field

from psasync.contracts.base import Contract, Id, Instant, SourceId
from psasync.contracts.vocabulary import Entity, Mode, Trigger

TYPE = "psasync.sync.requested"
MAX_RECORDS = 1000
DEFAULT_DEADLINE = timedelta(hours=24)
"""How long after its request an execution may start, unless the request says otherwise."""


class Period(Contract):
    """Calendar days in the tenant's time zone, both included. One date is a period of one day.

    A reversed period is a valid shape: it becomes an execution in error, which the sender can find.
    """

    first: date
    last: date

    @property
    def reversed(self) -> bool:
        return self.first > self.last


class RecordRef(Contract):
    entity: Entity
    source_id: SourceId


class SyncRequested(Contract):
    """A request for one execution of a sync."""

    version: Literal[1] = 1
    tenant: Id
    sync: Id
    trigger: Trigger = Trigger.EVENT
    mode: Mode = Mode.MISSING
    period: Period | None = None
    entities: tuple[Entity, ...] | None = Field(default=None, min_length=1, max_length=len(Entity))
    records: tuple[RecordRef, ...] | None = Field(default=None, min_length=1, max_length=MAX_RECORDS)
    retry_of: Id | None = None
    dry_run: bool = False
    confirmed: bool = False
    allow_deletions: bool = False
    catalog_version: int | None = Field(default=None, description="The sync must be known at least this new.")
    requested_by: str = Field(default="", max_length=200, description="Who asked, for people to read.")
    deadline: Instant | None = Field(
        default=None, description="No executor starts it after this; 24 h after the event's time by default."
    )

    def deadline_after(self, requested_at: datetime) -> datetime:
        """When it is too late to start: results and executors have to agree on it."""
        return self.deadline or requested_at + DEFAULT_DEADLINE

    @property
    def is_default_run(self) -> bool:
        """Only such runs move cursors, find deletions and feed the cards."""
        return (
            self.mode is Mode.MISSING
            and self.period is None
            and self.entities is None
            and self.records is None
            and self.retry_of is None
            and not self.dry_run
        )
