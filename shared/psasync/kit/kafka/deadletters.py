"""Records that our code cannot read: kept raw in `<topic>.dlq`, with why and where they came from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from psasync.kit.kafka.records import Received

LONGEST_REASON = 100
LONGEST_DETAIL = 2_000

REASON = "psasync-dlq-reason"
DETAIL = "psasync-dlq-detail"
GROUP = "psasync-dlq-group"
FAILED_AT = "psasync-dlq-failed-at"
TOPIC = "psasync-dlq-topic"
PARTITION = "psasync-dlq-partition"
OFFSET = "psasync-dlq-offset"
TIMESTAMP = "psasync-dlq-timestamp"
CUT_FROM = "psasync-dlq-cut-from"  # the size in bytes of a body that no topic takes whole


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One unreadable record. (topic, partition, offset) of its origin name it, also if it is written twice."""

    record: Received
    reason: str
    detail: str

    def headers(self, group: str) -> list[tuple[str, bytes]]:
        """The record's own headers, then ours."""
        ours = {
            REASON: self.reason,
            DETAIL: self.detail,
            GROUP: group,
            FAILED_AT: datetime.now(UTC).isoformat(),
            TOPIC: self.record.topic,
            PARTITION: str(self.record.partition),
            OFFSET: str(self.record.offset),
            TIMESTAMP: str(self.record.timestamp_ms),
        }
        return [*self.record.headers, *((name, text.encode(errors="replace")) for name, text in ours.items())]


class DeadLetters:
    """Collects what a handler cannot read; the loop publishes it, acknowledged, before it commits offsets."""

    def __init__(self) -> None:
        self._letters: list[DeadLetter] = []

    def add(self, record: Received, reason: str, detail: str = "") -> None:
        """`reason` is a short code, `detail` what helps a person; both are cut to a bound."""
        self._letters.append(DeadLetter(record, reason[:LONGEST_REASON], detail[:LONGEST_DETAIL]))

    def __len__(self) -> int:
        return len(self._letters)

    def __iter__(self) -> Iterator[DeadLetter]:
        return iter(self._letters)
