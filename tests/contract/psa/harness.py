"""What the contract suite needs to know of one system and its simulation."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psasync.contracts.vocabulary import Entity, System
from psasync.psa import connectwise
from psasync.psa.connectwise.transport import Timeouts
from psasync.psa.port import CallBudget, Credentials, Page, ReadScope, SourceAdapter, SourceRecord
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.simulator import CLIENT_ID, PRIVATE_KEY, PUBLIC_KEY, Simulator

SECRETS = (PUBLIC_KEY, PRIVATE_KEY, CLIENT_ID)


@dataclass
class ConnectWiseHarness:
    """One simulated company with its own records, faults and call log."""

    simulator: Simulator
    size: int = 300
    spec: dict[str, Any] = field(default_factory=dict)
    company: str = field(default_factory=lambda: f"co{secrets.token_hex(4)}")

    system = System.CONNECTWISE
    secrets = SECRETS
    kinds = {
        Entity.COMPANY_STATUS: "company_statuses",
        Entity.COMPANY: "companies",
        Entity.COMPANY_SITE: "sites",
        Entity.CONTACT: "contacts",
        Entity.TICKET_BOARD: "boards",
        Entity.TICKET_STATUS: "board_statuses",
        Entity.TICKET_PRIORITY: "priorities",
    }
    list_path = {Entity.CONTACT: "company/contacts", Entity.COMPANY_SITE: "/sites"}

    def __post_init__(self) -> None:
        self.summary = self.simulator.company(self.company, size=self.size, **self.spec)

    def credentials(self, *, settings: dict[str, str] | None = None, keys: dict[str, str] | None = None) -> Credentials:
        return Credentials(
            connection="connection-1",
            tenant="tenant-1",
            settings={
                "base_url": f"{self.simulator.url}/connectwise",
                "company": self.company,
                **(settings or {}),
            },
            secrets={"public_key": PUBLIC_KEY, "private_key": PRIVATE_KEY, "client_id": CLIENT_ID, **(keys or {})},
            plain_http_hosts=frozenset({"127.0.0.1"}),
        )

    def open(self, budget: CallBudget | None = None, *, read_timeout: float = 20, **credentials: Any) -> SourceAdapter:
        return connectwise.open_adapter(
            self.credentials(**credentials),
            budget=budget or CountingBudget(),
            timeouts=Timeouts(connect=5, read=read_timeout, total=read_timeout * 2),
        )

    def wrong_credentials(self) -> dict[str, Any]:
        return {"keys": {"private_key": "no-such-key"}}

    def unknown_account(self) -> dict[str, Any]:
        return {"settings": {"company": "nobody"}}

    def source_ids(self, entity: Entity) -> list[str]:
        """What a complete read must find."""
        return self.as_source_ids(entity, self.simulator.get(self._records(entity))["ids"])

    def as_source_ids(self, entity: Entity, numbers: list[int]) -> list[str]:
        if entity is not Entity.COMPANY_SITE:
            return [str(number) for number in numbers]
        return [f"{self._record(entity, number)['company']['id']}-{number}" for number in numbers]

    def change(self, entity: Entity, action: str, **what: Any) -> list[str]:
        """Change, add or delete records; gives their source ids."""
        if action == "delete":
            what["ids"] = [int(text.rpartition("-")[2]) for text in what["ids"]]
        answer = self.simulator.post(self._records(entity), {"action": action, **what})
        return [] if action == "delete" else self.as_source_ids(entity, answer["ids"])

    def fault(self, kind: str, entity: Entity | None = None, **more: Any) -> None:
        path = {"path": self.list_path[entity]} if entity else {}
        self.simulator.fault(self.company, kind, **path, **more)

    def calls(self) -> list[dict[str, Any]]:
        return self.simulator.calls(self.company)

    def _records(self, entity: Entity) -> str:
        return f"companies/{self.company}/records/{self.kinds[entity]}"

    def _record(self, entity: Entity, number: int) -> dict[str, Any]:
        return self.simulator.get(f"{self._records(entity)}/{number}")


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
