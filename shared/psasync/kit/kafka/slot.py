"""The current producer of one kind: made on first use, replaced after a fault."""

import asyncio
from collections.abc import Callable

from psasync.kit.kafka.abortable import AbortableProducer
from psasync.kit.kafka.metrics import PRODUCERS_REPLACED
from psasync.kit.logging import get_logger

log = get_logger(__name__)


class ProducerSlot:
    """Shared by all callers of a process; one connects at a time."""

    def __init__(self, kind: str, make: Callable[[], AbortableProducer]) -> None:
        self._kind = kind
        self._make = make
        self._current: AbortableProducer | None = None
        self._connecting = asyncio.Lock()
        self._disposals: set[asyncio.Task[None]] = set()

    async def get(self) -> AbortableProducer:
        """A connected producer. Raises aiokafka's error if no broker answers; the caller bounds the time."""
        async with self._connecting:
            if self._current is None:
                self._current = await self._connect()
            return self._current

    def discard(self, producer: AbortableProducer, fault: BaseException) -> None:
        """Throw this producer away with all that waits in it; its other callers are told. Does so once."""
        if producer is not self._current:
            return
        self._current = None
        producer.give_up()
        self._dispose(producer)
        PRODUCERS_REPLACED.labels(self._kind).inc()
        log.warning("kafka.producer.discarded", kind=self._kind, fault=type(fault).__name__, detail=str(fault)[:300])

    def discard_current(self, fault: BaseException) -> None:
        """Throw away whichever producer is in use: a caller's time is over, whatever it waited for."""
        if self._current is not None:
            self.discard(self._current, fault)

    async def close(self, seconds: float) -> None:
        """Deliver what waits, for at most that long, and close everything."""
        producer, self._current = self._current, None
        if producer is not None:
            await producer.finish(seconds)
        if self._disposals:
            _, running = await asyncio.wait(self._disposals, timeout=seconds)
            for task in running:
                task.cancel()

    async def _connect(self) -> AbortableProducer:
        producer = self._make()
        try:
            await producer.start()
        except BaseException:  # also when the caller's time is over: nothing of it may stay behind
            producer.give_up()
            self._dispose(producer)
            raise
        return producer

    def _dispose(self, producer: AbortableProducer) -> None:
        task = asyncio.get_running_loop().create_task(producer.dispose())
        self._disposals.add(task)
        task.add_done_callback(self._disposals.discard)
