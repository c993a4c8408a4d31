"""One answer of the provider, kept for a while."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from psasync.kit.logging import get_logger
from psasync_scheduler.actions.oidc.errors import ProviderDown, ProviderFault

log = get_logger(__name__)

T = TypeVar("T")

FRESH_SECONDS = 3600.0
STALE_SECONDS = 24 * 3600.0  # how long an old answer is used while there is no newer one
PAUSE_SECONDS = 30.0  # between two questions, however many sign-ins want to know


class Cached(Generic[T]):
    """Asked for by however many at once, it is fetched once."""

    def __init__(
        self,
        fetch: Callable[[], Awaitable[T]],
        *,
        pause: float = PAUSE_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._pause = pause
        self._monotonic = monotonic
        self._lock = asyncio.Lock()
        self._value: tuple[T, float] | None = None
        self._asked_at: float | None = None

    async def get(self) -> T:
        """Raises what `fetch` raises, when nothing usable is kept."""
        async with self._lock:
            kept = self._kept(FRESH_SECONDS)
            if kept is not None:
                return kept
            old = self._kept(STALE_SECONDS)
            if old is not None and self._just_asked():
                return old
            try:
                return await self._renew()
            except (ProviderDown, ProviderFault):
                if old is None:
                    raise
                log.warning("an older answer of the sign-in provider is used")
                return old

    async def newer(self, than: T) -> T:
        """One fetched after `than`, unless the provider was asked a moment ago. Raises what `fetch` raises."""
        async with self._lock:
            kept = self._kept(STALE_SECONDS)
            if kept is not None and (kept is not than or self._just_asked()):
                return kept
            return await self._renew()

    async def _renew(self) -> T:
        self._asked_at = self._monotonic()
        value = await self._fetch()
        self._value = (value, self._monotonic())
        return value

    def _kept(self, seconds: float) -> T | None:
        if self._value is None or self._monotonic() - self._value[1] >= seconds:
            return None
        return self._value[0]

    def _just_asked(self) -> bool:
        return self._asked_at is not None and self._monotonic() - self._asked_at < self._pause
