"""What Autotask allows: calls per hour and database, and calls at a time per endpoint."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from psasync.psa.autotask.zone import Zone
from psasync.psa.port import BudgetExhausted, CallLimit
from psasync.psa.toolkit.page_numbers import whole_number

HOURLY_CALLS = 10_000
"""By default; of all integrations of a database together. Above it Autotask suspends them all."""

SAFE_SHARE = 0.75
"""Of the hour's calls: from half of them on Autotask answers more slowly."""

CALLS_PER_ENDPOINT = 3
"""At a time, for integrations that were made after Autotask 2023.1."""

CALLS_BETWEEN_LOOKS = 100
"""How often it is looked at what the other integrations use: one call in a hundred."""

WAIT_SECONDS = 300.0
"""Until it is looked at again whether the others have let go: the hour is a rolling one, and when it drains is not
told."""

NAME = "Autotask's hourly limit"


def hourly_limit(zone: Zone) -> CallLimit:
    return CallLimit(zone.database, int(HOURLY_CALLS * SAFE_SHARE), 3600, NAME)


def room_left(content: Any) -> int | None:
    """Calls left below the safe share, by `ThresholdInformation`; None where the answer does not tell."""
    if not isinstance(content, dict):
        return None
    allowed = whole_number(content.get("externalRequestThreshold"))
    used = whole_number(content.get("currentTimeframeRequestCount"))
    return None if not allowed or used is None else int(allowed * SAFE_SHARE) - used


@dataclass(slots=True)
class Allowance:
    calls: int = 0  # that may pass before the next look


class ThresholdWatch:
    """Looks at the whole database's use before the first call and every so many after it, sooner when it is scarce."""

    def __init__(self, read: Callable[[], Awaitable[Any]], allowance: Allowance) -> None:
        self._read = read
        self._allowance = allowance
        self._lock = asyncio.Lock()

    async def before_call(self) -> None:
        """Raises `BudgetExhausted` where others have used up the hour; the next call then looks again."""
        if self._allowance.calls <= 0:
            async with self._lock:
                if self._allowance.calls <= 0:
                    self._allowance.calls = await self._look()
        self._allowance.calls -= 1

    async def _look(self) -> int:
        room = room_left(await self._read())
        if room is None:
            return CALLS_BETWEEN_LOOKS
        if room <= 0:
            raise BudgetExhausted(WAIT_SECONDS, NAME)
        return min(CALLS_BETWEEN_LOOKS, max(10, room // 4))


class EndpointSlots:
    """Calls at a time, per endpoint. There are as many as there are kinds of record."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._slots: dict[str, asyncio.Semaphore] = {}

    def of(self, path: str) -> asyncio.Semaphore:
        return self._slots.setdefault(endpoint_of(path), asyncio.Semaphore(self._at_once))


def endpoint_of(path: str) -> str:
    """What Autotask counts calls at a time by: the kind of record; of a child, its own."""
    parts = path.split("/")
    is_child = len(parts) > 2 and parts[1].isdigit()
    return (parts[2] if is_child else parts[0]).lower()
