"""What was read from a topic, and where something was written to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from psasync.kit.kafka.clients import Record

Headers = Sequence[tuple[str, bytes]]


class Received(NamedTuple):
    """One record as it lies in its topic: nothing is decoded, so reading one cannot fail.

    A tuple, as thousands are made at a time and a frozen dataclass takes nearly twice as long.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    timestamp_ms: int

    @classmethod
    def of(cls, record: Record) -> Self:
        headers: tuple[tuple[str, bytes], ...] = record.headers  # type: ignore[assignment]  # values may be None
        if headers:
            # A header without a value is written by some clients; for our readers it is an empty one.
            headers = tuple((name, value or b"") for name, value in headers)
        return cls(
            record.topic,
            record.partition,
            record.offset,
            record.key,
            record.value,
            headers,
            record.timestamp,
        )


@dataclass(frozen=True, slots=True)
class Outbound:
    """One event on its way into a topic."""

    key: str
    value: bytes
    headers: Mapping[str, str]

    @property
    def raw_headers(self) -> Headers:
        return [(name, text.encode()) for name, text in self.headers.items()]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a record was written. The offset is -1 if the broker only said that it already had the record."""

    partition: int
    offset: int
