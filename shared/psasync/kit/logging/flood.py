"""Keeps a library that repeats itself from filling the log."""

import logging
import re
import time
from collections import OrderedDict
from collections.abc import Callable

NOISY = ("aiokafka", "faststream", "kafka", "pymongo", "motor", "httpx", "httpcore")
_VARIABLE = re.compile(r"0x[0-9a-f]+|\d+")
_MOST_TEMPLATES = 512


class FloodFilter(logging.Filter):
    """Lets each message template of the noisy loggers pass once per `every` seconds.

    aiokafka writes some 140 lines a second while its broker is away. The next line that passes says how many were
    left out. Templates are told apart with their numbers removed; at most 512 are remembered.
    """

    def __init__(self, every: float = 10, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._every = every
        self._monotonic = monotonic
        self._seen: OrderedDict[tuple[str, int, str], tuple[float, int]] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.partition(".")[0] not in NOISY:
            return True
        key = (record.name, record.levelno, _VARIABLE.sub("#", str(record.msg))[:160])
        now = self._monotonic()
        passed_at, suppressed = self._seen.get(key, (-self._every, 0))
        if now - passed_at < self._every:
            self._seen[key] = (passed_at, suppressed + 1)
            return False
        self._remember(key, now)
        if suppressed:
            record.msg = f"{record.getMessage()} ({suppressed} more like this in {now - passed_at:.0f} s)"
            record.args = ()
        return True

    def _remember(self, key: tuple[str, int, str], now: float) -> None:
        self._seen[key] = (now, 0)
        self._seen.move_to_end(key)
        if len(self._seen) > _MOST_TEMPLATES:
            self._seen.popitem(last=False)
