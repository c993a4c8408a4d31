"""Who may hold streams: how many each key has open, and whether it still may."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from psasync.kit.http import Problem
from psasync.kit.logging import get_logger
from psasync_tickets_relay.outbound.encoding import CutReason
from psasync_tickets_relay.outbound.subscriber import Subscriber

log = get_logger(__name__)

StillAllowed = Callable[[], Awaitable[bool]]

_ASK_AT_ONCE = 10


class TooManyStreams(Exception):  # noqa: N818 - a state, not a mistake
    """The key, or the whole process, has as many streams open as it may."""


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
