"""Halo's webhooks: Basic authentication, whatever the body says."""

from __future__ import annotations

import base64
import zlib
from typing import Any

from psasync.contracts.vocabulary import System
from psasync.psa.live_tickets import WEBHOOK_SECRET
from psasync.psa.port import Credentials
from tests.contract.webhooks.harness import TITLE, Webhooks


class HaloPsaWebhooks(Webhooks):
    system = System.HALOPSA
    header = "authorization"
    covers_body = False

    def credentials(self, tenant: str) -> Credentials:
        settings = {"base_url": f"https://{tenant}.halopsa.com", "time_zone": "Europe/London"}
        secrets = {"client_id": "c", "client_secret": "s", WEBHOOK_SECRET: f"webhook-secret-of-{tenant}"}
        return Credentials(f"c-{tenant}", tenant, settings, secrets)

    def key(self, credentials: Credentials) -> str:
        return credentials.secrets[WEBHOOK_SECRET]

    def proof(self, body: bytes, key: str) -> str:
        return "Basic " + base64.b64encode(f"psasync:{key}".encode()).decode()

    def content(self, credentials: Credentials, ticket: int = 42, *, title: str = TITLE) -> dict[str, Any]:
        return {
            "id": f"33333333-4444-4555-8666-{zlib.crc32(f'{ticket} {title}'.encode()):012x}",
            "notification_id": 12,
            "escmsg_id": 0,
            "event": "Ticket Reassigned",
            "webhook_id": "b7a1c0de-0000-4000-8000-000000000001",
            "object_id": ticket,
            "timestamp": "2026-11-20T09:14:02.113Z",
            "ticket": {
                "id": ticket,
                "summary": title,
                "status_id": 1,
                "priority_id": 3,
                "team": "1st Line",
                "client_id": 12,
                "client_name": "Acme",
                "user_id": 77,
                "user_name": "Jane Doe",
                "dateoccurred": "2026-11-20T09:00:00",
                "last_update": "2026-11-20T09:14:02",
            },
            "actions": [],
        }

    def others(self, credentials: Credentials) -> list[dict[str, Any]]:
        return [
            {"event": "New Client Created", "object_id": 12, "client": {"id": 12, "name": "Acme"}},
            {"event": "Asset Updated", "object_id": 12, "object": {"id": 12, "key_field": "PC-7"}},
            {"event": "Test", "id": "33333333-4444-4555-8666-777777777777"},
            {},
        ]
