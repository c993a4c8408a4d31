"""An aiokafka producer that can be thrown away.

An idempotent aiokafka producer retries for ever, and `stop()` first flushes: while the broker is away it would neither
fail nor end. After a produce error that is not retried its sequence numbers have also drifted from the broker's, and
nothing sent through it arrives any more. Both ask for the same: give the object up, with all that waits in it.
"""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any, TypeVar

from aiokafka.errors import ProducerClosed
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.structs import RecordMetadata

from psasync.kit.kafka.clients import make_producer
from psasync.kit.kafka.records import Headers

T = TypeVar("T")
Acknowledgement = asyncio.Future[RecordMetadata]
STOP_SECONDS = 5


class AbortableProducer:
    """Idempotent, acknowledged by all in-sync replicas. Reaches into aiokafka's sender: nothing public ends it."""

    def __init__(self, *, request_timeout_ms: int, **options: Any) -> None:
        self._client = make_producer(
            enable_idempotence=True, acks="all", request_timeout_ms=request_timeout_ms, **options
        )
        self._longest_request = 2 * request_timeout_ms / 1000  # seconds: to connect, then to be answered
        self._given_up = asyncio.Event()

    async def start(self) -> None:
        """Connect. Raises KafkaConnectionError if no broker answers."""
        await self._client.start()

    async def partitions(self, topic: str) -> frozenset[int]:
        """The topic's partitions as last heard from the broker, which is asked if it never was."""
        return frozenset(await self._client.partitions_for(topic))

    async def send(self, topic: str, key: bytes | None, value: bytes, headers: Headers) -> RecordMetadata:
        """Returns once the record is acknowledged."""
        written: RecordMetadata = await self._client.send_and_wait(topic, value, key, headers=headers)
        return written

    async def begin(self, topic: str, key: bytes | None, value: bytes, headers: Headers) -> Acknowledgement:
        """Returns once the record waits in its batch; records of a partition leave in the order of these calls."""
        acknowledgement: Acknowledgement = await self._client.send(topic, value, key, headers=headers)
        return acknowledgement

    def new_batch(self) -> BatchBuilder:
        batch: BatchBuilder = self._client.create_batch()
        return batch

    async def submit(self, batch: BatchBuilder, topic: str, partition: int) -> Acknowledgement:
        """Returns once the batch is the next of its partition; batches leave in the order of these calls."""
        acknowledgement: Acknowledgement = await self._client.send_batch(batch, topic, partition=partition)
        return acknowledgement

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Await work that needs this producer; raises ProducerClosed as soon as the producer is given up."""
        task = asyncio.ensure_future(work)
        gone = asyncio.ensure_future(self._given_up.wait())
        try:
            await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise ProducerClosed
            return task.result()
        finally:
            gone.cancel()
            if not task.done():
                task.cancel()
                # Not awaited itself: a cancellation of the caller, whose time is over, would be taken for the task's.
                await asyncio.wait({task})
                if not task.cancelled():
                    task.exception()  # else asyncio says that nobody asked for it

    def give_up(self) -> None:
        """From here on no further batch leaves this producer; whoever waits for one is told.

        At most the one request per broker that is on its way already may still arrive: it cannot be called back.
        """
        self._given_up.set()
        if self._sender is not None:
            self._sender.cancel()

    async def dispose(self) -> None:
        """Release what a given up producer holds, once its last request has ended."""
        if self._sender is not None:
            await asyncio.wait({self._sender}, timeout=self._longest_request)
            self._sender.cancel()
        self._client._closed = True  # noqa: SLF001  (else aiokafka warns that it was forgotten)
        await self._client.client.close()

    async def finish(self, seconds: float) -> None:
        """Deliver what waits, for at most that long, and close."""
        try:
            async with asyncio.timeout(seconds):
                await self._client.flush()
        except TimeoutError:
            self.give_up()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self._client.stop()

    @property
    def _sender(self) -> asyncio.Task[None] | None:
        task: asyncio.Task[None] | None = self._client._sender.sender_task  # noqa: SLF001  (see the class)
        return task
