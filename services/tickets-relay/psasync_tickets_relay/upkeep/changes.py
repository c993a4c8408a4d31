"""Which changes are in the topic, as hashes."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from psasync.contracts.events.tickets import TicketChanged
from psasync_tickets_relay.domain.changes import change_key

_MOST_UNWRITTEN = 200_000


class _Heard(NamedTuple):
    until: float
    repaired: bool


class KnownChanges:
    """Remembers changes for `seconds`, at most `size`.

    `heard` is fed by the topic, so by all replicas; `published` by this one, which has to write it down for the time
    after a restart. What is not written down yet is lost with the process: such a change may come once more, as a
    repaired one.
    """

    def __init__(self, *, seconds: float, size: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._size = size
        self._clock = clock
        self._heard: OrderedDict[bytes, _Heard] = OrderedDict()
        self._unwritten: dict[str, set[bytes]] = {}
        self._count = 0

    def __contains__(self, key: bytes) -> bool:
        found = self._heard.get(key)
        return found is not None and self._clock() < found.until

    def was_repaired(self, event: TicketChanged) -> bool:
        """Its ticket was read, as it was after the change or later, and published."""
        key = change_key(event)
        return key is not None and key in self and self._heard[key].repaired

    def heard(self, event: TicketChanged) -> None:
        key = change_key(event)
        if key is None:
            return
        now = self._clock()
        self._heard[key] = _Heard(now + self._seconds, event.repaired)
        self._heard.move_to_end(key)
        while self._heard and (len(self._heard) > self._size or next(iter(self._heard.values())).until <= now):
            self._heard.popitem(last=False)

    def published(self, event: TicketChanged) -> None:
        self.heard(event)
        key = change_key(event)
        if key is not None and self._count < _MOST_UNWRITTEN:
            self._unwritten.setdefault(event.connection, set()).add(key)
            self._count += 1

    def take(self) -> dict[str, set[bytes]]:
        """What is to be written down, by connection."""
        taken, self._unwritten, self._count = self._unwritten, {}, 0
        return taken

    def give_back(self, taken: dict[str, set[bytes]]) -> None:
        """It could not be written: it is with the next."""
        for connection, keys in taken.items():
            self._unwritten.setdefault(connection, set()).update(keys)
        self._count = sum(map(len, self._unwritten.values()))
