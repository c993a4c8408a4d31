"""Writes dead letters to `<topic>.dlq`."""

import asyncio
from collections.abc import Sequence

from psasync.kit.kafka.deadletters import CUT_FROM, DeadLetter, DeadLetters
from psasync.kit.kafka.errors import RecordTooLarge
from psasync.kit.kafka.metrics import DEAD_LETTERS
from psasync.kit.kafka.producer import EventProducer
from psasync.kit.kafka.subscription import Subscription
from psasync.kit.logging import get_logger

AT_ONCE = 50
KEPT_OF_A_CUT_BODY = 65_536  # bytes

log = get_logger(__name__)


class Graveyard:
    """Where the unreadable records of one subscription go."""

    def __init__(self, subscription: Subscription, *, prefix: str, group: str, producer: EventProducer) -> None:
        topic = subscription.topic
        self._group = group
        self._producer = producer
        self._topic = topic.dlq(prefix) if subscription.writes_dead_letters and topic.dead_letters else None
        self._limit = int(topic.dlq_config()["max.message.bytes"])

    async def bury(self, letters: DeadLetters) -> None:
        """Returns once all are acknowledged, or logged where another group keeps them. Raises ProduceError."""
        waiting = list(letters)
        for start in range(0, len(waiting), AT_ONCE):
            await self._publish(waiting[start : start + AT_ONCE])
        for letter in waiting:
            self._report(letter)

    async def _publish(self, letters: Sequence[DeadLetter]) -> None:
        if self._topic is not None:
            await asyncio.gather(*(self._send(self._topic, letter) for letter in letters))

    async def _send(self, topic: str, letter: DeadLetter) -> None:
        record, headers = letter.record, letter.headers(self._group)
        try:
            await self._producer.send_raw(
                topic, key=record.key, value=record.value or b"", headers=headers, limit=self._limit
            )
        except RecordTooLarge:
            # It came compressed: the topic took more than it could hold uncompressed. Part of it is better than a
            # partition that never gets past it.
            body = record.value or b""
            headers.append((CUT_FROM, str(len(body)).encode()))
            await self._producer.send_raw(
                topic, key=record.key, value=body[:KEPT_OF_A_CUT_BODY], headers=headers, limit=self._limit
            )

    def _report(self, letter: DeadLetter) -> None:
        """One line, without the detail: that may quote the record."""
        record = letter.record
        DEAD_LETTERS.labels(record.topic, self._group).inc()
        log.warning(
            "kafka.dead_letter",
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            group=self._group,
            reason=letter.reason,
            size=len(record.value or b""),
            kept=self._topic is not None,
        )
