"""The fate of one record, in either of the forms in which it is read."""

from typing import TypeGuard

from psasync.contracts.events.plain_record import PlainRecord
from psasync.contracts.events.records import RecordResult

AnyRecord = RecordResult | PlainRecord


def is_record(event: object) -> TypeGuard[AnyRecord]:
    kind = type(event)
    return kind is PlainRecord or kind is RecordResult
