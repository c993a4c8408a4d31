"""What many short-lived readers need and each would ask for anew."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Values by name, for `seconds`; of more than `most` the latest. Losing one costs calls and nothing else."""

    def __init__(self, *, seconds: float, most: int = 1000, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._most = most
        self._monotonic = monotonic
        self._values: OrderedDict[Hashable, tuple[T, float]] = OrderedDict()

    def get(self, name: Hashable) -> T | None:
        found = self._values.get(name)
        return found[0] if found and self._monotonic() < found[1] else None

    def put(self, name: Hashable, value: T) -> None:
        self._values[name] = value, self._monotonic() + self._seconds
        self._values.move_to_end(name)
        while len(self._values) > self._most:
            self._values.popitem(last=False)
