"""From a webhook as it came to an event that Kafka has acknowledged."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from psasync.contracts.events.tickets import TicketChanged
from psasync.contracts.internal import ResolvedConnection
from psasync.contracts.topics import TopicSpec
from psasync.contracts.vocabulary import System
from psasync.kit.kafka import EventProducer, ProduceError, RecordTooLarge
from psasync.kit.keyring import Keyring, KeyringError
from psasync.kit.logging import get_logger
from psasync.psa.port import (
    Credentials,
    RawWebhook,
    WebhookDeactivated,
    WebhookRefused,
    WebhookUnverifiable,
    WebhookVerifier,
)
from psasync_tickets_relay.inbound import envelope
from psasync_tickets_relay.inbound.replays import Replays
from psasync_tickets_relay.inbound.verdicts import HookDeferred, HookRefused, Outcome

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """Seconds."""

    verify: float
    publish: float


class WebhookIntake:
    """Believes nothing before it is verified, and says yes only to what is in the topic."""

    def __init__(
        self,
        *,
        producer: EventProducer,
        topic: TopicSpec,
        keyring: Keyring,
        verifiers: Mapping[System, WebhookVerifier],
        replays: Replays,
        limits: IntakeLimits,
        plain_http_hosts: frozenset[str],
    ) -> None:
        self._producer = producer
        self._topic = topic
        self._keyring = keyring
        self._verifiers = verifiers
        self._replays = replays
        self._limits = limits
        self._plain_http_hosts = plain_http_hosts

    async def receive(self, connection: ResolvedConnection, webhook: RawWebhook) -> Outcome:
        """Raises `HookRefused` or `HookDeferred`: then nothing was acknowledged."""
        event = await self._verified(connection, webhook)
        if event is None:
            return Outcome.IGNORED
        if isinstance(event, WebhookDeactivated):
            return Outcome.DEACTIVATED
        if (event.tenant, event.connection) != (connection.tenant, connection.id):
            raise HookRefused("foreign-tenant")
        name = envelope.event_id(connection.id, event.message_id, webhook.body)
        published = await self._replays.once(name, lambda: self._publish(event, name))
        return Outcome.PUBLISHED if published else Outcome.REPEATED

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
            async with asyncio.timeout(self._limits.verify):
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
            secrets = {
                name: self._keyring.decrypt(sealed, tenant=connection.tenant, connection=connection.id, field=name)
                for name, sealed in connection.secrets.items()
            }
        except KeyringError as fault:
            log.error("connection cannot be opened", connection=connection.id, fault=str(fault))  # noqa: TRY400
            raise HookDeferred("connection-cannot-be-opened") from None
        return Credentials(connection.id, connection.tenant, connection.settings, secrets, self._plain_http_hosts)

    async def _publish(self, event: TicketChanged, name: str) -> None:
        try:
            await self._producer.send(
                self._topic,
                key=event.tenant,
                value=event.model_dump_json().encode(),
                headers=envelope.headers(event, name),
                timeout=self._limits.publish,
            )
        except RecordTooLarge:
            raise HookRefused("too-large", 413) from None
        except ProduceError:
            raise HookDeferred("kafka-unavailable") from None
