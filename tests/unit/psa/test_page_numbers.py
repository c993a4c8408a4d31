"""Page numbers over a list that changes while it is read: no record that stays is missed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from psasync.psa.toolkit.page_numbers import PageNumber, whole_number


def read(rows: list[int], size: int, changes: list[tuple[str, int]], *, total: bool) -> set[int]:
    """Reads as an adapter does; before each page after the first one change is made."""
    seen: set[int] = set()
    place: PageNumber | None = PageNumber()
    pending = list(changes)
    for _ in range(1000):
        assert place is not None
        start = (place.page - 1) * size
        page = rows[start : start + size]
        seen.update(page)
        cursor = place.after(rows=len(page), size=size, total=len(rows) if total else None)
        if cursor is None:
            return seen
        place = PageNumber.at(cursor.cursor)
        if pending:
            kind, which = pending.pop(0)
            if kind == "delete" and rows:
                del rows[which % len(rows)]
            elif kind == "add":
                rows.append(max(rows, default=0) + 1)
    raise AssertionError("the paging does not come to an end")


@given(st.integers(0, 60), st.integers(1, 9), st.lists(st.tuples(st.just("delete"), st.integers(0, 60)), max_size=20))
def test_deletions_hide_nothing_where_the_total_is_told(count, size, changes):
    rows = list(range(1, count + 1))
    seen = read(rows, size, changes, total=True)
    assert set(rows) <= seen


@given(st.integers(0, 60), st.integers(1, 9), st.booleans())
def test_a_list_at_rest_is_read_whole(count, size, total):
    rows = list(range(1, count + 1))
    assert read(rows, size, [], total=total) == set(rows)


@given(st.integers(1, 60), st.integers(1, 9), st.integers(1, 5))
def test_what_is_added_at_the_end_is_met(count, size, added):
    rows = list(range(1, count + 1))
    seen = read(rows, size, [("add", 0)] * added, total=True)
    assert set(range(1, count + 1)) <= seen


def test_the_last_page_is_believed():
    assert PageNumber(3).after(rows=5, size=5, total=None, last_page=3) is None
    assert PageNumber(2).after(rows=2, size=5, total=None, last_page=3) == PageNumber(3)
    assert PageNumber(2, 10).after(rows=0, size=5, total=10) is None


def test_whole_numbers():
    assert [whole_number(value) for value in (7, "7", -1, True, "x", None, 7.5)] == [7, 7, None, None, None, None, None]
