"""Brings each event to the consumers of its tenant."""

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from psasync_tickets_relay import metrics
from psasync_tickets_relay.domain.cursor import Cursor
from psasync_tickets_relay.domain.entrance import Entrance
from psasync_tickets_relay.domain.filters import TicketFilter
from psasync_tickets_relay.domain.resume import ResumeIds
from psasync_tickets_relay.domain.window import Entry, PartitionWindow
from psasync_tickets_relay.outbound import encoding
from psasync_tickets_relay.outbound.audience import Audience
from psasync_tickets_relay.outbound.dialect import Dialect
from psasync_tickets_relay.outbound.encoding import CutReason
from psasync_tickets_relay.outbound.subscriber import Subscriber

_CUTS_AT_ONCE = 50
"""Of one tick: a thousand goodbyes in a row would be heard in the deliveries of the others."""
_SPREAD = 0.4
"""Of the interval, over which heartbeats that would be due together are spread."""


@dataclass(frozen=True, slots=True)
class HubLimits:
    retention_ms: int  # no event stays in memory longer than the topic promises to keep it
    window_bytes: int  # of all partitions together
    backlog_events: int  # a live consumer that is further behind is cut
    backlog_bytes: int
    heartbeat_seconds: float  # at the latest, to who gets no event
    send_seconds: float  # a consumer whose connection stays full for longer is cut


class Hub:
    """The windows of all partitions and who listens to them. Belongs to one event loop; no method awaits.

    An event costs one append and one write per consumer of its tenant that keeps up, of the same bytes; consumers that
    are slow or gone cost the others nothing.
    """

    def __init__(
        self,
        limits: HubLimits,
        *,
        now_ms: Callable[[], int],
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._limits = limits
        self._now_ms = now_ms
        self._clock = clock
        self._chance = chance
        self._windows: dict[int, PartitionWindow] = {}
        self._audiences: dict[str, Audience] = {}
        self._closed = False

    def start(self, positions: Mapping[int, int]) -> None:
        """Reading begins at these offsets, by partition. A repetition changes nothing for partitions that are known."""
        for partition, position in positions.items():
            self._windows.setdefault(partition, PartitionWindow(position))

    def restart(self) -> None:
        """The topic is another one: positions mean nothing any more, and everybody has to come in anew."""
        self._windows.clear()
        for subscriber in self.subscribers:
            subscriber.cut(CutReason.TOPIC_CHANGED)

    def window(self, partition: int) -> PartitionWindow:
        """Raises KeyError before `start`."""
        return self._windows[partition]

    @property
    def subscribers(self) -> Iterable[Subscriber]:
        return (subscriber for audience in self._audiences.values() for subscriber in audience)

    @property
    def held_bytes(self) -> int:
        return sum(window.bytes for window in self._windows.values())

    def deliver(self, partition: int, events: Sequence[tuple[str, Entry]], position: int) -> None:
        """Events by tenant, in the order of the partition; `position` is where reading goes on after them."""
        window = self._windows[partition]
        for tenant, entry in events:
            window.append(tenant, entry)
        window.advance(position)
        tenants = {tenant for tenant, _ in events}
        for tenant in tenants:
            self._announce(tenant)
        self._shrink()

    def lose(self, partition: int, position: int) -> None:
        """The partition went on at `position` without us: everybody who listens to it is told of a gap."""
        self._windows[partition].lose(position)
        for audience in self._audiences.values():
            audience.part()
            for subscriber in audience:
                if subscriber.partition == partition:
                    subscriber.ring()

    def subscribe(
        self,
        *,
        tenant: str,
        key_id: str,
        partition: int,
        entrance: Entrance,
        wanted: TicketFilter,
        ids: ResumeIds,
        dialect: Dialect = encoding,
    ) -> Subscriber:
        """Listen from `entrance` on: what the window holds after it, then what comes, each event once."""
        window = self._windows[partition]
        audience = self._audiences.setdefault(tenant, Audience(tenant))
        cursor = Cursor(window, tenant, entrance.position, wanted)
        subscriber = Subscriber(
            tenant=tenant,
            key_id=key_id,
            partition=partition,
            cursor=cursor,
            gap=entrance.gap,
            ids=ids,
            dialect=dialect,
            unison=audience.unison(window, dialect.tickets) if wanted.accepts_all else None,
        )
        subscriber.next_beat = self._next_beat(self._clock())
        audience.add(subscriber)
        if self._closed:
            subscriber.cut(CutReason.SHUTDOWN)
        return subscriber

    def leave(self, subscriber: Subscriber) -> None:
        audience = self._audiences[subscriber.tenant]
        audience.remove(subscriber)
        if not audience:
            audience.close()
            del self._audiences[subscriber.tenant]

    def tick(self) -> None:
        """To be called every second or so: heartbeats that are due, events that are too old, clients that are stuck."""
        oldest = self._now_ms() - self._limits.retention_ms
        for window in self._windows.values():
            window.drop_before(oldest)
        for audience in self._audiences.values():
            audience.pass_on_told()
        now, cuts = self._clock(), 0
        for subscriber in self.subscribers:
            if subscriber.blocked and cuts < _CUTS_AT_ONCE:
                cuts += self._cut_if_stuck(subscriber, now)
            if subscriber.told:
                # It carried an id. A heartbeat to thousands at once would hold up the next event for nothing.
                subscriber.told = False
                subscriber.next_beat = self._next_beat(now)
            elif subscriber.next_beat <= now:
                subscriber.next_beat = self._next_beat(now)
                subscriber.beat()
        metrics.WINDOW_BYTES.set(self.held_bytes)

    def close(self) -> None:
        """Tell everybody to come back later; whoever still comes is told the same."""
        self._closed = True
        for subscriber in self.subscribers:
            subscriber.cut(CutReason.SHUTDOWN)

    def _announce(self, tenant: str) -> None:
        audience = self._audiences.get(tenant)
        if audience is None:
            return
        audience.announce()
        for subscriber in tuple(audience.alone):
            if subscriber.live and subscriber.cursor.behind and self._too_far_behind(subscriber):
                subscriber.cut(CutReason.SLOW_CONSUMER)

    def _next_beat(self, now: float) -> float:
        """Thousands that came, or were told something, together would get theirs in one go, and an event would wait."""
        return now + self._limits.heartbeat_seconds * (1 - _SPREAD * self._chance())

    def _cut_if_stuck(self, subscriber: Subscriber, now: float) -> bool:
        if subscriber.blocked_since is None:
            subscriber.blocked_since = now
        if now - subscriber.blocked_since < self._limits.send_seconds or subscriber.cut_reason is not None:
            return False
        subscriber.cut(CutReason.SLOW_CONSUMER)
        return True

    def _too_far_behind(self, subscriber: Subscriber) -> bool:
        events, size = subscriber.cursor.backlog
        return events > self._limits.backlog_events or size > self._limits.backlog_bytes

    def _shrink(self) -> None:
        """The largest partition gives way, so that one tenant's flood takes only its neighbours' replay."""
        while self.held_bytes > self._limits.window_bytes:
            max(self._windows.values(), key=lambda window: window.bytes).drop_oldest()
