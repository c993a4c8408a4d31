"""Publishes status events from the documents that owe them, soon after they were written and after any crash.

An event can come twice, from two replicas or after a crash before it was struck off; its id then is the same.
"""

import asyncio
from datetime import timedelta

from psasync.contracts.cloudevents import Attributes
from psasync.contracts.events.status import TYPE
from psasync.contracts.topics import EXECUTION_STATUS
from psasync.kit.clock import Clock
from psasync.kit.kafka import EventProducer
from psasync_results.metrics import ANNOUNCED
from psasync_results.store.pending import PendingEvents

SOURCE = "psasync/results"
WOKEN_AT_MOST = 10_000
SWEEP_SECONDS = 5.0
_SWEPT_AT_ONCE = 200
_LEFT_BEHIND = timedelta(seconds=3)  # what is younger is still on its way through `wake`


class StatusOutbox:
    def __init__(self, pending: PendingEvents, producer: EventProducer, clock: Clock) -> None:
        self._pending = pending
        self._producer = producer
        self._clock = clock
        self._woken: asyncio.Queue[str] = asyncio.Queue(WOKEN_AT_MOST)

    def wake(self, execution: str) -> None:
        """An execution owes events. Never waits: what does not fit is found by the sweep."""
        if not self._woken.full():
            self._woken.put_nowait(execution)

    async def run(self) -> None:
        """Publish for whatever wakes it. A fault ends it; what was lost by that is found by the sweep."""
        while True:
            await self.publish(await self._woken.get())

    async def run_sweep(self) -> None:
        while True:
            await self.sweep(_LEFT_BEHIND)
            await asyncio.sleep(SWEEP_SECONDS)

    async def sweep(self, older_than: timedelta) -> int:
        """Publish what crashes and faults have left behind; returns for how many executions."""
        found = await self._pending.left_behind(self._clock.now() - older_than, _SWEPT_AT_ONCE)
        for execution in found:
            await self.publish(execution)
        return len(found)

    async def publish(self, execution: str) -> None:
        """Publish all that an execution owes, in order, then strike it off."""
        events = await self._pending.of(execution)
        for event in events:
            envelope = Attributes(
                id=event.id, source=SOURCE, type=TYPE, subject=execution, traceparent=event.traceparent
            )
            headers = envelope.headers()
            await self._producer.send(EXECUTION_STATUS, key=execution, value=event.body, headers=headers)
            ANNOUNCED.inc()
        if events:
            await self._pending.published(execution, [event.id for event in events])
