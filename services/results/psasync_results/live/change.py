"""One change of an execution, on its way to everybody who watches."""

from collections.abc import Callable
from datetime import datetime

from psasync_results.store.executions import Stored


class Change:
    """`place`: whoever has been told of it, and of all before it, stands there; None while that is not known."""

    __slots__ = ("_forms", "place", "stored")

    def __init__(self, stored: Stored, place: datetime | None) -> None:
        self.stored = stored
        self.place = place
        self._forms: dict[str, bytes] = {}

    def once(self, form: str, encode: "Callable[[Change], bytes]") -> bytes:
        """Encoded for the first who asks, and the same bytes for everybody after."""
        if form not in self._forms:
            self._forms[form] = encode(self)
        return self._forms[form]
