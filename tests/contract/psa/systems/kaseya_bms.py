"""Kaseya BMS as the contract suite sees it."""

from __future__ import annotations

from typing import Any

from psasync.contracts.vocabulary import Entity, System
from psasync.psa import kaseya_bms
from psasync.psa.port import CallBudget, Credentials, SourceAdapter
from psasync.psa.toolkit.transport import Timeouts
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.harness import Harness

USER = "test-user-Wm17"
PASSWORD = "test pässword Rt44"
MODULES = {"custom_field_module_contact": "12", "custom_field_module_asset": "13"}


class KaseyaBmsHarness(Harness):
    system = System.KASEYA_BMS
    base_spec = {"user_name": USER, "password": PASSWORD, "hourly_limit": 0}
    secrets = (PASSWORD, "eyJ")  # every access token begins so
    secret_fields = ("password",)
    tells_version = False
    token_seconds = 900
    calls_until_refused = 2
    flags = {Entity.COMPANY_STATUS: ("active", "inactive")}
    contact_field = ("VIP", frozenset({"true", "false"}))
    kinds = {
        Entity.COMPANY: "accounts",
        Entity.COMPANY_SITE: "locations",
        Entity.CONTACT: "contacts",
        Entity.ASSET: "assets",
        Entity.TICKET_BOARD: "queues",
        Entity.TICKET_STATUS: "statuses",
        Entity.TICKET_PRIORITY: "priorities",
    }
    list_path = {
        Entity.COMPANY: "crm/accounts/summary",
        Entity.CONTACT: "crm/contacts/summary",
        Entity.COMPANY_SITE: "crm/accounts/summary",
        Entity.ASSET: "servicedesk/hardwareasset",
    }
    variants = ({}, {"largest_page": 15}, {"pascal_case": True})

    def credentials(self, *, settings: dict[str, str] | None = None, keys: dict[str, str] | None = None) -> Credentials:
        return Credentials(
            connection="connection-1",
            tenant="tenant-1",
            settings={
                "base_url": self.base_url,
                "company": self.account,
                "user_name": USER,
                **MODULES,
                **(settings or {}),
            },
            secrets={"password": PASSWORD, **(keys or {})},
            plain_http_hosts=frozenset({"127.0.0.1"}),
        )

    def open(self, budget: CallBudget | None = None, *, read_timeout: float = 20, **credentials: Any) -> SourceAdapter:
        return kaseya_bms.open_adapter(
            self.credentials(**credentials),
            budget=budget or CountingBudget(),
            timeouts=Timeouts(connect=5, read=read_timeout, total=read_timeout * 2),
        )

    def wrong_credentials(self) -> dict[str, Any]:
        return {"keys": {"password": "no-such-password"}}

    def unknown_account(self) -> dict[str, Any]:
        return {"settings": {"company": "nobody"}}

    def nobody_at(self, port: int) -> dict[str, Any]:
        return {"settings": {"base_url": f"http://127.0.0.1:{port}/kaseya_bms"}}

    def as_source_ids(self, entity: Entity, numbers: list[int]) -> list[str]:
        """A location is found in its account, so its id holds both."""
        if entity is not Entity.COMPANY_SITE:
            return super().as_source_ids(entity, numbers)
        return [f"{self.record(entity, number)['accountId']}-{number}" for number in numbers]

    def as_number(self, entity: Entity, source_id: str) -> int:
        return int(source_id.rpartition("-")[2])
