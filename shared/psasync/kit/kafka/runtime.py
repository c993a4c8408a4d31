"""Kafka of one service: its consumers, its producer, its topics, and their connection."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker

from psasync.contracts.topics import TopicSpec
from psasync.kit.backoff import Backoff
from psasync.kit.kafka.admin import connected_admin
from psasync.kit.kafka.connection import KafkaSettings
from psasync.kit.kafka.consumer import ConsumerLoop, consumer_broker
from psasync.kit.kafka.errors import KafkaKitError
from psasync.kit.kafka.producer import EventProducer
from psasync.kit.kafka.subscription import Subscription
from psasync.kit.kafka.topics import Topics
from psasync.kit.logging import get_logger

CONNECT_FIRST_SECONDS = 0.2
CONNECT_CAP_SECONDS = 15
START_SECONDS = 60  # a group whose members stopped without leaving keeps newcomers waiting for a session
PROVISION_SECONDS = 30
CLOSE_SECONDS = 10
PING_EVERY_SECONDS = 5
PING_SECONDS = 5
LONGEST_SILENCE_SECONDS = 60

log = get_logger(__name__)


class StuckError(KafkaKitError):
    """A client that could work does not: all are closed and made anew."""


class KafkaRuntime:
    """Connects in the background, so that a service starts while Kafka is away, and reconnects for as long as it runs.

    aiokafka carries itself over a restart of the broker; what does not come back within a minute is replaced.
    """

    def __init__(
        self,
        settings: KafkaSettings,
        service: str,
        subscriptions: Sequence[Subscription],
        topics: Sequence[TopicSpec],
    ) -> None:
        self.producer = EventProducer(settings, client_id=f"psasync-{service}")
        self._settings = settings
        self._service = service
        self._specs = topics
        self._loops = [
            ConsumerLoop(subscription, settings=settings, producer=self.producer) for subscription in subscriptions
        ]
        self._task: asyncio.Task[None] | None = None
        self._trouble: str | None = "not started"

    async def start(self) -> None:
        """Begin to connect; returns at once."""
        if self._task is None:
            self._trouble = "connecting"
            self._task = asyncio.create_task(self._run(), name=f"kafka-{self._service}")

    async def stop(self, grace: float) -> None:
        """Finish and commit the batches at hand within `grace` seconds, leave the groups, deliver what is produced."""
        for loop in self._loops:
            loop.accept_no_more()
        if not all(await asyncio.gather(*(loop.drained(grace) for loop in self._loops))):
            log.warning("kafka.stop.unfinished", grace=grace)
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=2 * CLOSE_SECONDS)
        await self.producer.stop(min(grace, CLOSE_SECONDS))
        self._trouble = "stopped"

    def ready(self) -> tuple[bool, str]:
        """Whether the broker answers and every consumer has joined its group, else why not."""
        trouble = self._trouble or next(filter(None, (loop.trouble() for loop in self._loops)), None)
        return (trouble is None, trouble or "ok")

    async def _run(self) -> None:
        backoff = Backoff(CONNECT_FIRST_SECONDS, CONNECT_CAP_SECONDS)
        while True:
            try:
                await self._session(backoff)
            except Exception as fault:  # noqa: BLE001  (whatever it is, the next attempt begins from nothing)
                self._trouble = f"not connected: {type(fault).__name__} {fault}".strip()
                log.warning(
                    "kafka.disconnected",
                    fault=type(fault).__name__,
                    detail=str(fault)[:500],
                    attempts=backoff.attempts + 1,
                )
            await asyncio.sleep(backoff.next())

    async def _session(self, backoff: Backoff) -> None:
        """From connecting to the fault that ends the connection."""
        async with connected_admin(self._settings) as admin:
            await self._provision(admin)
            broker = consumer_broker(self._settings, f"psasync-{self._service}")
            for loop in self._loops:
                loop.attach(broker)
            try:
                async with asyncio.timeout(START_SECONDS):
                    await broker.start()
                backoff.reset()
                log.info("kafka.connected", bootstrap=self._settings.kafka_bootstrap)
                await self._watch(admin)
            finally:
                await self._close(broker)

    async def _provision(self, admin: Any) -> None:
        topics = Topics.of(admin, self._specs, self._settings)
        async with asyncio.timeout(PROVISION_SECONDS):
            await topics.provision()

    async def _watch(self, admin: Any) -> None:
        """Keep readiness true to what the broker says; raises StuckError when only a fresh start helps."""
        clock = asyncio.get_running_loop().time
        answered_at = clock()
        while True:
            self._trouble = await self._ping(admin)
            if self._trouble is None:
                answered_at = clock()
                if any(loop.stuck() for loop in self._loops):
                    raise StuckError("a consumer fails at each poll, or has done nothing for a minute")
            elif clock() - answered_at > LONGEST_SILENCE_SECONDS:
                raise StuckError(self._trouble)
            await asyncio.sleep(PING_EVERY_SECONDS)

    async def _ping(self, admin: Any) -> str | None:
        try:
            async with asyncio.timeout(PING_SECONDS):
                await admin.describe_topics([spec.name(self._settings.topic_prefix) for spec in self._specs[:1]])
        except (KafkaError, OSError, TimeoutError) as fault:
            return f"the broker does not answer: {type(fault).__name__}"
        return None

    async def _close(self, broker: KafkaBroker) -> None:
        """Leave the groups; a broker that is away is not waited for."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await broker.stop()
