"""Which callbacks are believed."""

from datetime import UTC, datetime
from typing import Any

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.connectwise.connection import Connection
from psasync.psa.connectwise.webhook.key_address import is_believable
from psasync.psa.connectwise.webhook.keys import SigningKeys
from psasync.psa.connectwise.webhook.signature import HEADER, is_signed
from psasync.psa.connectwise.webhook.ticket import ticket_changed
from psasync.psa.port import Credentials, PsaError, RawWebhook, WebhookRefused
from psasync.psa.toolkit.webhook_body import json_object


class ConnectWiseVerifier:
    """One for all connections of a process; it shares and bounds the keys."""

    def __init__(self, keys: SigningKeys | None = None) -> None:
        self._keys = keys or SigningKeys()

    async def verify(self, webhook: RawWebhook, credentials: Credentials) -> TicketChanged | None:
        claimed = webhook.headers.get(HEADER, "")
        if not claimed:
            raise WebhookRefused("signature_missing")
        connection = _connection(credentials)
        envelope = json_object(webhook.body)
        key_url = _key_url(envelope, connection)
        if not await self._is_signed(webhook.body, claimed, key_url, connection):
            raise WebhookRefused("signature_wrong")
        if str(envelope.get("CompanyId", connection.company)).lower() != connection.company.lower():
            raise WebhookRefused("company_other")
        return ticket_changed(envelope, credentials, datetime.now(UTC))

    async def aclose(self) -> None:
        await self._keys.aclose()

    async def _is_signed(self, body: bytes, claimed: str, key_url: str, connection: Connection) -> bool:
        key = await self._keys.get(key_url, connection)
        if is_signed(body, claimed, key):
            return True
        newer = await self._keys.newer(key_url, connection)
        return newer != key and is_signed(body, claimed, newer)


def _connection(credentials: Credentials) -> Connection:
    try:
        return Connection.of(credentials)
    except PsaError:
        raise WebhookRefused("connection_invalid") from None


def _key_url(envelope: dict[str, Any], connection: Connection) -> str:
    metadata = envelope.get("Metadata")
    key_url = metadata.get("key_url") if isinstance(metadata, dict) else None
    if not isinstance(key_url, str):
        raise WebhookRefused("key_address_missing")
    if not is_believable(key_url, connection):
        raise WebhookRefused("key_address_forbidden")
    return key_url
