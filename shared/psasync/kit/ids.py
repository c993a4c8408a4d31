"""Identifiers that sort by the time of their making."""

import threading
import time
import uuid
from secrets import randbits

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A UUIDv7 as text. Later ids of one process sort after earlier ones, even within one millisecond."""
    ticks = _next_ticks()
    value = (ticks >> 12) << 80 | 0x7 << 76 | (ticks & 0xFFF) << 64 | 0b10 << 62 | randbits(62)
    return str(uuid.UUID(int=value))


def _next_ticks() -> int:
    """Milliseconds since 1970 and 12 bits of their fraction (RFC 9562, method 3), always above the one before."""
    global _last  # noqa: PLW0603 - the order is a property of the process
    nanoseconds = time.time_ns()
    ticks = (nanoseconds // 1_000_000) << 12 | (nanoseconds % 1_000_000) * 4096 // 1_000_000
    with _lock:
        _last = max(ticks, _last + 1)
        return _last
