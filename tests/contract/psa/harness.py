"""What the contract suite needs to know of one system and its simulation."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, ErrorKind, System
from psasync.psa.port import (
    CallBudget,
    Credentials,
    EntityCapability,
    Page,
    ReadScope,
    SourceAdapter,
    SourceRecord,
)
from tests.contract.psa.simulator import Simulator


@dataclass
class Harness(ABC):
    """One simulated account with its own records, faults and call log."""

    simulator: Simulator  # of any system: the harness turns it to its own
    size: int = 300
    spec: dict[str, Any] = field(default_factory=dict)
    account: str = field(default_factory=lambda: f"co{secrets.token_hex(4)}")

    system: ClassVar[System]
    base_spec: ClassVar[dict[str, Any]]
    """Keys, and limits lifted: what `spec` is laid over."""
    secrets: ClassVar[tuple[str, ...]]
    """Texts that no error and no report may show."""
    secret_fields: ClassVar[tuple[str, ...]]
    """Names in `Credentials.secrets` whose values must have a form."""
    kinds: ClassVar[dict[Entity, str]]
    """The simulator's name for the records that each entity is read from."""
    list_path: ClassVar[dict[Entity, str]]
    """A regular expression that is found in the path of every call that lists the entity."""
    variants: ClassVar[tuple[dict[str, Any], ...]] = ({},)
    """Specifications in which the same dataset is listed in another way."""
    by_parent: ClassVar[frozenset[Entity]] = frozenset()
    """What the system lists only below each record of another entity: a page takes several calls."""
    unknown_account_kind: ClassVar[ErrorKind] = ErrorKind.AUTHENTICATION
    unknown_account_code: ClassVar[IssueCode] = IssueCode.ADDRESS_WRONG
    contact_field: ClassVar[tuple[str, frozenset[Any]]] = ("VIP", frozenset({True, False}))
    """A custom field of contacts, and all its values."""
    tells_version: ClassVar[bool] = True
    """Does the check learn the system's version."""
    token_seconds: ClassVar[float] = 0
    """Life of its tokens by the simulated clock; 0: it has none."""
    calls_until_refused: ClassVar[int] = 1
    """Refusals of a key that an adapter takes before it believes them: one more where it renews a token first."""
    flags: ClassVar[dict[Entity, tuple[str, ...]]] = {}
    """Entities that stand for a flag of the system: these very records, which nobody can add, change or delete."""

    def __post_init__(self) -> None:
        self.simulator = self.simulator.of(self.system.value)
        self.summary = self.simulator.account(self.account, **{**self.base_spec, "size": self.size, **self.spec})

    @abstractmethod
    def credentials(self, *, settings: dict[str, str] | None = None, keys: dict[str, str] | None = None) -> Credentials:
        """The right ones, with `settings` and `keys` laid over them."""

    @abstractmethod
    def open(self, budget: CallBudget | None = None, *, read_timeout: float = 20, **credentials: Any) -> SourceAdapter:
        """An adapter with these credentials."""

    @abstractmethod
    def wrong_credentials(self) -> dict[str, Any]:
        """For `open`: keys that the system refuses."""

    @abstractmethod
    def unknown_account(self) -> dict[str, Any]:
        """For `open`: an account that the system does not have."""

    @abstractmethod
    def nobody_at(self, port: int) -> dict[str, Any]:
        """For `open`: an address on this machine at which nothing listens."""

    def as_source_ids(self, entity: Entity, numbers: list[int]) -> list[str]:
        return [str(number) for number in numbers]

    def as_number(self, entity: Entity, source_id: str) -> int:
        return int(source_id)

    @property
    def base_url(self) -> str:
        return f"{self.simulator.url}/{self.system.value}"

    @property
    def path(self) -> str:
        """Of the account, below the control interface of its system."""
        return f"accounts/{self.account}"

    def source_ids(self, entity: Entity) -> list[str]:
        """What a complete read must find."""
        if entity in self.flags:
            return list(self.flags[entity])
        return self.as_source_ids(entity, self.simulator.get(self._records(entity))["ids"])

    def change(self, entity: Entity, action: str, **what: Any) -> list[str]:
        """Change, add or delete records; gives their source ids."""
        if action == "delete":
            what["ids"] = [self.as_number(entity, text) for text in what["ids"]]
        answer = self.simulator.post(self._records(entity), {"action": action, **what})
        return [] if action == "delete" else self.as_source_ids(entity, answer["ids"])

    def fault(self, kind: str, entity: Entity | None = None, **more: Any) -> None:
        path = {"path": self.list_path[entity]} if entity else {}
        self.simulator.fault(self.account, kind, **path, **more)

    def calls(self) -> list[dict[str, Any]]:
        return self.simulator.calls(self.account)

    def record(self, entity: Entity, number: int) -> dict[str, Any]:
        """As the system holds it, whatever the faults and limits."""
        return self.simulator.get(f"{self._records(entity)}/{number}")

    def _records(self, entity: Entity) -> str:
        return f"{self.path}/records/{self.kinds[entity]}"


def needed(adapter: SourceAdapter, *wanted: Entity) -> EntityCapability:
    """What the system can do for the first of the wanted entities; skips the test where it has none of them."""
    found = [adapter.capabilities.entities[entity] for entity in wanted if entity in adapter.capabilities.entities]
    if not found:
        pytest.skip(f"the system has no {' and no '.join(wanted)}")
    return found[0]


def those_of(adapter: SourceAdapter, *wanted: Entity) -> list[Entity]:
    """The wanted entities that the system has; skips the test where it has none of them."""
    needed(adapter, *wanted)
    return [entity for entity in wanted if entity in adapter.capabilities.entities]


async def read_all(
    adapter: SourceAdapter, entity: Entity, *, limit: int = 1000, since: datetime | None = None, **scope: Any
) -> list[SourceRecord]:
    return [
        record
        for page in await read_pages(adapter, entity, limit=limit, since=since, **scope)
        for record in page.records
    ]


async def read_pages(
    adapter: SourceAdapter, entity: Entity, *, limit: int = 1000, since: datetime | None = None, **scope: Any
) -> list[Page]:
    pages: list[Page] = []
    cursor = None
    while not pages or cursor is not None:
        page = await adapter.read_page(ReadScope(entity, updated_since=since, **scope), cursor, limit=limit)
        pages.append(page)
        cursor = page.next
        assert len(pages) < 2000, "the cursor does not come to an end"
    return pages
