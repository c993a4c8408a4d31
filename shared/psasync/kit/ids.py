"""Identifiers that sort by the time of their making."""

import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from secrets import randbits

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A UUIDv7 as text. Later ids of one process sort after earlier ones, even within one millisecond."""
    ticks = _next_ticks()
    return _text(ticks >> 12, ticks & 0xFFF, randbits(62))


def id_at(moment: datetime) -> str:
    """A UUIDv7 of that moment's millisecond. Between ids of one millisecond the order is by chance."""
    return _text(_milliseconds(moment), randbits(12), randbits(62))


def first_id_at(moment: datetime) -> str:
    """Sorts before all ids of that moment or later (to the millisecond), and after all earlier ones."""
    return _text(_milliseconds(moment), 0, 0)


def time_of(id_: str) -> datetime:
    """When a UUIDv7 was made, to the millisecond. Raises `ValueError` for what is no UUID."""
    return _EPOCH + (uuid.UUID(id_).int >> 80) * _MILLISECOND


def _milliseconds(moment: datetime) -> int:
    """Since 1970, and never before it."""
    return max(0, (moment - _EPOCH) // _MILLISECOND)


def _text(milliseconds: int, fraction: int, rest: int) -> str:
    return str(uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | rest))


def _next_ticks() -> int:
    """Milliseconds since 1970 and 12 bits of their fraction (RFC 9562, method 3), always above the one before."""
    global _last  # noqa: PLW0603 - the order is a property of the process
    nanoseconds = time.time_ns()
    ticks = (nanoseconds // 1_000_000) << 12 | (nanoseconds % 1_000_000) * 4096 // 1_000_000
    with _lock:
        _last = max(ticks, _last + 1)
        return _last
