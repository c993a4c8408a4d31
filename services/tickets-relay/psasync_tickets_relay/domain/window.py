"""The recent events of a partition, held in memory for those who come back and those who are a little behind.

Each consumer reads one tenant's log at its own place, so an event is stored and encoded once however many read it, a
replay and the live stream are the same reading, and nothing can fall between them or come twice.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from psasync_tickets_relay.domain.filters import Traits

Form = Callable[[Sequence[bytes]], bytes]
"""From the chunks of entries to what is written to a connection."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it goes out."""

    offset: int
    timestamp_ms: int  # when the topic took it
    traits: Traits
    chunk: bytes  # encoded once, for all


class TenantLog:
    """One tenant's entries, numbered for good: an entry keeps its number while older ones are dropped."""

    __slots__ = ("_entries", "_shared", "end_byte", "first", "first_byte", "lost_before", "readers")

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque()
        self._shared: dict[Form, tuple[int, bytes]] = {}
        self.first = 0  # the number of the oldest entry held
        self.first_byte = 0  # bytes of all entries before it
        self.end_byte = 0
        self.lost_before = 0  # readers below this number missed events that never came here
        self.readers = 0

    @property
    def end(self) -> int:
        """The number that the next entry will have."""
        return self.first + len(self._entries)

    def __getitem__(self, number: int) -> Entry:
        return self._entries[number - self.first]

    def shared(self, number: int, form: Form) -> bytes:
        """The entries from `number` on in this form. Those who read on from the same place get the same bytes."""
        start, made = self._shared.get(form, (-1, b""))
        if start != number:
            made = form([self[each].chunk for each in range(number, self.end)])
            self._shared[form] = number, made
        return made

    def append(self, entry: Entry) -> None:
        self._shared.clear()
        self._entries.append(entry)
        self.end_byte += len(entry.chunk)

    def drop_oldest(self) -> None:
        self._shared.clear()
        self.first_byte += len(self._entries.popleft().chunk)
        self.first += 1

    def lose(self) -> None:
        """Events that nobody here has seen are gone: every reader is behind from now on."""
        self._shared.clear()
        self.first = self.lost_before = self.end + 1
        self.first_byte = self.end_byte
        self._entries.clear()

    def find(self, position: int) -> tuple[int, int]:
        """The number of the first entry at or after offset `position`, and the bytes of all before it."""
        number, byte = self.end, self.end_byte
        for entry in reversed(self._entries):
            if entry.offset < position:
                break
            number, byte = number - 1, byte - len(entry.chunk)
        return number, byte


class PartitionWindow:
    """A partition's retained entries, oldest first, with one log per tenant.

    Everything from offset `low` up to `position` is here, apart from records that were no ticket events.
    """

    def __init__(self, start: int) -> None:
        self.low = start
        self.position = start  # the offset of the next record
        self.bytes = 0
        self._order: deque[tuple[str, Entry]] = deque()
        self._logs: dict[str, TenantLog] = {}

    def __len__(self) -> int:
        return len(self._order)

    def append(self, tenant: str, entry: Entry) -> None:
        self._log(tenant).append(entry)
        self._order.append((tenant, entry))
        self.bytes += len(entry.chunk)
        self.position = entry.offset + 1

    def advance(self, position: int) -> None:
        """Records up to there were read and hold nothing for consumers."""
        self.position = max(self.position, position)

    def lose(self, position: int) -> None:
        """The topic dropped records before they were read; it goes on at `position`."""
        for log in self._logs.values():
            log.lose()
        self._order.clear()
        self.bytes = 0
        self.low = self.position = position
        self._logs = {tenant: log for tenant, log in self._logs.items() if log.readers}

    def drop_oldest(self) -> None:
        tenant, entry = self._order.popleft()
        self._logs[tenant].drop_oldest()
        self.bytes -= len(entry.chunk)
        self.low = entry.offset + 1
        self._release(tenant)

    def drop_before(self, timestamp_ms: int) -> None:
        """Forget entries that the topic took before this time."""
        while self._order and self._order[0][1].timestamp_ms < timestamp_ms:
            self.drop_oldest()

    def join(self, tenant: str) -> TenantLog:
        """The tenant's log, kept until as many `leave`."""
        log = self._log(tenant)
        log.readers += 1
        return log

    def leave(self, tenant: str) -> None:
        self._logs[tenant].readers -= 1
        self._release(tenant)

    def _log(self, tenant: str) -> TenantLog:
        return self._logs.setdefault(tenant, TenantLog())

    def _release(self, tenant: str) -> None:
        log = self._logs[tenant]
        if not log.readers and log.first == log.end:
            del self._logs[tenant]
