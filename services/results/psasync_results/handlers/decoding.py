"""From what lies in the topics to events."""

from collections.abc import Sequence
from datetime import UTC, datetime

import orjson
from pydantic import Field, ValidationError

from psasync.contracts import cloudevents
from psasync.contracts.base import Contract, Id, epoch_ms
from psasync.contracts.events.plain_record import LARGEST, plain_record
from psasync.contracts.events.records import RECORDS_EVENT, RecordsEvent, instant_of
from psasync.kit.kafka import DeadLetters, Received
from psasync_results.domain.execution import LATEST
from psasync_results.domain.fold import StreamEvent, Unreadable
from psasync_results.metrics import UNREADABLE

LATEST_AT = epoch_ms(LATEST)


class _Envelope(Contract):
    """The part of a record event that every version keeps."""

    execution: Id
    tenant: Id
    sync: Id
    seq: int = Field(ge=1, le=LARGEST)
    fence: int = Field(ge=0, le=LARGEST)
    at: int = Field(ge=0, le=LATEST_AT)


def decode_events(records: Sequence[Received], dead: DeadLetters) -> list[StreamEvent]:
    """The events of `records`, in order; what cannot be read goes to `dead`.

    An unreadable event whose envelope can be read keeps its place in the sequence: its execution's totals will tell
    whether something is missing, while a hole would stop the partition.
    """
    found = [_event(record, dead) for record in records]
    return [event for event in found if event is not None]


def _event(record: Received, dead: DeadLetters) -> StreamEvent | None:
    plain = plain_record(record.value or b"")
    return plain if plain is not None and plain.at <= LATEST_AT else _decode(record, dead)


def _sane(event: RecordsEvent) -> bool:
    """Whether its numbers are some that can be stored: nothing else about a valid event can stop the fold."""
    return event.seq <= LARGEST and event.fence <= LARGEST and 0 <= event.at <= LATEST_AT


def _decode(record: Received, dead: DeadLetters) -> StreamEvent | None:
    try:
        event = RECORDS_EVENT.validate_json(record.value or b"")
        if _sane(event):
            return event
        reason = "a number is out of range"
    except ValidationError as error:
        reason = reasons(error)
    UNREADABLE.inc()
    dead.add(record, "invalid-event", reason)
    try:
        envelope = _Envelope.model_validate_json(record.value or b"")
    except ValidationError:
        return None
    return Unreadable(**envelope.model_dump())


def written_at(record: Received) -> datetime:
    """The record's time. Its producer may have set it, to anything: what no clock shows becomes now."""
    if 0 < record.timestamp_ms < LATEST_AT:
        return instant_of(record.timestamp_ms)
    return datetime.now(UTC)


def check_envelope(record: Received, type_: str) -> cloudevents.Attributes:
    """The CloudEvents envelope of a public event. Raises `NotACloudEvent`."""
    attributes = cloudevents.parse(record.headers)
    if attributes.type != type_:
        raise cloudevents.NotACloudEvent(f"ce_type {attributes.type!r} is not {type_}")
    return attributes


def reasons(error: ValidationError) -> str:
    """Where and why, without the values."""
    details = error.errors(include_url=False, include_input=False, include_context=False)
    return orjson.dumps([{"at": detail["loc"], "why": detail["msg"]} for detail in details[:10]], default=str).decode()
