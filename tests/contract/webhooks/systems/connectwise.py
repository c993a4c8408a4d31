"""ConnectWise's callbacks: HMAC-SHA256 over the body, with a key that the receiver fetches."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import orjson

from psasync.contracts.vocabulary import System
from psasync.psa.port import Credentials
from tests.contract.webhooks.harness import CHANGED_AT, TITLE, Webhooks


class ConnectWiseWebhooks(Webhooks):
    system = System.CONNECTWISE
    header = "x-content-signature"

    def credentials(self, tenant: str) -> Credentials:
        secrets = {"public_key": "p", "private_key": "k", "client_id": "0e1d3c5b-7a99-4f88-9d77-123456789abc"}
        settings = {"base_url": self.keys.url, "company": f"company-{tenant}"}
        return Credentials(f"c-{tenant}", tenant, settings, secrets, frozenset({"127.0.0.1"}))

    def key(self, credentials: Credentials) -> str:
        return self.keys.key_of(credentials.settings["company"])

    def proof(self, body: bytes, key: str) -> str:
        digest = hmac.new(hashlib.sha256(key.encode()).digest(), body, hashlib.sha256).digest()
        return base64.b64encode(digest).decode()

    def content(self, credentials: Credentials, ticket: int = 42, *, title: str = TITLE) -> dict[str, Any]:
        company = credentials.settings["company"]
        return {
            "Action": "updated",
            "CallbackObjectRecId": 501,
            "CompanyId": company,
            "Entity": {
                "id": ticket,
                "summary": title,
                "board": {"id": 1, "name": "Help Desk"},
                "status": {"id": 17, "name": "In Progress"},
                "company": {"id": 301, "identifier": "NORTHW", "name": "Northwind Ltd"},
                "_info": {"lastUpdated": CHANGED_AT, "updatedBy": "jsmith"},
            },
            "ID": ticket,
            "MessageId": f"message-{ticket}-{title}",
            "Metadata": {"key_url": self.keys.address(company)},
            "Type": "ticket",
        }

    def others(self, credentials: Credentials) -> list[dict[str, Any]]:
        return [self.content(credentials) | {"Type": kind} for kind in ("company", "contact", "activity", "")]

    def assembled(self, content: Any) -> bytes:
        """The ticket is JSON inside of a string."""
        entity = content.get("Entity") if isinstance(content, dict) else None
        inner = orjson.dumps(entity).decode() if isinstance(entity, dict | list) else entity
        return orjson.dumps({**content, "Entity": inner} if entity is not None else content)
