"""A stream that is read in the background, so that waiting for it has an end and Ctrl-C is heard at once."""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

_BUFFERED = 100
_GLANCE_SECONDS = 0.5  # on some systems Ctrl-C is not heard while a lock is waited for


class _End:
    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


class Feed(Generic[T]):
    """What `source` gives, until it ends or `within` seconds are over (None: no end). Raises what the source raises."""

    def __init__(self, source: Callable[[], Iterable[T]], within: float | None = None) -> None:
        self._source = source
        self._until = None if within is None else time.monotonic() + within
        self._items: queue.Queue[T | _End] = queue.Queue(_BUFFERED)

    def __iter__(self) -> Iterator[T]:
        threading.Thread(target=self._read, name="feed", daemon=True).start()
        while True:
            item = self._next()
            if item is None:
                return
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item

    def _next(self) -> T | _End | None:
        """None when the time is over."""
        while True:
            left = _GLANCE_SECONDS if self._until is None else self._until - time.monotonic()
            try:
                return self._items.get(timeout=max(0.0, min(left, _GLANCE_SECONDS)))
            except queue.Empty:
                if self._until is not None and time.monotonic() >= self._until:
                    return None

    def _read(self) -> None:
        try:
            for item in self._source():
                self._items.put(item)
        except BaseException as error:  # noqa: BLE001 - raised by who reads
            self._items.put(_End(error))
        else:
            self._items.put(_End())
