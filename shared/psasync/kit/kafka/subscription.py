"""What a service says about a topic that it reads."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from psasync.contracts.topics import TopicSpec
from psasync.kit.kafka.deadletters import DeadLetters
from psasync.kit.kafka.records import Received

Handler = Callable[[Sequence[Received], DeadLetters], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """One topic, read by one group.

    The handler gets records of one partition, in order, and one batch of a partition at a time; batches of different
    partitions run side by side. Offsets are committed after it returned. It may see records again (after a fault, a
    rebalance, a crash), so its work must be repeatable. `Rewind` reads the partition again from its committed offset;
    every other exception is an infrastructure fault: the same records come again after a backoff, none is skipped.
    """

    topic: TopicSpec
    group: str  # without the topic prefix, which is put before it
    handler: Handler
    max_records: int = 1000  # the most that one call of the consumer takes, over all partitions
    poll_ms: int = 50
    writes_dead_letters: bool = True  # False: unreadable records are logged and counted; another group keeps them


def group_name(prefix: str, group: str) -> str:
    """Groups are named like topics, so that installations and tests can share a broker."""
    return group if group.startswith(f"{prefix}.") else f"{prefix}.{group}"
