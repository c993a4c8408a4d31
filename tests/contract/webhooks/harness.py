"""What the suite of webhooks needs to know of one system."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import orjson

from psasync.contracts.vocabulary import System
from psasync.psa.port import Credentials, RawWebhook, WebhookVerifier
from psasync.psa.registry import SYSTEMS
from tests.contract.webhooks.key_service import KeyService

CHANGED_AT = "2026-11-20T09:14:02Z"
TITLE = "Printer offline ✓"


class Webhooks(ABC):
    """Makes webhooks as the system does, for connections of its own making."""

    system: ClassVar[System]
    header: ClassVar[str] = ""
    """Lower case; holds the proof. Empty: the address alone is the proof, and nothing here can be forged."""
    covers_body: ClassVar[bool] = True
    """Does the proof follow from the body."""

    def __init__(self, keys: KeyService) -> None:
        self.keys = keys

    @abstractmethod
    def credentials(self, tenant: str) -> Credentials:
        """Of the tenant's connection, which has a key of its own."""

    @abstractmethod
    def key(self, credentials: Credentials) -> str:
        """What its webhooks are proved with."""

    @abstractmethod
    def proof(self, body: bytes, key: str) -> str:
        """The value of the header."""

    @abstractmethod
    def content(self, credentials: Credentials, ticket: int = 42, *, title: str = TITLE) -> dict[str, Any]:
        """Of a webhook that tells of a changed ticket."""

    @abstractmethod
    def others(self, credentials: Credentials) -> list[dict[str, Any]]:
        """Genuine, and not about a ticket: test calls, other records."""

    def assembled(self, content: Any) -> bytes:
        return orjson.dumps(content)

    def sent(self, body: bytes, credentials: Credentials, *, key: str | None = None) -> RawWebhook:
        """With the right proof, or with that of `key`."""
        headers = {"content-type": "application/json"}
        if self.header:
            headers[self.header] = self.proof(body, self.key(credentials) if key is None else key)
        return RawWebhook(body, headers, {})

    def good(self, credentials: Credentials, ticket: int = 42, **what: Any) -> RawWebhook:
        return self.sent(self.assembled(self.content(credentials, ticket, **what)), credentials)

    def verifier(self) -> WebhookVerifier:
        make = SYSTEMS[self.system].verifier
        assert make
        return make()
