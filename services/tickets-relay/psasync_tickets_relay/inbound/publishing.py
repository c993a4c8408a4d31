"""Ticket events into the topic, each once."""

from typing import Protocol

from psasync.contracts.events.tickets import TicketChanged
from psasync.contracts.topics import TopicSpec
from psasync.kit.kafka import EventProducer
from psasync_tickets_relay.inbound import envelope
from psasync_tickets_relay.inbound.replays import Replays


class Notes(Protocol):
    """Who wants to know what has been published."""

    def published(self, event: TicketChanged) -> None: ...


class TicketPublisher:
    """`seconds`: how long Kafka may take."""

    def __init__(
        self, producer: EventProducer, topic: TopicSpec, replays: Replays, notes: Notes, *, seconds: float
    ) -> None:
        self._producer = producer
        self._topic = topic
        self._replays = replays
        self._notes = notes
        self._seconds = seconds

    async def once(self, event: TicketChanged, body: bytes = b"") -> bool:
        """Whether it was published now, rather than before; Kafka has acknowledged it in both cases.

        `body` names an event whose PSA has no name for it. Raises `ProduceError` or `RecordTooLarge`.
        """
        name = envelope.event_id(event.connection, event.message_id, body)
        published = await self._replays.once(name, lambda: self._send(event, name))
        if published:
            self._notes.published(event)
        return published

    async def _send(self, event: TicketChanged, name: str) -> None:
        await self._producer.send(
            self._topic,
            key=event.tenant,
            value=event.model_dump_json().encode(),
            headers=envelope.headers(event, name),
            timeout=self._seconds,
        )
