"""Step 5 of a page: its events, in order, acknowledged."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

from psasync.contracts.topics import EXECUTION_RECORDS, TopicSpec
from psasync.kit.backoff import Backoff
from psasync.kit.kafka.errors import ProduceError
from psasync.kit.logging import get_logger
from psasync_executor.probe import Point, Probe
from psasync_executor.run.lease import Lease

log = get_logger(__name__)

T = TypeVar("T")


class Producer(Protocol):
    """What this module needs of `psasync.kit.kafka.EventProducer`."""

    async def send_batch(
        self, topic: TopicSpec, *, key: str, values: Sequence[bytes], partition: int | None = None
    ) -> None: ...

    async def partition_for(self, topic: TopicSpec, key: str) -> int: ...


class Publisher:
    def __init__(self, producer: Producer, probe: Probe) -> None:
        self._producer = producer
        self._probe = probe

    async def partition_of(self, execution: str, lease: Lease) -> int:
        """To be stored: should the topic grow, the execution stays where it began."""
        return await self._while_it_lasts(lease, lambda: self._producer.partition_for(EXECUTION_RECORDS, execution))

    async def publish(self, execution: str, partition: int, events: Sequence[bytes], lease: Lease) -> None:
        """Returns when all are acknowledged; after any fault all are sent again, from the first. Raises `LeaseLost`."""
        await self._while_it_lasts(lease, lambda: self._send(execution, partition, events))

    async def _send(self, execution: str, partition: int, events: Sequence[bytes]) -> None:
        for part in self._probe.parts(events):
            await self._producer.send_batch(EXECUTION_RECORDS, key=execution, values=part, partition=partition)
            await self._probe.reached(Point.MID_PUBLISH)

    async def _while_it_lasts(self, lease: Lease, attempt: Callable[[], Awaitable[T]]) -> T:
        backoff = Backoff(0.2, 10)
        while True:
            lease.check()
            try:
                return await attempt()
            except ProduceError as error:
                log.warning("not published, trying again", error=str(error)[:200], attempts=backoff.attempts + 1)
            await asyncio.sleep(backoff.next())
