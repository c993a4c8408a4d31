"""`execution.records`: what executors say, folded."""

from collections.abc import Sequence

from psasync.kit.kafka import DeadLetters, Received
from psasync.kit.parts import parts
from psasync_results.folding import Folding
from psasync_results.handlers.decoding import decode_events

RECORDS_AT_ONCE = 8_000
_PART = 500
"""Of a batch: what is decoded and folded while the part before is being written."""


class RecordsHandler:
    def __init__(self, folding: Folding) -> None:
        self._folding = folding

    async def __call__(self, records: Sequence[Received], dead: DeadLetters) -> None:
        """Returns once everything is applied; then, and only then, offsets are committed."""
        await self._folding.apply_parts(decode_events(part, dead) for part in parts(records, _PART))
