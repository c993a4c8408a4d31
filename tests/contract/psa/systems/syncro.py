"""Syncro as the contract suite sees it."""

from __future__ import annotations

from typing import Any

from psasync.contracts.vocabulary import Entity, System
from psasync.psa import syncro
from psasync.psa.port import CallBudget, Credentials, SourceAdapter
from psasync.psa.toolkit.transport import Timeouts
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.harness import Harness

TOKEN = "test-token-Rj38xW"
TEXTS = frozenset({Entity.TICKET_STATUS, Entity.TICKET_PRIORITY})
"""Entities whose ids are their names."""


class SyncroHarness(Harness):
    system = System.SYNCRO
    base_spec = {"token": TOKEN, "rate_limit_per_minute": 0}
    secrets = (TOKEN,)
    secret_fields = ("token",)
    kinds = {
        Entity.COMPANY: "customers",
        Entity.CONTACT: "contacts",
        Entity.ASSET: "assets",
        Entity.TICKET_BOARD: "ticket_types",
        Entity.TICKET_STATUS: "ticket_statuses",
        Entity.TICKET_PRIORITY: "priorities",
    }
    list_path = {
        Entity.COMPANY: "/customers",
        Entity.COMPANY_SITE: "/customers",
        Entity.CONTACT: "/contacts",
        Entity.ASSET: "/customer_assets",
    }
    variants = ({}, {"newest_first": True}, {"without_meta": ["contacts", "customers"]})
    flags = {Entity.COMPANY_STATUS: ("enabled", "disabled")}
    tells_version = False

    def credentials(self, *, settings: dict[str, str] | None = None, keys: dict[str, str] | None = None) -> Credentials:
        return Credentials(
            connection="connection-1",
            tenant="tenant-1",
            settings={"base_url": f"{self.base_url}/{self.account}", **(settings or {})},
            secrets={"token": TOKEN, **(keys or {})},
            plain_http_hosts=frozenset({"127.0.0.1"}),
        )

    def open(self, budget: CallBudget | None = None, *, read_timeout: float = 20, **credentials: Any) -> SourceAdapter:
        return syncro.open_adapter(
            self.credentials(**credentials),
            budget=budget or CountingBudget(),
            timeouts=Timeouts(connect=5, read=read_timeout, total=read_timeout * 2),
        )

    def wrong_credentials(self) -> dict[str, Any]:
        return {"keys": {"token": "no-such-token"}}

    def unknown_account(self) -> dict[str, Any]:
        return {"settings": {"base_url": f"{self.base_url}/nobody"}}

    def nobody_at(self, port: int) -> dict[str, Any]:
        return {"settings": {"base_url": f"http://127.0.0.1:{port}/{self.account}"}}

    def as_source_ids(self, entity: Entity, numbers: list[int]) -> list[str]:
        """A site is a customer's address, where it has one; texts are their own ids."""
        if entity is Entity.COMPANY_SITE:
            return [f"{number}-main" for number in numbers if self.record(entity, number)["city"]]
        if entity in TEXTS:
            return [self.record(entity, number)["name"] for number in numbers]
        return super().as_source_ids(entity, numbers)

    def as_number(self, entity: Entity, source_id: str) -> int:
        if entity in TEXTS:
            numbers = self.simulator.get(self._records(entity))["ids"]
            return next(number for number in numbers if self.record(entity, number)["name"] == source_id)
        return int(source_id.partition("-")[0])

    def _records(self, entity: Entity) -> str:
        return super()._records(Entity.COMPANY if entity is Entity.COMPANY_SITE else entity)
