"""HaloPSA as the contract suite sees it."""

from __future__ import annotations

from typing import Any

from psasync.contracts.vocabulary import Entity, System
from psasync.psa import halopsa
from psasync.psa.port import CallBudget, Credentials, SourceAdapter
from psasync.psa.toolkit.transport import Timeouts
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.harness import Harness

CLIENT_ID = "test-client-Hy36"
CLIENT_SECRET = "test-secret-Np58"
TIME_ZONE = "America/New_York"
SCOPE = "read:customers read:assets read:tickets"


class HaloPsaHarness(Harness):
    system = System.HALOPSA
    base_spec = {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "calls_per_5_minutes": 0,
        "time_zone": TIME_ZONE,
    }
    secrets = (CLIENT_ID, CLIENT_SECRET)
    secret_fields = ("client_id", "client_secret")
    tells_version = False
    calls_until_refused = 2
    flags = {Entity.COMPANY_STATUS: ("active", "inactive")}
    kinds = {
        Entity.COMPANY: "clients",
        Entity.COMPANY_SITE: "sites",
        Entity.CONTACT: "users",
        Entity.ASSET: "assets",
        Entity.TICKET_BOARD: "teams",
        Entity.TICKET_STATUS: "statuses",
        Entity.TICKET_PRIORITY: "priorities",
    }
    list_path = {
        Entity.COMPANY: "/api/Client",
        Entity.CONTACT: "/api/Users",
        Entity.COMPANY_SITE: "/api/Site",
        Entity.ASSET: "/api/Asset",
    }
    variants = ({}, {"page_size": 15})

    def credentials(self, *, settings: dict[str, str] | None = None, keys: dict[str, str] | None = None) -> Credentials:
        return Credentials(
            connection="connection-1",
            tenant="tenant-1",
            settings={
                "base_url": f"{self.base_url}/{self.account}",
                "scope": SCOPE,
                "time_zone": TIME_ZONE,
                "updated_since": "on",
                **(settings or {}),
            },
            secrets={"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, **(keys or {})},
            plain_http_hosts=frozenset({"127.0.0.1"}),
        )

    def open(self, budget: CallBudget | None = None, *, read_timeout: float = 20, **credentials: Any) -> SourceAdapter:
        return halopsa.open_adapter(
            self.credentials(**credentials),
            budget=budget or CountingBudget(),
            timeouts=Timeouts(connect=5, read=read_timeout, total=read_timeout * 2),
        )

    def wrong_credentials(self) -> dict[str, Any]:
        return {"keys": {"client_secret": "no-such-secret"}}

    def unknown_account(self) -> dict[str, Any]:
        return {"settings": {"base_url": f"{self.base_url}/nobody"}}

    def nobody_at(self, port: int) -> dict[str, Any]:
        return {"settings": {"base_url": f"http://127.0.0.1:{port}/halopsa/{self.account}"}}
