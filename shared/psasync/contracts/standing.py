"""What the executor's `/internal` answers about a request that may come: where it would stand, and what it would do."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import Field

from psasync.contracts.base import Contract, Id
from psasync.contracts.events.records import RunError
from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.vocabulary import Entity

COUNTED = 10_000
"""A longer queue is not counted to its end."""


class QueueQuestion(Contract):
    """`join`: an identical request that waits takes over the priority of this one, which will not be sent."""

    request: SyncRequested
    connection: Id
    join: bool = False


class Holder(Contract):
    """The execution that has the place of a sync or of a connection, whether it runs or waits for a PSA."""

    execution: Id
    tenant: Id
    sync: Id
    waiting_until: datetime | None = None
    waiting_reason: str | None = None


class QueueAnswer(Contract):
    position: int = Field(ge=1, description="1 is tried next. An estimate: a busy sync or connection lets others by.")
    alike: Id | None = Field(default=None, description="The execution of an identical request that waits.")
    queued: int = Field(ge=0, description="Executions of the sync that wait.")
    of_sync: Holder | None = None
    of_connection: Holder | None = None


class ImportedDay(Contract):
    """Imported records of a calendar day in the tenant's zone; no day: they have no date."""

    day: date | None
    records: int


class ImportedDays(Contract):
    days: tuple[ImportedDay, ...]
    records: int


class Foresight(Contract):
    """What a claim would decide at this moment, as `execution.started` would show it, or why it would refuse."""

    settings: Mapping[str, Any] = Field(default_factory=dict)
    full_pass: tuple[Entity, ...] = Field(default=(), description="Entities that would be read as a whole.")
    again: tuple[Entity, ...] = Field(default=(), description="Entities with refused or failed records to try again.")
    imported: ImportedDays | None = Field(default=None, description="What is imported of what would be read.")
    refused: RunError | None = None
