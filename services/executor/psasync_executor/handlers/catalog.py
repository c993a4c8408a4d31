"""`catalog.changed`: drops what is remembered of the catalog.

Every replica remembers for itself, so each of them reads the whole topic, without a group.
"""

from collections.abc import AsyncIterator, Callable

from pydantic import ValidationError

from psasync.contracts.events.catalog import CatalogChanged
from psasync.kit.kafka import Arrived, TailEvent
from psasync.kit.logging import get_logger

log = get_logger(__name__)


class CatalogWatch:
    def __init__(
        self, events: Callable[[], AsyncIterator[TailEvent]], forget: Callable[[CatalogChanged], None]
    ) -> None:
        self._events = events
        self._forget = forget

    async def run(self) -> None:
        """What is missed in a gap is made up for by the short life of remembered answers."""
        async for event in self._events():
            if isinstance(event, Arrived):
                for record in event.records:
                    self._take(record.value or b"")

    def _take(self, body: bytes) -> None:
        try:
            change = CatalogChanged.model_validate_json(body)
        except ValidationError as error:
            log.warning("catalog change not understood", mistakes=error.error_count())
        else:
            self._forget(change)
