"""`execution.status`: how executions end, for the streaks of failures."""

from collections.abc import Sequence

from pydantic import ValidationError

from psasync.contracts.cloudevents import NotACloudEvent, parse
from psasync.contracts.events.status import TYPE, StatusChanged
from psasync.kit.kafka import DeadLetters, Received
from psasync_scheduler.actions.context import Context
from psasync_scheduler.actions.failures import note_ends


class StatusHandler:
    def __init__(self, context: Context) -> None:
        self._context = context

    async def __call__(self, records: Sequence[Received], dead_letters: DeadLetters) -> None:
        events = []
        for record in records:
            try:
                events.append(_event(record))
            except NotACloudEvent as error:
                dead_letters.add(record, "headers", str(error))
            except ValidationError as error:
                dead_letters.add(record, "body", _mistakes(error))
        await note_ends(self._context, events)


def _event(record: Received) -> StatusChanged:
    """Raises `NotACloudEvent` and `ValidationError`."""
    attributes = parse(record.headers)
    if attributes.type != TYPE:
        raise NotACloudEvent(f"ce_type is {attributes.type!r} and not {TYPE!r}")
    return StatusChanged.model_validate_json(record.value or b"")


def _mistakes(error: ValidationError) -> str:
    """Where and why, without the values."""
    return "; ".join(
        f"{'.'.join(map(str, mistake['loc'])) or 'body'}: {mistake['msg']}"
        for mistake in error.errors(include_url=False, include_input=False, include_context=False)[:20]
    )
