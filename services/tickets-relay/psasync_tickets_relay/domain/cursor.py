"""One consumer's place in its tenant's log."""

from psasync_tickets_relay.domain.filters import TicketFilter
from psasync_tickets_relay.domain.gaps import Gap, GapReason
from psasync_tickets_relay.domain.window import Form, PartitionWindow

_MOST_ENTRIES = 1000
"""Looked at in one go, so that a filter that matches nothing does not hold up the others."""


class Cursor:
    """Reads from offset `position` on; each entry that the filter accepts comes exactly once and in order."""

    __slots__ = ("_accepts", "_byte", "_log", "_number", "_place", "_tenant", "_window")

    def __init__(self, window: PartitionWindow, tenant: str, position: int, wanted: TicketFilter) -> None:
        self._window = window
        self._tenant = tenant
        self._log = window.join(tenant)
        self._place = position
        self._number, self._byte = self._log.find(position)
        self._accepts = None if wanted.accepts_all else wanted.accepts

    @property
    def behind(self) -> bool:
        """Whether `missed` or `take` has something to say."""
        return self._number != self._log.end

    @property
    def backlog(self) -> tuple[int, int]:
        """Entries and bytes that wait for this consumer, those included that its filter will leave out."""
        return self._log.end - self._number, self._log.end_byte - self._byte

    @property
    def position(self) -> int:
        """Where reading resumes: everything before it was served, left out by the filter or reported as missed."""
        if not self.behind:
            self._place = self._window.position
        return self._place

    def missed(self) -> Gap | None:
        """Steps over events that were dropped before this consumer took them, and says where they were."""
        if self._number >= self._log.first:
            return None
        reason = GapReason.LOST if self._number < self._log.lost_before else GapReason.SLOW
        gap = Gap(reason, self._place, self._window.low)
        self._number, self._byte = self._log.first, self._log.first_byte
        self._place = self._window.low
        return gap

    def take_shared(self, form: Form, limit: int) -> bytes | None:
        """All that waits, in a form made once for all who stand here. None: take this consumer's own.

        That is so where it has a filter, missed something, or is more than `limit` bytes behind.
        """
        log = self._log
        if self._accepts is not None or self._number < log.first or log.end_byte - self._byte > limit:
            return None
        if self._number == log.end:
            return b""
        made = log.shared(self._number, form)
        self._number, self._byte = log.end, log.end_byte
        self._place = log[log.end - 1].offset + 1
        return made

    def take(self, limit: int) -> list[bytes]:
        """The next chunks, up to the first that makes them `limit` bytes or more; perhaps none though `behind`."""
        chunks: list[bytes] = []
        size = 0
        last = min(self._log.end, self._number + _MOST_ENTRIES)
        while self._number < last and size < limit:
            entry = self._log[self._number]
            self._number += 1
            self._byte += len(entry.chunk)
            self._place = entry.offset + 1
            if self._accepts is None or self._accepts(entry.traits):
                chunks.append(entry.chunk)
                size += len(entry.chunk)
        return chunks

    def catch_up(self) -> None:
        """Go to the end of the log; what is stepped over is not told."""
        self._number, self._byte, self._place = self._log.end, self._log.end_byte, self._window.position

    def stand_at(self, other: "Cursor") -> None:
        """Go to the place of another one of the same log."""
        self._number, self._byte = other._number, other._byte  # noqa: SLF001 - its own kind
        self._place = other.position

    def close(self) -> None:
        """Nobody reads here any more."""
        self._window.leave(self._tenant)
