"""Paging newest first over one field that holds moment and id, and so orders what is equally old."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

FIELD = "order"
SORT = ((FIELD, -1),)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_FIRST_LOOK = timedelta(days=1)
_FURTHER = 8
_DIGITS = 14  # of milliseconds since 1970: enough until the year 5138


def order(at: datetime, id_: str) -> str:
    """Sorts as text by moment, then by id."""
    return f"{_stamp(at)}:{id_}"


def window(after: str | None, since: datetime | None = None, until: datetime | None = None) -> dict[str, Any]:
    """The filter for `[since, until)` and for what comes after `after`. What has no place in the order is not in it."""
    above = [_stamp(until)] if until is not None else []
    if after is not None:
        above.append(after)
    bounds = {"$gte": _stamp(since or _EPOCH)} | ({"$lt": min(above)} if above else {})
    return {FIELD: bounds}


def floors(newest: datetime, since: datetime | None = None) -> Iterator[datetime]:
    """Lower bounds for one look after another, each reaching further back; the last is where the list ends.

    A page of a long list lies in the first of them. Not every server stops at the limit of a sorted query: some read
    all that the bounds let through.
    """
    end = max(since, _EPOCH) if since is not None else _EPOCH
    reach = _FIRST_LOOK
    while newest - end > reach:
        yield newest - reach
        reach *= _FURTHER
    yield end


def moment_of(after: str | None) -> datetime | None:
    """The moment of a place; None if it has none, as anybody can make up a cursor."""
    stamp = (after or "")[:_DIGITS]
    if len(stamp) < _DIGITS or not (stamp.isascii() and stamp.isdecimal()):
        return None
    return _EPOCH + int(stamp) * _MILLISECOND


def place(cursor: Mapping[str, Any]) -> str:
    """The place in a cursor's list. Raises ValueError for a cursor of another list."""
    found = cursor.get(FIELD)
    if not isinstance(found, str):
        raise ValueError("not a cursor of this list")  # noqa: TRY004 - what is wrong is the text that was sent
    return found


def _stamp(at: datetime) -> str:
    return f"{max(0, (at - _EPOCH) // _MILLISECOND):0{_DIGITS}d}"
