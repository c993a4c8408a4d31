"""One consumer as the hub sees it: a place in a log, and a bell."""

from collections.abc import Callable
from datetime import UTC, datetime

from psasync_tickets_relay.domain.cursor import Cursor
from psasync_tickets_relay.domain.gaps import Gap
from psasync_tickets_relay.domain.resume import Place, ResumeIds
from psasync_tickets_relay.outbound.dialect import Dialect
from psasync_tickets_relay.outbound.encoding import CutReason
from psasync_tickets_relay.outbound.unison import SHARED_BYTES, Unison, Write

CHUNK_BYTES = 65_536


class Subscriber:
    """What is to be sent next is asked of it whenever its bell rang; nothing is queued for it.

    Belongs to one event loop; nothing here awaits.
    """

    __slots__ = (
        "_beat",
        "_gap",
        "_ids",
        "_own",
        "_rung",
        "_unison",
        "blocked",
        "blocked_since",
        "cursor",
        "cut_reason",
        "dialect",
        "key_id",
        "live",
        "next_beat",
        "opened_at",
        "partition",
        "tenant",
        "told",
    )  # fmt: skip

    def __init__(
        self,
        *,
        tenant: str,
        key_id: str,
        partition: int,
        cursor: Cursor,
        gap: Gap | None,
        ids: ResumeIds,
        dialect: Dialect,
        unison: Unison | None,
    ) -> None:
        """`unison` is the one that it may join: None where it does not want everything."""
        self.tenant = tenant
        self.dialect = dialect
        self.opened_at = datetime.now(UTC)
        self.key_id = key_id
        self.partition = partition
        self.cursor = cursor  # while it is a member of the unison, that of all members
        self.live = False  # it has caught up once: from then on its backlog is bounded
        self.next_beat = 0.0
        self.told = False  # events went out since the hub last looked: the client knows that the stream lives
        self.blocked = False  # something waits, and the client's connection is full
        self.blocked_since: float | None = None  # the hub's note of it
        self.cut_reason: CutReason | None = None
        self._own = cursor
        self._unison = unison
        self._gap = gap
        self._ids = ids
        self._beat = True  # the first thing that a client gets is an id
        self._rung: Callable[[], None] | None = None

    @property
    def resume_id(self) -> str:
        return self._ids.write(Place(self.partition, self.cursor.position))

    @property
    def waits(self) -> bool:
        """Whether there is something to take."""
        return self._beat or self._gap is not None or self.cursor.behind

    def listen(self, rung: Callable[[], None] | None) -> None:
        """`rung` is called at once, and from then on whenever there is something to do; None: nobody listens."""
        self._rung = rung
        self.ring()

    def ring(self) -> None:
        """There is something to do."""
        if self._rung is not None:
            self._rung()

    def unblock(self) -> None:
        """The client has taken what its connection held."""
        self.blocked = False
        self.blocked_since = None

    def beat(self) -> None:
        """A heartbeat is due."""
        self._beat = True
        self.ring()

    def cut(self, reason: CutReason) -> None:
        """End the stream; the first reason stands."""
        self.stand_alone()
        self.cut_reason = self.cut_reason or reason
        self.ring()

    def settle(self, write: Write) -> None:
        """Where nothing waits: its events come by `write` from now on, together with those of all who stand here.

        Until `stand_alone`, and only where it wants everything; otherwise its bell goes on to ring.
        """
        unison = self._unison
        if unison is None or self.cursor is not self._own or not self.live or self.waits or self.cut_reason is not None:
            return
        unison.join(self, write)
        self.cursor = unison.cursor

    def stand_alone(self) -> None:
        """Its bell rings for what comes from now on. A repetition changes nothing."""
        if self._unison is not None and self.cursor is not self._own:
            self._own.stand_at(self.cursor)
            self.cursor = self._own
            self._unison.leave(self)

    def written(self) -> bytes:
        """What goes out next, framed; perhaps nothing. A part of it only where much waits."""
        if self.live and not self._beat and self._gap is None:
            shared = self.cursor.take_shared(self.dialect.tickets, SHARED_BYTES)
            if shared is not None:
                if shared:
                    self.told = True
                return shared
        chunks = self.take()
        return self.dialect.framed(chunks) if chunks else b""

    def take(self) -> list[bytes]:
        """The events that go out next, up to a bound; perhaps none."""
        gaps, self._gap = (self._gap, self.cursor.missed()), None
        chunks = [self.dialect.gap(gap, self.partition, self._ids) for gap in gaps if gap is not None]
        chunks += map(self.dialect.passed_on, self.cursor.take(CHUNK_BYTES))
        self.live = self.live or not self.cursor.behind
        if chunks:
            self.told = True
        if self._beat:
            self._beat = False
            chunks.append(self.dialect.heartbeat(self.resume_id))
        return chunks

    def farewell(self, retry_ms: int) -> bytes:
        """The last that goes out, once it has been cut."""
        assert self.cut_reason is not None  # noqa: S101 - that is what it says
        return self.dialect.closed(self.cut_reason, self.resume_id, retry_ms)
