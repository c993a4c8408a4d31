"""`sync.cancel-requested`: the wish to stop is visible before an executor has honoured it."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import ValidationError

from psasync.contracts.cloudevents import NotACloudEvent
from psasync.contracts.events.cancel import TYPE, CancelRequested
from psasync.kit.kafka import DeadLetters, Received
from psasync_results.domain.execution import CancelAsked, Execution
from psasync_results.domain.request import fold_cancel
from psasync_results.folding import Folding
from psasync_results.handlers.decoding import check_envelope, reasons, written_at


class CancelsHandler:
    def __init__(self, folding: Folding) -> None:
        self._folding = folding

    async def __call__(self, records: Sequence[Received], dead: DeadLetters) -> None:
        for record in records:
            try:
                check_envelope(record, TYPE)
                wish = CancelRequested.model_validate_json(record.value or b"")
            except NotACloudEvent as error:
                dead.add(record, "not-a-cloud-event", str(error))
            except ValidationError as error:
                dead.add(record, "invalid-cancel", reasons(error))
            else:
                await self._take(wish, written_at(record))

    async def _take(self, wish: CancelRequested, at: datetime) -> None:
        cancel = CancelAsked(tenant=wish.tenant, by=wish.requested_by, reason=wish.reason, at=at)

        def alter(state: Execution) -> None:
            fold_cancel(state, cancel)

        await self._folding.change(wish.execution, alter)
