"""ConnectWise as the contract suite sees it."""

from __future__ import annotations

from typing import Any

from psasync.contracts.vocabulary import Entity, System
from psasync.psa import connectwise
from psasync.psa.port import CallBudget, Credentials, SourceAdapter
from psasync.psa.toolkit.transport import Timeouts
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.harness import Harness
from tests.contract.psa.simulator import Simulator

PUBLIC_KEY = "test-public-Kq81"
PRIVATE_KEY = "test-private-Zx93"
CLIENT_ID = "0e1d3c5b-7a99-4f88-9d77-123456789abc"
SPEC = {"public_key": PUBLIC_KEY, "private_key": PRIVATE_KEY, "client_id": CLIENT_ID, "rate_limit_per_minute": 0}


def make_company(simulator: Simulator, name: str, **spec: Any) -> dict[str, Any]:
    """A company with the keys of the tests, without a harness around it."""
    return simulator.of("connectwise").account(name, **{**SPEC, **spec})


class ConnectWiseHarness(Harness):
    system = System.CONNECTWISE
    base_spec = SPEC
    secrets = (PUBLIC_KEY, PRIVATE_KEY, CLIENT_ID)
    secret_fields = ("private_key", "public_key", "client_id")
    kinds = {
        Entity.COMPANY_STATUS: "company_statuses",
        Entity.COMPANY: "companies",
        Entity.COMPANY_SITE: "sites",
        Entity.CONTACT: "contacts",
        Entity.ASSET: "configurations",
        Entity.TICKET_BOARD: "boards",
        Entity.TICKET_STATUS: "board_statuses",
        Entity.TICKET_PRIORITY: "priorities",
    }
    list_path = {
        Entity.COMPANY: "company/companies(/count)?$",
        Entity.CONTACT: "company/contacts",
        Entity.COMPANY_SITE: "/sites",
        Entity.ASSET: "company/configurations",
    }
    by_parent = frozenset({Entity.COMPANY_SITE, Entity.TICKET_STATUS})
    variants = ({}, {"without_forward_paging": ["contacts", "sites", "companies"]})

    def credentials(self, *, settings: dict[str, str] | None = None, keys: dict[str, str] | None = None) -> Credentials:
        return Credentials(
            connection="connection-1",
            tenant="tenant-1",
            settings={"base_url": self.base_url, "company": self.account, **(settings or {})},
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

    def nobody_at(self, port: int) -> dict[str, Any]:
        return {"settings": {"base_url": f"http://127.0.0.1:{port}/connectwise"}}

    def as_source_ids(self, entity: Entity, numbers: list[int]) -> list[str]:
        """A site is asked for below its company, so its id holds both."""
        if entity is not Entity.COMPANY_SITE:
            return super().as_source_ids(entity, numbers)
        return [f"{self.record(entity, number)['company']['id']}-{number}" for number in numbers]

    def as_number(self, entity: Entity, source_id: str) -> int:
        return int(source_id.rpartition("-")[2])
