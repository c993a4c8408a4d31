"""Which records a request asks for, in the order of their ids."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from psasync_simulator.data.rows import Row
from psasync_simulator.data.store import Store
from psasync_simulator.http import Request
from psasync_simulator.marketplace.errors import bad_request


@dataclass(frozen=True, slots=True)
class Selection:
    """Bounds are seconds since 1970; the ends are included, and the end of creation too."""

    store: Store
    updated_since: float | None
    created_from: float | None
    created_to: float | None

    @classmethod
    def of(cls, store: Store, request: Request) -> "Selection":
        query = request.query
        return cls(
            store,
            _instant(query, "updated_since"),
            _instant(query, "created_from"),
            _instant(query, "created_to"),
        )

    @property
    def whole(self) -> bool:
        return self.updated_since is None and self.created_from is None and self.created_to is None

    def rows(self, after: int = 0) -> Iterator[Row]:
        rows = map(self.store.row, self.store.ids(after=after))
        return rows if self.whole else filter(self._matches, rows)

    def count(self) -> int:
        return len(self.store) if self.whole else sum(1 for _ in self.rows())

    def start(self, offset: int) -> int:
        """The id after which the row number `offset` stands."""
        if self.whole:
            return self.store.nth(offset)
        last = 0
        for place, row in enumerate(self.rows()):
            if place == offset:
                return row.id - 1
            last = row.id
        return last

    def _matches(self, row: Row) -> bool:
        entered, updated = row.stamps
        return (
            (self.updated_since is None or updated >= self.updated_since)
            and (self.created_from is None or entered >= self.created_from)
            and (self.created_to is None or entered <= self.created_to)
        )


def _instant(query: dict[str, str], name: str) -> float | None:
    """An ISO time or day, or seconds since 1970."""
    text = query.get(name, "")
    if not text:
        return None
    try:
        if text.isdigit():
            return float(text)
        found = datetime.fromisoformat(text)
    except ValueError:
        raise bad_request(f"{name} is no time") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
