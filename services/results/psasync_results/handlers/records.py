"""`execution.records`: what executors say, folded."""

from collections.abc import Sequence

from psasync.kit.kafka import DeadLetters, Received
from psasync_results.folding import Folding
from psasync_results.handlers.decoding import decode_events


class RecordsHandler:
    def __init__(self, folding: Folding) -> None:
        self._folding = folding

    async def __call__(self, records: Sequence[Received], dead: DeadLetters) -> None:
        """Returns once everything is applied; then, and only then, offsets are committed."""
        await self._folding.apply(decode_events(records, dead))
