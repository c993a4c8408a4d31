"""Reads the topic into the hub. Every replica reads all of it, so any of them can serve any consumer."""

import asyncio
import time
from collections.abc import Callable, Sequence

from pydantic import ValidationError

from psasync.contracts.events.tickets import TicketChanged
from psasync.kit.kafka import Arrived, FellOut, LogChanged, LogIdentity, Received, TailConsumer, partition_of
from psasync.kit.logging import get_logger
from psasync_tickets_relay import metrics
from psasync_tickets_relay.domain.filters import traits_of
from psasync_tickets_relay.domain.resume import Place, ResumeIds
from psasync_tickets_relay.domain.window import Entry
from psasync_tickets_relay.outbound import encoding
from psasync_tickets_relay.outbound.hub import Hub

log = get_logger(__name__)

_POLL_SECONDS = 0.05


class TicketTail:
    """`run` and `catch_up` are loops of the process; the rest answers from what they have found."""

    def __init__(
        self,
        consumer: TailConsumer,
        hub: Hub,
        *,
        seen: Callable[[str], None],
        heard: Callable[[TicketChanged], None] = lambda _: None,
    ) -> None:
        """`seen` gets the CloudEvents id of every record, `heard` its event: what others took is known here."""
        self._consumer = consumer
        self._hub = hub
        self._seen = seen
        self._heard = heard
        self._ids: ResumeIds | None = None
        self._caught_up = False

    @property
    def ids(self) -> ResumeIds | None:
        """None until the topic has been read up to where it ended when reading began."""
        return self._ids if self._caught_up else None

    def ready(self) -> str:
        """In the words of readiness."""
        well, text = self._consumer.ready()
        if not well:
            return text
        return "ok" if self._caught_up else "reading what the topic retains"

    def partition_of(self, tenant: str) -> int:
        """Raises RuntimeError before the topic is known."""
        return partition_of(tenant.encode(), self._shape().partitions)

    async def reached(self, place: Place, *, within: float) -> None:
        """Wait, for `within` seconds at most, until this replica has read as far as another one had."""
        deadline = time.monotonic() + within
        while self._caught_up and time.monotonic() < deadline:
            if self._hub.window(place.partition).position >= place.position:
                return
            await asyncio.sleep(_POLL_SECONDS)

    async def run(self) -> None:
        async for event in self._consumer.events():
            match event:
                case Arrived():
                    self._arrived(event.partition, event.records)
                case FellOut():
                    self._open({event.partition: event.resumed_at})
                    self._hub.lose(event.partition, event.resumed_at)
                case LogChanged():
                    log.warning("tickets topic changed", before=str(event.before), now=str(event.now))
                    self._ids = None
                    self._caught_up = False
                    self._hub.restart()

    async def catch_up(self) -> None:
        """Opens the stream to consumers once all is read that the topic held when reading began."""
        while True:
            if not self._caught_up:
                await self._catch_up()
            await asyncio.sleep(1)

    async def _catch_up(self) -> None:
        await _until(lambda: self._consumer.ready()[0])
        ends = await self._consumer.end_offsets()
        await _until(lambda: all(self._consumer.positions.get(partition, 0) >= end for partition, end in ends.items()))
        self._open({})
        self._caught_up = True
        log.info("tickets topic read", partitions=len(ends))

    def _open(self, first: dict[int, int]) -> None:
        """Make the partitions known to the hub; `first` where one of them has moved on already."""
        if self._ids is None:
            shape = self._shape()
            self._ids = ResumeIds(cluster=shape.cluster_id, topic=shape.topic, partitions=shape.partitions)
            self._hub.start({**self._consumer.positions, **first})

    def _arrived(self, partition: int, records: Sequence[Received]) -> None:
        self._open({partition: records[0].offset})
        position = self._hub.window(partition).position
        if records[0].offset > position:
            self._hub.lose(partition, records[0].offset)
        events = [entry for record in records if record.offset >= position and (entry := self._entry(record))]
        self._hub.deliver(partition, events, records[-1].offset + 1)

    def _entry(self, record: Received) -> tuple[str, Entry] | None:
        try:
            event = TicketChanged.model_validate_json(record.value or b"")
        except ValidationError:
            _unreadable(record, "invalid")
            return None
        if self.partition_of(event.tenant) != record.partition:
            _unreadable(record, "misplaced")
            return None
        for name, value in record.headers:
            if name == "ce_id":
                self._seen(value.decode(errors="replace"))
        self._heard(event)
        metrics.EVENTS.inc()
        assert self._ids is not None  # noqa: S101 - opened before the first record
        resume_id = self._ids.write(Place(record.partition, record.offset + 1))
        chunk = encoding.ticket(resume_id, event.model_dump_json().encode())
        return event.tenant, Entry(record.offset, record.timestamp_ms, traits_of(event), chunk)

    def _shape(self) -> LogIdentity:
        if self._consumer.identity is None:
            raise RuntimeError("the topic is not known yet")
        return self._consumer.identity


def _unreadable(record: Received, reason: str) -> None:
    """There is no dead letter for tickets: a trace without any of the content is all that is kept."""
    metrics.UNREADABLE.labels(reason).inc()
    log.warning(
        "ticket event not passed on",
        reason=reason,
        partition=record.partition,
        offset=record.offset,
        size=len(record.value or b""),
    )


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(_POLL_SECONDS)
