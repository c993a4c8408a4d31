"""One record as a filter sees it: cheap facts first, the whole record only when asked for."""

from collections.abc import Callable
from typing import Any

from psasync_simulator.data.stamps import Stamps


class Row:
    __slots__ = ("_load", "_record", "id", "stamps")

    def __init__(self, number: int, stamps: Stamps, load: Callable[[int], dict[str, Any]]) -> None:
        self.id = number
        self.stamps = stamps
        self._load = load
        self._record: dict[str, Any] | None = None

    @property
    def record(self) -> dict[str, Any]:
        if self._record is None:
            self._record = self._load(self.id)
        return self._record
