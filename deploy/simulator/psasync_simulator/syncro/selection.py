"""Which records a list holds, and in which order."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice

from psasync_simulator.data.store import Store
from psasync_simulator.http import Request
from psasync_simulator.syncro.account import SyncroAccount
from psasync_simulator.syncro.routes import Listed

_ORDERS: Mapping[str, Callable[[Store, int], int]] = {
    "id": lambda _store, number: number,
    "created_at": lambda store, number: store.stamps(number).entered,
    "updated_at": lambda store, number: store.stamps(number).updated,
}


class Selection:
    """The whole list by id costs nothing; anything else is worked out record by record."""

    def __init__(self, account: SyncroAccount, listed: Listed, request: Request) -> None:
        self._store = account.stores[listed.kind.name]
        query = request.query_pairs
        self._wanted = {value for name, value in query if name == "id[]"}
        self._hides_disabled = listed.rows == "customers" and request.query.get("include_disabled") != "true"
        self._customer = request.query.get("customer_id", "") if listed.by_customer else ""
        times = request.query if listed.by_time else {}
        self._updated_since = _seconds(times.get("since_updated_at", ""))
        self._created_after = _seconds(times.get("created_after", ""))
        self._field, self._descending = _order(request.query.get("sort", ""), newest_first=account.newest_first)

    def page(self, offset: int, size: int) -> tuple[Sequence[int], int]:
        """The ids of a page, and how many the list has."""
        filtered = self._wanted or self._hides_disabled or self._customer or self._updated_since or self._created_after
        if filtered or self._field != "id":
            found = self._worked_out()
            return found[offset : offset + size], len(found)
        total = len(self._store)
        if not self._descending:
            return list(islice(self._store.ids(after=self._store.nth(offset)), size)), total
        start = max(0, total - offset - size)
        stop = max(0, total - offset)
        return list(islice(self._store.ids(after=self._store.nth(start)), stop - start))[::-1], total

    def _worked_out(self) -> list[int]:
        found = [number for number in self._store.ids() if self._has(number)]
        key = _ORDERS[self._field]
        return sorted(found, key=lambda number: (key(self._store, number), number), reverse=self._descending)

    def _has(self, number: int) -> bool:
        if self._wanted and str(number) not in self._wanted:
            return False
        stamps = self._store.stamps(number)
        if stamps.updated < self._updated_since or stamps.entered < self._created_after:
            return False
        if self._customer and str(self._store.parent(number)) != self._customer:
            return False
        return not (self._hides_disabled and self._store.record(number)["disabled"])


def _seconds(text: str) -> float:
    """Of a date or a time; 0 for what is none, which is passed over."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return 0
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def _order(text: str, *, newest_first: bool) -> tuple[str, bool]:
    """What it does not know, it takes no notice of."""
    field, _, direction = text.partition(" ")
    return (field, direction.upper() == "DESC") if field in _ORDERS else ("id", newest_first)
