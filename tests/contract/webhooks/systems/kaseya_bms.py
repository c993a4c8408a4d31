"""BMS's webhooks: an HMAC over the body, with the secret that the webhook was registered with."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from psasync.contracts.vocabulary import System
from psasync.psa.live_tickets import WEBHOOK_SECRET
from psasync.psa.port import Credentials
from tests.contract.webhooks.harness import CHANGED_AT, TITLE, Webhooks


class KaseyaBmsWebhooks(Webhooks):
    system = System.KASEYA_BMS
    header = "signature"

    def credentials(self, tenant: str) -> Credentials:
        settings = {"base_url": "https://api.bms.kaseya.com", "company": tenant, "user_name": "api"}
        secrets = {"password": "p", WEBHOOK_SECRET: f"webhook-secret-of-{tenant}"}
        return Credentials(f"c-{tenant}", tenant, settings, secrets)

    def key(self, credentials: Credentials) -> str:
        return credentials.secrets[WEBHOOK_SECRET]

    def proof(self, body: bytes, key: str) -> str:
        return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()

    def content(self, credentials: Credentials, ticket: int = 42, *, title: str = TITLE) -> dict[str, Any]:
        return {
            "event": "Ticket Updated",
            "ticket": {
                "id": ticket,
                "ticketNumber": "00090017",
                "title": title,
                "queueId": 2,
                "queueName": "Service Desk",
                "statusId": 3,
                "statusName": "In Progress",
                "priorityName": "Medium",
                "accountId": 512,
                "accountName": "Acme",
                "contactId": 0,
                "createdOn": "2026-11-20T08:14:02Z",
                "modifiedOn": CHANGED_AT,
            },
        }

    def others(self, credentials: Credentials) -> list[dict[str, Any]]:
        return [{"event": "ping"}, {}, {"event": "Account Updated", "data": {"id": 4}}, {"event": {"id": 3}}]
