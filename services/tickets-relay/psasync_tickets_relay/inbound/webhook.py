"""From a webhook as it came to an event that Kafka has acknowledged."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from psasync.contracts.events.tickets import TicketChanged, TicketKind
from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.vocabulary import System
from psasync.kit.kafka import ProduceError, RecordTooLarge
from psasync.kit.keyring import KeyringError
from psasync.kit.logging import get_logger
from psasync.psa.port import (
    Credentials,
    RawWebhook,
    WebhookDeactivated,
    WebhookRefused,
    WebhookUnverifiable,
    WebhookVerifier,
)
from psasync_tickets_relay.inbound.publishing import TicketPublisher
from psasync_tickets_relay.inbound.verdicts import HookDeferred, HookRefused, Outcome
from psasync_tickets_relay.vault import Vault

log = get_logger(__name__)


class Aftercare(Protocol):
    """What is to be done about a webhook once it is answered. None of it waits or raises."""

    def was_repaired(self, event: TicketChanged) -> bool:
        """The change was read from the PSA, and published, before its webhook came."""

    def accepted(self, connection: ResolvedConnection) -> None:
        """A genuine webhook of a ticket is in the topic."""

    def partial(self, connection: ResolvedConnection, event: TicketChanged) -> None:
        """The event does not tell the whole ticket."""

    def deactivated(self, connection: ResolvedConnection) -> None:
        """The PSA sends nothing more."""


class WebhookIntake:
    """Believes nothing before it is verified, and says yes only to what is in the topic."""

    def __init__(
        self,
        *,
        publisher: TicketPublisher,
        vault: Vault,
        verifiers: Mapping[System, WebhookVerifier],
        aftercare: Aftercare,
        verify_seconds: float,
    ) -> None:
        self._publisher = publisher
        self._vault = vault
        self._verifiers = verifiers
        self._aftercare = aftercare
        self._verify_seconds = verify_seconds

    async def receive(self, connection: ResolvedConnection, webhook: RawWebhook) -> Outcome:
        """Raises `HookRefused` or `HookDeferred`: then nothing was acknowledged."""
        event = await self._verified(connection, webhook)
        if event is None:
            return Outcome.IGNORED
        if isinstance(event, WebhookDeactivated):
            self._aftercare.deactivated(connection)
            return Outcome.DEACTIVATED
        if (event.tenant, event.connection) != (connection.tenant, connection.id):
            raise HookRefused("foreign-tenant")
        if self._aftercare.was_repaired(event) or not await self._published(event, webhook.body):
            return Outcome.REPEATED
        self._aftercare.accepted(connection)
        if event.partial and event.kind is not TicketKind.DELETED:
            self._aftercare.partial(connection, event)
        return Outcome.PUBLISHED

    async def aclose(self) -> None:
        """Release what the verifiers hold."""
        for verifier in self._verifiers.values():
            await verifier.aclose()

    async def _verified(
        self, connection: ResolvedConnection, webhook: RawWebhook
    ) -> TicketChanged | WebhookDeactivated | None:
        verifier = self._verifiers.get(connection.system)
        if verifier is None:
            raise HookRefused("system-without-webhooks")
        credentials = self._credentials(connection)
        try:
            async with asyncio.timeout(self._verify_seconds):
                return await verifier.verify(webhook, credentials)
        except WebhookRefused as refused:
            raise HookRefused(refused.reason) from None
        except WebhookUnverifiable as fault:
            raise HookDeferred(fault.reason, fault.retry_after) from None
        except TimeoutError:
            raise HookDeferred("verification-too-slow") from None
        except Exception as fault:  # noqa: BLE001 - its text could show the ticket: only its type is told
            log.error("webhook verifier failed", system=connection.system, fault=type(fault).__name__)  # noqa: TRY400
            raise HookDeferred("verifier-failed") from None

    def _credentials(self, connection: ResolvedConnection) -> Credentials:
        try:
            return self._vault.credentials(connection)
        except KeyringError as fault:
            log.error("connection cannot be opened", connection=connection.id, fault=str(fault))  # noqa: TRY400
            raise HookDeferred("connection-cannot-be-opened") from None

    async def _published(self, event: TicketChanged, body: bytes) -> bool:
        try:
            return await self._publisher.once(event, body)
        except RecordTooLarge:
            raise HookRefused("too-large", 413) from None
        except ProduceError:
            raise HookDeferred("kafka-unavailable") from None
