"""The ports that destinations outside the platform implement.

There are two kinds. One holds records that can be looked up, and then created or changed one by one (a PSA). The other
can only be sent to, in batches, and is safe to send to twice because of the idempotency key of each record version.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from psasync.contracts.issues import Issue
from psasync.contracts.vocabulary import Entity
from psasync.psa.port import CheckReport

CHECK_SECONDS = 15.0
"""The limit of a request where nobody's right to write depends on it."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """On whose behalf a destination is opened; without a sync it can only be checked."""

    sync: str = ""
    execution: str = ""
    request_seconds: float = CHECK_SECONDS  # no request may take longer: the writer's lease has to outlive it


@dataclass(frozen=True, slots=True)
class DestinationCapabilities:
    entities: frozenset[Entity]
    request_seconds: float  # no request takes longer; at most what the delivery allows
    batch: int = 1  # records per request, for those that are sent to


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One record on its way out."""

    entity: Entity
    source_id: str
    label: str
    data: Mapping[str, Any]  # canonical, validated, JSON values only; None is empty; nothing for a deletion
    version: str  # the content hash
    key: str  # names this version of the record for a destination that takes idempotency keys
    dest: str | None = None  # its id in the destination, where it is known
    parents: Mapping[str, str] = field(default_factory=dict)  # reference field -> the parent's id in the destination
    deleted: bool = False  # the source no longer has it


class RecordRefused(Exception):  # noqa: N818 - a verdict on the record, not a mistake
    """The destination refuses this record for its content. The issue quotes its own words, without secrets."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.message)
        self.issue = issue


class RecordDestination(Protocol):
    """One open connection to a destination. Every request takes a call of its budget directly before it is sent."""

    @property
    def capabilities(self) -> DestinationCapabilities: ...

    async def check(self) -> CheckReport:
        """Try the credentials. Never raises for a refusal: the report says what is wrong."""

    async def aclose(self) -> None: ...


@runtime_checkable
class KeepingDestination(RecordDestination, Protocol):
    """A destination whose records can be looked up. All calls raise `PsaError`, `BudgetExhausted`, `RecordRefused`."""

    async def find(self, record: Outgoing) -> str | None:
        """The id of the record that stands for this one, by its external key; None if there is none."""

    async def create(self, record: Outgoing) -> str:
        """Create it and give its id. Not safe to repeat: the caller looks it up after a doubtful outcome."""

    async def update(self, dest: str, record: Outgoing) -> bool:
        """Change what differs and nothing else. False: the destination no longer has it.

        A record that the source no longer has is marked, not removed; one that came back is unmarked.
        """


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one record that was sent."""

    dest: str | None = None  # the id that the destination gave it, if it gave one
    refused: Issue | None = None
    failed: Issue | None = None  # not for its content: to be tried again in the next run


@runtime_checkable
class SendingDestination(RecordDestination, Protocol):
    """A destination that can only be sent to. Sending again with the same keys changes nothing."""

    async def send(self, records: Sequence[Outgoing]) -> Sequence[Taken]:
        """One answer per record, in order; at most `capabilities.batch` records. Raises `PsaError` for all of them."""
