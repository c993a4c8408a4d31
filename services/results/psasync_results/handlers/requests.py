"""`sync.requested`: executions that no executor has spoken of yet show as queued.

The executor's group keeps what cannot be read as dead letters; here it is dropped, and so never shows as an execution.
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import ValidationError

from psasync.contracts.cloudevents import NotACloudEvent
from psasync.contracts.events.requested import TYPE, SyncRequested
from psasync.contracts.execution_id import execution_id
from psasync.kit.kafka import DeadLetters, Received
from psasync_results.domain.execution import Execution
from psasync_results.domain.request import fold_request
from psasync_results.folding import Folding
from psasync_results.handlers.decoding import check_envelope, reasons, written_at


class RequestsHandler:
    def __init__(self, folding: Folding) -> None:
        self._folding = folding

    async def __call__(self, records: Sequence[Received], dead: DeadLetters) -> None:
        for record in records:
            try:
                attributes = check_envelope(record, TYPE)
                request = SyncRequested.model_validate_json(record.value or b"")
            except NotACloudEvent as error:
                dead.add(record, "not-a-cloud-event", str(error))
            except ValidationError as error:
                dead.add(record, "invalid-request", reasons(error))
            else:
                id_ = execution_id(
                    source=attributes.source, event_id=attributes.id, tenant=request.tenant, sync=request.sync
                )
                await self._take(id_, request, written_at(record), attributes.traceparent)

    async def _take(self, id_: str, request: SyncRequested, requested_at: datetime, traceparent: str | None) -> None:
        def alter(state: Execution) -> None:
            fold_request(state, request, requested_at, traceparent)

        await self._folding.change(id_, alter)
