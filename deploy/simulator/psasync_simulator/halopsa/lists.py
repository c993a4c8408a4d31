"""Lists: which records, in which order, and the page of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from psasync_simulator.data.rows import Row
from psasync_simulator.data.store import Store
from psasync_simulator.halopsa.errors import bad_request
from psasync_simulator.halopsa.rows import is_on

DEFAULT_COUNT = 50
"""Rows of an answer that was asked for neither pages nor a count."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The query of a list, checked."""

    pages: bool
    page: int
    size: int
    descending: bool
    inactive: bool
    active: bool
    updated_from: int | None  # seconds since 1970

    @classmethod
    def of(cls, query: dict[str, str], most: int, zone: ZoneInfo) -> "Ask":
        """`most`: the largest page, silently. Raises `Refused` (400)."""
        pages = is_on(query, "pageinate")
        size = _number(query, "page_size", most) if pages else _number(query, "count", DEFAULT_COUNT)
        inactive = is_on(query, "includeinactive")
        if query.get("order", "id").lower() != "id":
            raise bad_request("This simulation orders by id only")
        return cls(
            pages=pages,
            page=_number(query, "page_no", 1) if pages else 1,
            size=min(size, most) if pages else size,
            # Without an order it is nobody's business which one it is: here it is the one that pages break in.
            descending=is_on(query, "orderdesc") or "order" not in query,
            inactive=inactive,
            active=is_on(query, "includeactive") or not inactive,
            updated_from=_moment(query.get("lastupdatefromdate", ""), zone),
        )


@dataclass(frozen=True, slots=True)
class Listed:
    rows: list[dict[str, Any]]
    total: int


def listed(store: Store, ask: Ask) -> Listed:
    test = _test(ask)
    first = (ask.page - 1) * ask.size
    if test is None and not ask.descending:
        after = store.nth(first) if first < len(store) else None
        numbers = islice(store.ids(after=after), ask.size) if after is not None else iter(())
        return Listed([store.record(number) for number in numbers], len(store))
    chosen = [row.id for row in filter(test, _candidates(store, ask))]
    if ask.descending:
        chosen.reverse()
    return Listed([store.record(number) for number in chosen[first : first + ask.size]], len(chosen))


def _candidates(store: Store, ask: Ask) -> Iterator[Row]:
    few = store.touched_since(ask.updated_from) if ask.updated_from is not None else None
    numbers = store.ids() if few is None else (number for number in few if store.alive(number))
    return map(store.row, numbers)


def _test(ask: Ask) -> Callable[[Row], bool] | None:
    everyone = ask.inactive and ask.active
    if everyone and ask.updated_from is None:
        return None

    def passes(row: Row) -> bool:
        if ask.updated_from is not None and row.stamps.updated < ask.updated_from:
            return False
        return everyone or (ask.inactive if row.record.get("inactive") else ask.active)

    return passes


def _moment(text: str, zone: ZoneInfo) -> int | None:
    if not text:
        return None
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())
    except ValueError as error:
        raise bad_request("lastupdatefromdate is no date") from error


def _number(query: dict[str, str], name: str, default: int) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise bad_request(f"{name} must be a whole number from 1")
    return int(text)
