"""Who may hold streams: how many each key has open, and whether it still may."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from psasync.kit.http import Problem
from psasync.kit.logging import get_logger
from psasync_tickets_relay.outbound.encoding import CutReason
from psasync_tickets_relay.outbound.subscriber import Subscriber

log = get_logger(__name__)

StillAllowed = Callable[[], Awaitable[bool]]

_ASK_AT_ONCE = 10
_REMEMBERED_CUTS = 100


class TooManyStreams(Exception):  # noqa: N818 - a state, not a mistake
    """The key, or the whole process, has as many streams open as it may."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A stream that was ended from this side."""

    tenant: str
    key_id: str
    reason: CutReason
    at: datetime


@dataclass(slots=True)
class _Key:
    still_allowed: StillAllowed
    streams: set[Subscriber] = field(default_factory=set)


class Sessions:
    """Streams by the key that opened them. One question per key and round, however many streams it has."""

    def __init__(self, *, per_key: int, total: int) -> None:
        self._per_key = per_key
        self._total = total
        self._keys: dict[str, _Key] = {}
        self._count = 0
        self._cut: deque[Cut] = deque(maxlen=_REMEMBERED_CUTS)

    @property
    def streams(self) -> Iterator[Subscriber]:
        return (stream for key in self._keys.values() for stream in key.streams)

    @property
    def cut(self) -> Iterator[Cut]:
        """The last ones, the latest first."""
        return reversed(self._cut)

    def add(self, subscriber: Subscriber, still_allowed: StillAllowed) -> None:
        """`still_allowed` is asked for the key from now on. The place was checked by `check`."""
        key = self._keys.setdefault(subscriber.key_id, _Key(still_allowed))
        key.still_allowed = still_allowed
        key.streams.add(subscriber)
        self._count += 1

    def check(self, key_id: str) -> None:
        """Whether one more may be opened. Raises `TooManyStreams`."""
        key = self._keys.get(key_id)
        if self._count >= self._total or (key is not None and len(key.streams) >= self._per_key):
            raise TooManyStreams

    def remove(self, subscriber: Subscriber) -> None:
        key = self._keys[subscriber.key_id]
        key.streams.remove(subscriber)
        self._count -= 1
        if subscriber.cut_reason is not None:
            self._cut.append(Cut(subscriber.tenant, subscriber.key_id, subscriber.cut_reason, datetime.now(UTC)))
        if not key.streams:
            del self._keys[subscriber.key_id]

    async def recheck(self) -> None:
        """Ask for every key once; cut the streams of those that may not go on."""
        turn = asyncio.Semaphore(_ASK_AT_ONCE)

        async def ask(key_id: str, key: _Key) -> None:
            async with turn:
                reason = await _verdict(key)
            if reason is not None:
                log.info("streams ended", key=key_id, reason=reason, streams=len(key.streams))
                for subscriber in key.streams:
                    subscriber.cut(reason)

        await asyncio.gather(*(ask(key_id, key) for key_id, key in list(self._keys.items())))


async def _verdict(key: _Key) -> CutReason | None:
    try:
        allowed = await key.still_allowed()
    except Problem:
        # The catalog client bridges short absences of the scheduler; beyond that, a revocation could go unseen.
        return CutReason.UNVERIFIED
    return None if allowed else CutReason.REVOKED
