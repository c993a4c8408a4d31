"""A catalog with connections and keys, answering as the scheduler's `/internal`, and ConnectWise's key service."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends, FastAPI

from psasync.contracts.events.catalog import CatalogChange, CatalogChanged
from psasync.contracts.internal import (
    KeyAnswer,
    KeyQuestion,
    ResolvedConnection,
    WebhookAddress,
    WebhookRenewed,
    WebhookWish,
)
from psasync.contracts.topics import CATALOG_CHANGED
from psasync.contracts.vocabulary import Role, System
from psasync.kit.http import create_app, internal_only, not_found, unavailable
from psasync.kit.kafka import EventProducer
from psasync.kit.keyring import Keyring
from psasync.kit.settings import CommonSettings
from psasync.psa.live_tickets import WEBHOOK_SECRET

SIGNING_KEY = "a-signing-key-of-the-test"
SECRETS = {
    "public_key": "pub",
    "private_key": "priv",
    "client_id": "11111111-2222-4333-8444-555555555555",
}


@dataclass
class Scheduler:
    """What it answers is changed by changing its dictionaries."""

    settings: CommonSettings
    url: str = ""
    hooks: dict[str, ResolvedConnection] = field(default_factory=dict)
    keys: dict[str, KeyAnswer] = field(default_factory=dict)
    renewed: list[tuple[str, datetime]] = field(default_factory=list)  # webhooks that it was told of
    wishes: list[tuple[str, WebhookWish]] = field(default_factory=list)
    archived: set[str] = field(default_factory=set)  # no wish is taken for them
    deaf: bool = False  # it cannot be told

    def connect(
        self,
        tenant: str,
        *,
        company: str = "acme",
        relay: str = "http://127.0.0.1:9",
        keys: dict[str, str] | None = None,
        **changes: Any,
    ) -> str:
        """A ConnectWise connection of the tenant, whose key service is here; gives its webhook token.

        `relay`: where its PSA reaches the relay.
        """
        keyring = Keyring.from_secret(self.settings.keyring.get_secret_value())
        name = f"c-{tenant}"
        token = f"hook-{uuid.uuid4().hex}"
        sealed = {
            field: keyring.encrypt(value, tenant=tenant, connection=name, field=field)
            for field, value in {
                **SECRETS,
                **(keys or {}),
                WEBHOOK_SECRET: uuid.uuid4().hex,
                "webhook_token": token,
            }.items()
        }
        address = WebhookAddress(base=relay, token=sealed.pop("webhook_token"))
        given: dict[str, Any] = {
            "id": name,
            "tenant": tenant,
            "system": System.CONNECTWISE,
            "name": tenant,
            "version": 1,
            "settings": {"base_url": self.url, "company": company},
            "secrets": sealed,
            "calls_per_minute": 60,
            "concurrent_calls": 2,
            "webhook": address,
        }
        self.hooks[token] = ResolvedConnection(**given | changes)
        return token

    def key(self, tenant: str | None, role: Role = Role.VIEWER) -> str:
        bearer = f"key-{uuid.uuid4().hex}"
        self.keys[bearer] = KeyAnswer(active=True, key_id=bearer[-12:], name="test", role=role, tenant=tenant)
        return bearer

    async def revoke(self, bearer: str) -> None:
        """The key opens nothing any more, and the other services are told."""
        key = self.keys.pop(bearer)
        assert key.key_id is not None
        told = CatalogChanged(
            change=CatalogChange.KEY_REVOKED,
            tenant=key.tenant or "platform",
            subject=key.key_id,
            subject_version=1,
            at=datetime.now(UTC),
        )
        producer = EventProducer(self.settings, client_id="test-scheduler")
        try:
            await producer.send(CATALOG_CHANGED, key=told.tenant, value=told.model_dump_json().encode())
        finally:
            await producer.stop(2)

    def key_url(self, company: str = "acme") -> str:
        return f"{self.url}/v2025_1//system/callbackkey/index.rails?companyName={company}&id=1"

    def app(self) -> FastAPI:
        router = APIRouter()
        guarded = APIRouter(prefix="/internal", dependencies=[Depends(internal_only)])

        @guarded.get("/webhooks/{token}")
        async def webhook(token: str) -> ResolvedConnection:
            return _found(self.hooks.get(token))

        @guarded.get("/connections/{name}")
        async def connection(name: str) -> ResolvedConnection:
            return _found(next((found for found in self.hooks.values() if found.id == name), None))

        @guarded.post("/connections/{name}/webhook-renewals")
        async def renewed(name: str, news: WebhookRenewed) -> WebhookRenewed:
            if self.deaf:
                raise unavailable("Not now.")
            self.renewed.append((name, news.at))
            return news

        @guarded.post("/connections/{name}/webhook-wishes")
        async def wanted(name: str, wish: WebhookWish) -> WebhookWish:
            if self.deaf:
                raise unavailable("Not now.")
            if name in self.archived:
                raise not_found("such connection")
            self.wishes.append((name, wish))
            return wish

        @guarded.post("/keys/introspect")
        async def introspect(question: KeyQuestion) -> KeyAnswer:
            return self.keys.get(question.key, KeyAnswer(active=False))

        @router.get("/v2025_1//system/callbackkey/index.rails")
        async def callback_key() -> dict[str, str]:
            return {"signing_key": SIGNING_KEY}

        @router.get("/v4_6_release/apis/3.0/service/tickets/{number}")
        async def ticket(number: int) -> dict[str, Any]:
            return entity_of(number)

        async def ready() -> dict[str, str]:
            return {}

        return create_app(
            service="scheduler",
            title="S",
            version="1",
            settings=self.settings,
            routers=(guarded, router),
            ready=ready,
        )

    def callback(
        self, number: int, *, summary: str = "", board: int = 1, message: str | None = None, company: str = "acme",
        action: str = "updated", **changes: Any,
    ) -> bytes:  # fmt: skip
        """A callback's body as ConnectWise sends it."""
        entity = entity_of(number, summary, board)
        envelope = {
            "Action": action,
            "CallbackObjectRecId": 501,
            "CompanyId": company,
            "Entity": json.dumps(entity) if action != "deleted" else None,
            "FromUrl": "na.myconnectwise.net",
            "ID": number,
            "MemberId": "jsmith",
            "MessageId": message or str(uuid.uuid4()),
            "Metadata": {"key_url": self.key_url(company)},
            "Type": "ticket",
        }
        return json.dumps(envelope | changes).encode()


def entity_of(number: int, summary: str = "", board: int = 1) -> dict[str, Any]:
    """A ticket as ConnectWise shows it."""
    return {
        "id": number,
        "summary": summary or f"Ticket {number}",
        "recordType": "ServiceTicket",
        "board": {"id": board, "name": f"Board {board}"},
        "status": {"id": 17, "name": "In Progress"},
        "priority": {"id": 8, "name": "Priority 3"},
        "company": {"id": 301, "identifier": "NORTHW", "name": "Northwind Ltd"},
        "contact": {"id": 902, "name": "Ada Example"},
        "closedFlag": False,
        "_info": {"lastUpdated": "2026-11-20T09:14:02Z", "updatedBy": "jsmith"},
    }


def signed(body: bytes, key: str = SIGNING_KEY) -> dict[str, str]:
    """The headers of a callback: HMAC-SHA256 over the raw bytes, keyed with the SHA-256 of the signing key."""
    digest = hmac.new(hashlib.sha256(key.encode()).digest(), body, hashlib.sha256).digest()
    return {"content-type": "application/json", "x-content-signature": base64.b64encode(digest).decode()}


def _found(connection: ResolvedConnection | None) -> ResolvedConnection:
    if connection is None:
        raise not_found("such thing")
    return connection
