"""One consumer as the hub sees it: a place in a log, and a bell."""

import asyncio

from psasync_tickets_relay.domain.cursor import Cursor
from psasync_tickets_relay.domain.gaps import Gap
from psasync_tickets_relay.domain.resume import Place, ResumeIds
from psasync_tickets_relay.outbound import encoding
from psasync_tickets_relay.outbound.encoding import CutReason

CHUNK_BYTES = 65_536


class Subscriber:
    """What is to be sent next is asked of it whenever its bell rang; nothing is queued for it.

    Belongs to one event loop; nothing here awaits but `wait`.
    """

    __slots__ = (
        "_beat",
        "_bell",
        "_gap",
        "_ids",
        "cursor",
        "cut_reason",
        "key_id",
        "live",
        "next_beat",
        "partition",
        "tenant",
    )  # fmt: skip

    def __init__(
        self, *, tenant: str, key_id: str, partition: int, cursor: Cursor, gap: Gap | None, ids: ResumeIds
    ) -> None:
        self.tenant = tenant
        self.key_id = key_id
        self.partition = partition
        self.cursor = cursor
        self.live = False  # it has caught up once: from then on its backlog is bounded
        self.next_beat = 0.0
        self.cut_reason: CutReason | None = None
        self._gap = gap
        self._ids = ids
        self._beat = True  # the first thing that a client gets is an id
        self._bell: asyncio.Future[None] | None = None

    @property
    def resume_id(self) -> str:
        return self._ids.write(Place(self.partition, self.cursor.position))

    def ring(self) -> None:
        """There is something to do."""
        if self._bell is not None and not self._bell.done():
            self._bell.set_result(None)

    def beat(self) -> None:
        """A heartbeat is due."""
        self._beat = True
        self.ring()

    def cut(self, reason: CutReason) -> None:
        """End the stream; the first reason stands."""
        self.cut_reason = self.cut_reason or reason
        self.ring()

    async def wait(self) -> None:
        """Until there is something to do."""
        if self._beat or self._gap or self.cursor.behind or self.cut_reason:
            return
        self._bell = asyncio.get_running_loop().create_future()
        await self._bell

    def take(self) -> bytes:
        """What goes out next, all that is ready joined up to a bound; perhaps nothing."""
        gaps, self._gap = (self._gap, self.cursor.missed()), None
        chunks = [encoding.gap(gap, self.partition, self._ids) for gap in gaps if gap is not None]
        chunks += self.cursor.take(CHUNK_BYTES)
        self.live = self.live or not self.cursor.behind
        if self._beat:
            self._beat = False
            chunks.append(encoding.heartbeat(self.resume_id))
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)
