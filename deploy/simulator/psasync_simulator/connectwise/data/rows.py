"""One record as the evaluation of conditions sees it: cheap facts first, the whole record only when asked for."""

from collections.abc import Callable
from typing import Any

from psasync_simulator.connectwise.data.stamps import Stamps, text


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

    def value(self, path: tuple[str, ...]) -> Any:
        """The value at a path like `company/id`, found without regard to case; None where there is nothing."""
        match path:
            case ("id",):
                return self.id
            case ("lastupdated",) | ("_info", "lastupdated"):
                return text(self.stamps.updated)
            case ("dateentered",) | ("_info", "dateentered"):
                return text(self.stamps.entered)
        here: Any = self.record
        for step in path:
            if not isinstance(here, dict):
                return None
            here = next((value for key, value in here.items() if key.lower() == step), None)
        return here
