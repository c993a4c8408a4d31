"""A marketplace, read by the generic HTTP source, as the contract suite sees it."""

from __future__ import annotations

import json
from typing import Any

from psasync.contracts.vocabulary import Entity, ErrorKind, System
from psasync.psa import http_source
from psasync.psa.port import CallBudget, Credentials, SourceAdapter
from psasync.psa.toolkit.transport import Timeouts
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.harness import Harness

API_KEY = "market-key-Wq52"

PAGING = {
    "none": {"style": "none"},
    "page_number": {"style": "page_number", "size_parameter": "limit", "size": 200, "total": "paging.total"},
    "offset": {"style": "offset", "size": 200, "total": "paging.total"},
    "cursor": {"style": "cursor", "size_parameter": "limit", "size": 200, "cursor": "paging.next_cursor"},
    "next_link": {"style": "next_link", "size_parameter": "limit", "size": 200, "link": "paging.next"},
    "link_header": {"style": "next_link", "size_parameter": "limit", "size": 200},
}
"""How each style of the simulated marketplace is described."""


def definition(paging: str = "cursor") -> dict[str, Any]:
    shared = {
        "paging": PAGING[paging],
        "records": "" if paging == "link_header" else "data",
        "id": "id",
        "updated_since": {"parameter": "updated_since"},
        "business_date": {
            "path": "created_at",
            "from_parameter": "created_from",
            "to_parameter": "created_to",
        },
    }
    return {
        "entities": {
            "company": {
                **shared,
                "path": "/v1/customers",
                "by_id": {"path": "/v1/customers/{id}", "record": "data"},
                "fields": {"name": "company_name", "website": "links.website", "status": "status"},
                "custom_fields": {"Tier": "attributes.tier"},
            },
            "contact": {
                **shared,
                "path": "/v1/contacts",
                "by_id": {"path": "/v1/contacts/{id}", "record": "data"},
                "fields": {
                    "name": "full_name",
                    "company_id": "customer.id",
                    "title": "job_title",
                    "email": "email",
                    "phone": "phones[0].number",
                    "address.line1": "address.street",
                    "address.city": "address.city",
                    "address.region": "address.state",
                    "address.postal_code": "address.zip",
                    "address.country": "address.country",
                    "active": "enabled",
                },
                "custom_fields": {"VIP": "attributes.vip"},
            },
            "product": {
                **shared,
                "path": "/v1/products",
                "by_id": {"path": "/v1/products/{id}", "record": "data"},
                "fields": {
                    "name": "name",
                    "code": "code",
                    "description": "description",
                    "unit_price": {"path": "unit_price", "as": "number"},
                    "active": "active",
                },
            },
        }
    }


class HttpSourceHarness(Harness):
    system = System.HTTP_SOURCE
    base_spec = {"api_key": API_KEY, "rate_limit_per_minute": 0}
    secrets = (API_KEY,)
    secret_fields = ("secret",)
    kinds = {Entity.COMPANY: "customers", Entity.CONTACT: "contacts", Entity.PRODUCT: "products"}
    list_path = {Entity.COMPANY: "/customers", Entity.CONTACT: "/contacts", Entity.PRODUCT: "/products"}
    variants = ({}, {"paging": "offset"}, {"paging": "next_link"}, {"paging": "link_header"})
    unknown_account_kind = ErrorKind.CONFIGURATION
    tells_version = False

    def credentials(self, *, settings: dict[str, str] | None = None, keys: dict[str, str] | None = None) -> Credentials:
        return Credentials(
            connection="connection-1",
            tenant="tenant-1",
            settings={
                "base_url": f"{self.base_url}/{self.account}",
                "auth": "header",
                "header_name": "X-Api-Key",
                "definition": json.dumps(definition(self.spec.get("paging", "cursor"))),
                **(settings or {}),
            },
            secrets={"secret": API_KEY, **(keys or {})},
            plain_http_hosts=frozenset({"127.0.0.1"}),
        )

    def open(self, budget: CallBudget | None = None, *, read_timeout: float = 20, **credentials: Any) -> SourceAdapter:
        return http_source.open_adapter(
            self.credentials(**credentials),
            budget=budget or CountingBudget(),
            timeouts=Timeouts(connect=5, read=read_timeout, total=read_timeout * 2),
        )

    def wrong_credentials(self) -> dict[str, Any]:
        return {"keys": {"secret": "no-such-key"}}

    def unknown_account(self) -> dict[str, Any]:
        return {"settings": {"base_url": f"{self.base_url}/nobody"}}

    def nobody_at(self, port: int) -> dict[str, Any]:
        return {"settings": {"base_url": f"http://127.0.0.1:{port}/{self.account}"}}
