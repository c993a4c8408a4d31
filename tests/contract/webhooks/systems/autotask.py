"""Autotask's webhooks: HMAC-SHA1 over the body, with the secret that the webhook was registered with."""

from __future__ import annotations

import base64
import hashlib
import hmac
import zlib
from typing import Any

from psasync.contracts.vocabulary import System
from psasync.psa.live_tickets import WEBHOOK_SECRET
from psasync.psa.port import Credentials
from tests.contract.webhooks.harness import CHANGED_AT, TITLE, Webhooks


class AutotaskWebhooks(Webhooks):
    system = System.AUTOTASK
    header = "x-hook-signature"

    def credentials(self, tenant: str) -> Credentials:
        secrets = {"secret": "s", "integration_code": "i", WEBHOOK_SECRET: f"webhook-secret-of-{tenant}"}
        return Credentials(f"c-{tenant}", tenant, {"user_name": f"api@{tenant}.example"}, secrets)

    def key(self, credentials: Credentials) -> str:
        return credentials.secrets[WEBHOOK_SECRET]

    def proof(self, body: bytes, key: str) -> str:
        return "sha1=" + base64.b64encode(hmac.new(key.encode(), body, hashlib.sha1).digest()).decode()

    def content(self, credentials: Credentials, ticket: int = 42, *, title: str = TITLE) -> dict[str, Any]:
        return {
            "Action": "Update",
            "Guid": "22222222-3333-4444-8555-666666666666",
            "EntityType": "Ticket",
            "Id": ticket,
            "Fields": {
                "TicketNumber": "T20261120.0002",
                "Title": title,
                "Status": "5",
                "Priority": "2",
                "Queue": "5",
                "Company": "301",
                "Contact": "902",
                "LastActivityDate": CHANGED_AT,
            },
            "EventTime": CHANGED_AT,
            "SequenceNumber": zlib.crc32(f"{ticket} {title}".encode()),
            "PersonID": 9001,
        }

    def others(self, credentials: Credentials) -> list[dict[str, Any]]:
        good = self.content(credentials)
        return [good | {"EntityType": "Account"}, good | {"EntityType": "TicketNote"}, good | {"Action": "Test"}, {}]
