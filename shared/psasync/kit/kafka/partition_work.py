"""What happens to the records of one partition: handled, dead letters kept, committed; or read again."""

import asyncio
from collections.abc import Callable, Sequence

from aiokafka import TopicPartition

from psasync.kit.kafka.assignment import Assignment
from psasync.kit.kafka.clients import Consumer
from psasync.kit.kafka.commits import Commits
from psasync.kit.kafka.deadletters import DeadLetters
from psasync.kit.kafka.errors import Rewind
from psasync.kit.kafka.graveyard import Graveyard
from psasync.kit.kafka.metrics import BATCHES, FAULTS, LAG, RECORDS, REWINDS
from psasync.kit.kafka.records import Received
from psasync.kit.kafka.retry import Retries
from psasync.kit.kafka.subscription import Handler
from psasync.kit.logging import get_logger

LOOKUP_SECONDS = 10

log = get_logger(__name__)


class PartitionWork:
    """The outcome of a handler, turned into what the consumer does next. Raises nothing but cancellation."""

    def __init__(
        self,
        handler: Handler,
        graveyard: Graveyard,
        assignment: Assignment,
        commits: Commits,
        put_back: Callable[[TopicPartition], None],
        group: str,
    ) -> None:
        """`put_back` is told of a partition from which records are read again."""
        self._handler = handler
        self._graveyard = graveyard
        self._assignment = assignment
        self._commits = commits
        self._put_back = put_back
        self._retries = Retries(assignment)
        self._group = group

    async def run(
        self, consumer: Consumer, partition: TopicPartition, records: Sequence[Received], generation: int
    ) -> None:
        """Do the work on a batch of one partition, polled in `generation`."""
        letters = DeadLetters()
        try:
            await self._handler(records, letters)
            await self._graveyard.bury(letters)
        except Rewind as alarm:
            await self._rewind(consumer, partition, records[0].offset, generation, alarm)
        except Exception as fault:  # noqa: BLE001  (whatever it is: nothing may be skipped)
            self._again(consumer, partition, records[0].offset, generation, fault)
        else:
            self._done(consumer, partition, records, generation)

    def _done(
        self, consumer: Consumer, partition: TopicPartition, records: Sequence[Received], generation: int
    ) -> None:
        self._retries.succeeded(partition)
        RECORDS.labels(partition.topic, self._group).inc(len(records))
        BATCHES.labels(partition.topic, self._group).inc()
        if not self._assignment.holds(partition, generation):
            log.info("kafka.batch.outlived", group=self._group, **_where(partition, records[0].offset))
            return
        end = records[-1].offset + 1
        lag = max(0, (consumer.highwater(partition) or end) - end)
        LAG.labels(partition.topic, self._group, partition.partition).set(lag)
        self._commits.done(consumer, partition, end, generation)

    async def _rewind(
        self,
        consumer: Consumer,
        partition: TopicPartition,
        first: int,
        generation: int,
        alarm: Rewind,
    ) -> None:
        REWINDS.labels(partition.topic, self._group).inc()
        log.error("kafka.rewind", alarm=True, group=self._group, why=str(alarm)[:500], **_where(partition, first))
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                await self._commits.flush(LOOKUP_SECONDS)
                offset = await _committed(consumer, partition)
        except Exception as fault:  # noqa: BLE001  (the handler will ask for it again)
            log.warning("kafka.rewind.delayed", group=self._group, fault=type(fault).__name__, detail=str(fault)[:300])
            offset = first
        self._seek(consumer, partition, offset, generation)

    def _again(
        self,
        consumer: Consumer,
        partition: TopicPartition,
        first: int,
        generation: int,
        fault: Exception,
    ) -> None:
        FAULTS.labels(partition.topic, self._group).inc()
        attempts = self._retries.attempts(partition) + 1
        seconds = self._seek(consumer, partition, first, generation)
        log.warning(
            "kafka.handler.fault",
            group=self._group,
            fault=type(fault).__name__,
            detail=str(fault)[:500],
            attempts=attempts,
            again_in=seconds and round(seconds, 2),
            exc_info=fault if attempts == 1 else None,
            **_where(partition, first),
        )

    def _seek(self, consumer: Consumer, partition: TopicPartition, offset: int, generation: int) -> float | None:
        """None if the partition is not held any more: whoever got it reads the records again."""
        if not self._assignment.holds(partition, generation):
            return None
        seconds = self._retries.again(consumer, partition, offset, generation)
        self._put_back(partition)
        return seconds


async def _committed(consumer: Consumer, partition: TopicPartition) -> int:
    """The committed offset, or the earliest retained one: that is where a new group begins."""
    offset = await consumer.committed(partition)
    if offset is None:
        beginnings = await consumer.beginning_offsets([partition])
        offset = beginnings[partition]
    return offset


def _where(partition: TopicPartition, offset: int) -> dict[str, str | int]:
    return {"topic": partition.topic, "partition": partition.partition, "offset": offset}
