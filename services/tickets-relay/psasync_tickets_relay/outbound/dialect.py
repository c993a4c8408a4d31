"""How a stream's events are written for a kind of client."""

from collections.abc import Sequence
from typing import Protocol

from psasync_tickets_relay.domain.gaps import Gap
from psasync_tickets_relay.domain.resume import ResumeIds
from psasync_tickets_relay.outbound.encoding import CutReason


class Dialect(Protocol):
    """The modules `encoding` (event streams) and `messages` (WebSockets)."""

    def passed_on(self, chunk: bytes, /) -> bytes:
        """A ticket, of which `chunk` is the event of an event stream."""

    def framed(self, events: Sequence[bytes], /) -> bytes:
        """Events of this dialect as they are written to the connection."""

    def tickets(self, chunks: Sequence[bytes], /) -> bytes:
        """Passed on and framed: made once for all who read on from the same place."""

    def heartbeat(self, resume_id: str, /) -> bytes:
        """Moves the id that the client has."""

    def gap(self, missed: Gap, partition: int, ids: ResumeIds, /) -> bytes: ...

    def closed(self, reason: CutReason, resume_id: str, retry_ms: int, /) -> bytes:
        """The last event."""
