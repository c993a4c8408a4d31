"""Sends what the outboxes promise, and says so in them."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from psasync.contracts.topics import TopicSpec
from psasync.kit.backoff import Backoff
from psasync.kit.kafka import Outbound
from psasync.kit.mongo import Document
from psasync.kit.probe import Probe
from psasync_scheduler.domain.events import headers
from psasync_scheduler.loops.waking import Wakeup
from psasync_scheduler.probe import Point
from psasync_scheduler.store.audit import Audit
from psasync_scheduler.store.outbox import Outbox

BATCH = 1000
_RETRY_FIRST_SECONDS = 0.5
_RETRY_CAP_SECONDS = 10.0
# What another replica has stored is its own to send for this long; sending it too would do no harm but double it.
_LEFT_OVER = timedelta(seconds=2)


class Producer(Protocol):
    async def send_many(self, topic: TopicSpec, events: Sequence[Outbound]) -> list[bool]: ...


@dataclass(frozen=True, slots=True)
class Publisher:
    """One outbox and its topic.

    An event is marked as sent only once it is acknowledged, so a crash sends it again: under the same id, which makes
    it the same event. Events of one key go out in the order in which they were stored.
    """

    outbox: Outbox
    audit: Audit
    topic: TopicSpec
    event_type: str
    producer: Producer
    wakeup: Wakeup
    poll_seconds: float
    now: Callable[[], datetime]
    probe: Probe = field(default_factory=Probe)

    async def run(self) -> None:
        backoff = Backoff(_RETRY_FIRST_SECONDS, _RETRY_CAP_SECONDS)
        own = False
        while True:
            self.wakeup.clear()
            found, sent = await self.once(timedelta() if own else _LEFT_OVER)
            if sent < found:
                # Kafka's fault: waking up earlier would not help.
                await asyncio.sleep(backoff.next())
                continue
            backoff.reset()
            if found < BATCH:
                own = await self.wakeup.wait(self.poll_seconds)

    async def once(self, age: timedelta) -> tuple[int, int]:
        """How many were found waiting for so long at least, and how many of them were sent."""
        documents = await self.outbox.pending(self.now() - age, BATCH)
        await self.audit.add([entry for document in documents for entry in document.get("audit", ())])
        acknowledged = await self.producer.send_many(self.topic, [self._event(document) for document in documents])
        sent, behind = [], set()
        for document, known in zip(documents, acknowledged, strict=True):
            if not known:
                behind.add(document["key"])
            elif document["key"] not in behind:
                sent.append(document["_id"])
                await self.probe.reached(Point.AFTER_PRODUCE)
        await self.outbox.sent(sent, self.now())
        return len(documents), len(sent)

    def _event(self, document: Document) -> Outbound:
        return Outbound(document["key"], document["body"].encode(), headers(document, self.event_type))
