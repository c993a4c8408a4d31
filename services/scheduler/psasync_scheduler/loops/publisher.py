"""Sends what the outboxes promise, and says so in them."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from psasync.contracts.topics import TopicSpec
from psasync.kit.backoff import Backoff
from psasync.kit.kafka import Position, ProduceError
from psasync.kit.logging import get_logger
from psasync.kit.mongo import Document
from psasync.kit.probe import Probe
from psasync_scheduler.domain.events import headers
from psasync_scheduler.loops.waking import Wakeup
from psasync_scheduler.probe import Point
from psasync_scheduler.store.audit import Audit
from psasync_scheduler.store.outbox import Outbox

log = get_logger(__name__)

BATCH = 1000
_RETRY_FIRST_SECONDS = 0.5
_RETRY_CAP_SECONDS = 10.0
# What another replica has stored is its own to send for this long; sending it too would do no harm but double it.
_LEFT_OVER = timedelta(seconds=2)


class Producer(Protocol):
    async def send(
        self, topic: TopicSpec, *, key: str, value: bytes, headers: dict[str, str], timeout: float = 10
    ) -> Position: ...


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
        by_key: dict[str, list[Document]] = defaultdict(list)
        for document in documents:
            by_key[document["key"]].append(document)
        sent = [name for names in await asyncio.gather(*map(self._send, by_key.values())) for name in names]
        await self.outbox.sent(sent, self.now())
        return len(documents), len(sent)

    async def _send(self, documents: Sequence[Document]) -> list[str]:
        """The events of one key, in order, up to the first that is not acknowledged."""
        sent = []
        for document in documents:
            try:
                await self.producer.send(
                    self.topic,
                    key=document["key"],
                    value=document["body"].encode(),
                    headers=headers(document, self.event_type),
                )
            except ProduceError as error:
                log.warning("event not sent yet", topic=self.topic.base, execution=document["_id"], error=str(error))
                break
            sent.append(document["_id"])
            await self.probe.reached(Point.AFTER_PRODUCE)
        return sent
