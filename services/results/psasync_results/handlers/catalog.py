"""`catalog.changed`: what is no longer carried has no issues any more."""

from collections.abc import Sequence

from pydantic import ValidationError

from psasync.contracts.events.catalog import CatalogChanged
from psasync.kit.kafka import DeadLetters, Received
from psasync_results.domain.catalog import concerns_issues
from psasync_results.handlers.decoding import reasons
from psasync_results.issue_care.closing import CatalogClosing


class CatalogHandler:
    def __init__(self, closing: CatalogClosing) -> None:
        self._closing = closing

    async def __call__(self, records: Sequence[Received], dead: DeadLetters) -> None:
        """Stores what there is to do: the topic does not wait for a scheduler that is down."""
        events: list[CatalogChanged] = []
        for record in records:
            try:
                events.append(CatalogChanged.model_validate_json(record.value or b""))
            except ValidationError as error:
                dead.add(record, "invalid-catalog-change", reasons(error))
        await self._closing.take([event for event in events if concerns_issues(event)])
