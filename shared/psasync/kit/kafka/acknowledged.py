"""Which of many events are known to be acknowledged, also when the work on them is cut off."""

from collections.abc import Sequence

from psasync.kit.kafka.abortable import AbortableProducer, Acknowledgement
from psasync.kit.kafka.records import Outbound


class Acknowledged:
    """Of `count` events, by their places."""

    def __init__(self, count: int) -> None:
        self._waiting: dict[int, Acknowledgement] = {}
        self._count = count

    async def of(self, producer: AbortableProducer, topic: str, events: Sequence[tuple[int, Outbound]]) -> None:
        """Raises the first fault once all that can be acknowledged is."""
        for place, event in events:
            self._waiting[place] = await producer.begin(topic, event.key.encode(), event.value, event.raw_headers)
        fault: Exception | None = None
        for waiting in self._waiting.values():
            try:
                await waiting
            except Exception as found:  # noqa: BLE001 - whatever aiokafka raises: it is not acknowledged
                fault = fault or found
        if fault is not None:
            raise fault

    def known(self) -> list[bool]:
        return [self._is_known(place) for place in range(self._count)]

    def _is_known(self, place: int) -> bool:
        waiting = self._waiting.get(place)
        return waiting is not None and waiting.done() and not waiting.cancelled() and waiting.exception() is None
