"""What a list endpoint needs of that which it lists."""

from collections.abc import Iterator
from typing import Any, Protocol

from psasync_simulator.data.rows import Row


class Records(Protocol):
    @property
    def revision(self) -> int:
        """Moves with every change."""

    def __len__(self) -> int: ...

    def alive(self, number: int) -> bool: ...

    def parent(self, number: int) -> int: ...

    def record(self, number: int) -> dict[str, Any]: ...

    def row(self, number: int) -> Row: ...

    def ids(self, *, after: int = 0, parent: int | None = None) -> Iterator[int]:
        """Living ids above `after`, ascending; of one parent where it is named."""

    def touched_since(self, seconds: int) -> list[int] | None:
        """Ids that can have been updated at or after a time, ascending; None: any."""

    def nth(self, offset: int) -> int:
        """The id after which the living record number `offset` of the whole list stands."""
