"""Syncro's notifications, which nothing proves but the address that they come to."""

from __future__ import annotations

from typing import Any

from psasync.contracts.vocabulary import System
from psasync.psa.port import Credentials
from tests.contract.webhooks.harness import CHANGED_AT, TITLE, Webhooks


class SyncroWebhooks(Webhooks):
    system = System.SYNCRO
    covers_body = False

    def credentials(self, tenant: str) -> Credentials:
        settings = {"base_url": f"https://{tenant}.syncromsp.com"}
        return Credentials(f"c-{tenant}", tenant, settings, {"token": "a-token"})

    def key(self, credentials: Credentials) -> str:
        return ""

    def proof(self, body: bytes, key: str) -> str:
        return ""

    def content(self, credentials: Credentials, ticket: int = 42, *, title: str = TITLE) -> dict[str, Any]:
        return {
            "text": f"Ticket #{ticket} status changed to In Progress",
            "html": "<p>...</p>",
            "link": f"https://{credentials.tenant}.syncromsp.com/tickets/{ticket}",
            "attributes": {
                "id": ticket,
                "number": 1042,
                "subject": title,
                "status": "In Progress",
                "priority": "2 Normal",
                "problem_type": "Hardware",
                "customer_id": 301,
                "customer_business_then_name": "Acme Ltd",
                "contact_id": 902,
                "created_at": "2026-11-20T08:01:11.000Z",
                "updated_at": CHANGED_AT,
                "comments": [],
            },
        }

    def others(self, credentials: Credentials) -> list[dict[str, Any]]:
        host = f"https://{credentials.tenant}.syncromsp.com"
        return [
            {"text": "Customer created", "link": f"{host}/customers/301", "attributes": {"id": 301}},
            {"text": "Invoice", "link": f"{host}/invoices/7", "attributes": {"id": 7, "ticket_id": 42, "number": 3}},
            {"text": "Alert", "link": f"{host}/rmm_alerts/9", "attributes": {"id": 9, "resolved": False}},
            {"text": "Alert without a link", "attributes": {"resolved": True, "properties": {}}},
            {"text": "A test"},
            {},
        ]
