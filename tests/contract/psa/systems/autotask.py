"""Autotask as the contract suite sees it."""

from __future__ import annotations

from typing import Any

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, System
from psasync.psa import autotask
from psasync.psa.port import CallBudget, Credentials, SourceAdapter
from psasync.psa.toolkit.transport import Timeouts
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.harness import Harness

SECRET = "test-secret-Vb52"
INTEGRATION_CODE = "TEST-INTEGRATION-QZ77"
DOMAIN = "msp.example"


class AutotaskHarness(Harness):
    system = System.AUTOTASK
    base_spec = {"secret": SECRET, "integration_code": INTEGRATION_CODE, "requests_per_hour": 0}
    secrets = (SECRET, INTEGRATION_CODE)
    secret_fields = ("secret", "integration_code")
    unknown_account_code = IssueCode.CREDENTIALS_REFUSED
    contact_field = ("VIP", frozenset({"Yes", "No"}))
    kinds = {
        Entity.COMPANY_STATUS: "company_types",
        Entity.COMPANY: "companies",
        Entity.COMPANY_SITE: "locations",
        Entity.CONTACT: "contacts",
        Entity.ASSET: "configuration_items",
        Entity.TICKET_BOARD: "queues",
        Entity.TICKET_STATUS: "ticket_statuses",
        Entity.TICKET_PRIORITY: "priorities",
    }
    list_path = {
        Entity.COMPANY: "/Companies/query",
        Entity.CONTACT: "/Contacts/query",
        Entity.COMPANY_SITE: "/CompanyLocations/query",
        Entity.ASSET: "/ConfigurationItems/query",
    }

    def credentials(self, *, settings: dict[str, str] | None = None, keys: dict[str, str] | None = None) -> Credentials:
        return Credentials(
            connection="connection-1",
            tenant="tenant-1",
            settings={"base_url": self.base_url, "user_name": f"{self.account}@{DOMAIN}", **(settings or {})},
            secrets={"secret": SECRET, "integration_code": INTEGRATION_CODE, **(keys or {})},
            plain_http_hosts=frozenset({"127.0.0.1"}),
        )

    def open(self, budget: CallBudget | None = None, *, read_timeout: float = 20, **credentials: Any) -> SourceAdapter:
        return autotask.open_adapter(
            self.credentials(**credentials),
            budget=budget or CountingBudget(),
            timeouts=Timeouts(connect=5, read=read_timeout, total=read_timeout * 2),
        )

    def wrong_credentials(self) -> dict[str, Any]:
        return {"keys": {"secret": "no-such-secret"}}

    def unknown_account(self) -> dict[str, Any]:
        return {"settings": {"user_name": f"nobody@{DOMAIN}"}}

    def nobody_at(self, port: int) -> dict[str, Any]:
        return {"settings": {"base_url": f"http://127.0.0.1:{port}/autotask"}}

    def as_source_ids(self, entity: Entity, numbers: list[int]) -> list[str]:
        """A company type is a status of active companies and one of inactive ones."""
        active = super().as_source_ids(entity, numbers)
        return [*active, *(f"{text}-inactive" for text in active)] if entity is Entity.COMPANY_STATUS else active

    def as_number(self, entity: Entity, source_id: str) -> int:
        return int(source_id.partition("-")[0])
