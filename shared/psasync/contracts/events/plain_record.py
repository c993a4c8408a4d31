"""`record.result` without issues, which nearly all are, decoded several times faster than by its contract.

It reads what an executor writes. What it refuses, or leaves to its contract on purpose, is not yet wrong:
`RecordResult` decides.
"""

from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from pydantic import TypeAdapter, ValidationError

from psasync.contracts.base import Id
from psasync.contracts.vocabulary import Entity, Outcome

LARGEST = 2**53
"""Of whole numbers: what every reader of JSON and the database hold exactly."""

_ID: TypeAdapter[str] = TypeAdapter(Id)


class PlainRecord(msgspec.Struct, frozen=True, gc=False):
    """A `RecordResult` by other means: the same fields, all that `RecordResult` promises of them, and no issue."""

    execution: str
    tenant: str
    sync: str
    seq: Annotated[int, Meta(ge=1, le=LARGEST)]
    fence: Annotated[int, Meta(ge=0, le=LARGEST)]
    at: Annotated[int, Meta(ge=0, le=LARGEST)]
    entity: Entity
    id: Annotated[str, Meta(min_length=1, max_length=200)]
    outcome: Outcome
    type: Literal["record.result"]
    v: Literal[1] = 1
    traceparent: str | None = None
    label: Annotated[str, Meta(max_length=200)] = ""
    hash: str | None = None
    dest: str | None = None
    date: Annotated[datetime, Meta(tz=True)] | None = None
    issues: Annotated[tuple[Any, ...], Meta(max_length=0)] = ()


_DECODER = msgspec.json.Decoder(PlainRecord)


def plain_record(value: bytes) -> PlainRecord | None:
    """None: it is something else, or its contract has to judge it."""
    try:
        record = _DECODER.decode(value)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return record if _are_ids(record.execution, record.tenant, record.sync) else None


@lru_cache(maxsize=1024)  # the events of a page have the same
def _are_ids(*texts: str) -> bool:
    try:
        return all(_ID.validate_python(text) for text in texts)
    except ValidationError:
        return False
