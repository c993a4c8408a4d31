"""One page of a list: filters, order, page numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from psasync_simulator.data.kind import Kind
from psasync_simulator.data.rows import Row
from psasync_simulator.data.store import Store
from psasync_simulator.http import Request
from psasync_simulator.kaseya_bms.answers import invalid
from psasync_simulator.kaseya_bms.data.kinds import TICKET
from psasync_simulator.kaseya_bms.filters import Filters, filters_of
from psasync_simulator.kaseya_bms.spec import BmsSpec

DEFAULT_SIZE = 25


class Listed(NamedTuple):
    rows: list[Row]
    total: int


@dataclass(frozen=True, slots=True)
class Asked:
    """The query of a list, checked against what the account knows."""

    filters: Filters
    start: int  # rows before the page
    size: int
    descending: bool

    @classmethod
    def of(cls, request: Request, spec: BmsSpec, kind: Kind) -> "Asked":
        """Raises `Refused`."""
        query = request.query
        size = min(_number(query, "pagesize", DEFAULT_SIZE), spec.largest_page)
        page = max(0, _number(query, "pagenumber", spec.first_page) - spec.first_page)
        changed = "lastactivityupdate" if kind is TICKET else "modifiedon"
        return cls(filters_of(query, changed), page * max(1, size), size, _is_descending(query.get("sort", ""), spec))


def listed(store: Store, asked: Asked) -> Listed:
    if asked.filters.test is None:
        return Listed(_whole(store, asked), len(store))
    rows = [row for row in _candidates(store, asked.filters) if asked.filters.test(row)]
    if asked.descending:
        rows.reverse()
    return Listed(rows[asked.start : asked.start + asked.size], len(rows))


def _whole(store: Store, asked: Asked) -> list[Row]:
    """Without filters a page costs what it holds, wherever it begins."""
    if asked.descending:
        numbers = list(store.ids())[::-1][asked.start : asked.start + asked.size]
    else:
        numbers = list(islice(store.ids(after=store.nth(asked.start)), asked.size))
    return [store.row(number) for number in numbers]


def _candidates(store: Store, filters: Filters) -> Iterator[Row]:
    few = store.touched_since(filters.updated_from) if filters.updated_from is not None else None
    numbers = store.ids() if few is None else (number for number in few if store.alive(number))
    return map(store.row, numbers)


def _is_descending(sort: str, spec: BmsSpec) -> bool:
    if not spec.sorts:
        return True
    words = sort.lower().split()
    if not words:
        return False
    if words[0] != "id" or len(words) > 2 or words[-1] not in {"id", "asc", "desc"}:
        raise invalid("Sort")
    return words[-1] == "desc"


def _number(query: dict[str, str], name: str, default: int) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise invalid(name)
    return int(text)
