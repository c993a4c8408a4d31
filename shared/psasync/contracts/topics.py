"""The topics, with the settings they are created with."""

from dataclasses import dataclass

DAY_MS = 86_400_000
DEAD_LETTER_RETENTION_MS = 30 * DAY_MS


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """One topic. Names carry a prefix so that installations and tests can share a broker."""

    base: str  # the name after the prefix
    key: str  # what the record key holds
    partitions: int
    retention_ms: int
    segment_ms: int | None = None
    segment_bytes: int | None = None
    max_message_bytes: int = 1_048_576
    dead_letters: bool = True

    def name(self, prefix: str) -> str:
        return f"{prefix}.{self.base}"

    def dlq(self, prefix: str) -> str:
        return f"{prefix}.{self.base}.dlq"

    def config(self) -> dict[str, str]:
        """The broker's topic settings, as it spells them."""
        settings: dict[str, str] = {
            "cleanup.policy": "delete",
            "retention.ms": str(self.retention_ms),
            "max.message.bytes": str(self.max_message_bytes),
            "compression.type": "producer",
        }
        if self.segment_ms is not None:
            settings["segment.ms"] = str(self.segment_ms)
        if self.segment_bytes is not None:
            settings["segment.bytes"] = str(self.segment_bytes)
        return settings

    def dlq_config(self) -> dict[str, str]:
        return {
            "cleanup.policy": "delete",
            "retention.ms": str(DEAD_LETTER_RETENTION_MS),
            "max.message.bytes": str(self.max_message_bytes + 65_536),
            "compression.type": "producer",
        }


SYNC_REQUESTED = TopicSpec("sync.requested", "sync id", partitions=6, retention_ms=7 * DAY_MS)
CANCEL_REQUESTED = TopicSpec("sync.cancel-requested", "execution id", partitions=6, retention_ms=7 * DAY_MS)
EXECUTION_RECORDS = TopicSpec("execution.records", "execution id", partitions=12, retention_ms=7 * DAY_MS)
EXECUTION_STATUS = TopicSpec("execution.status", "execution id", partitions=6, retention_ms=14 * DAY_MS)
CATALOG_CHANGED = TopicSpec("catalog.changed", "tenant id", partitions=3, retention_ms=7 * DAY_MS)
TICKETS = TopicSpec(
    "tickets",
    "tenant id",
    partitions=6,
    retention_ms=60_000,
    # A segment can only go once it is closed: short ones bound how long contents outlive their retention.
    segment_ms=30_000,
    segment_bytes=16 * 1_048_576,
    dead_letters=False,
)

ALL_TOPICS = (
    SYNC_REQUESTED,
    CANCEL_REQUESTED,
    EXECUTION_RECORDS,
    EXECUTION_STATUS,
    CATALOG_CHANGED,
    TICKETS,
)
