"""Page numbers without gaps: whatever others add and delete between two pages, what stays is read exactly once."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.psa.toolkit.overlapping_pages import Answered, Ask, OutOfOrder, Place, Stuck

MOST = 100


class Listed:
    """A list behind page numbers. `largest`: rows per page, whatever is asked for."""

    def __init__(self, count, *, largest=MOST, tells_total=True):
        self.ids = list(range(1, count + 1))
        self.added = count
        self.largest = largest
        self.tells_total = tells_total
        self.calls = 0

    def answer(self, ask):
        self.calls += 1
        size = min(ask.size, self.largest)
        page = self.ids[(ask.number - 1) * size : ask.number * size]
        return Answered(page, page, len(self.ids) if self.tells_total else None, size)

    def delete(self, position):
        if self.ids:
            del self.ids[position % len(self.ids)]

    def add(self):
        self.added += 1
        self.ids.append(self.added)


def read(listed, wanted, between=lambda: None):
    seen, place = [], Place()
    while place is not None:
        place = Place.at(json.loads(json.dumps(place.cursor)))
        ask = place.ask(wanted, MOST)
        assert 1 <= ask.size <= MOST
        rows, place = place.take(ask, listed.answer(ask), wanted)
        assert len(rows) <= wanted
        seen += rows
        between()
        assert listed.calls < 5000
    return seen


sizes = st.sampled_from([1, 2, 3, 7, 20, 50, 99, 100, 1000])


@given(st.integers(0, 700), sizes, st.sampled_from([2, 7, 50, 99, 100]), st.booleans())
def test_a_list_at_rest_is_read_in_order_and_once(count, wanted, largest, tells_total):
    listed = Listed(count, largest=largest, tells_total=tells_total)
    assert read(listed, wanted) == list(range(1, count + 1))


@given(
    st.integers(1, 300),
    sizes,
    st.sampled_from([11, 50, 100]),
    st.booleans(),
    st.lists(st.lists(st.one_of(st.none(), st.integers(0, 10_000)), max_size=60), max_size=8),
)
def test_what_stays_is_read_exactly_once(count, wanted, largest, tells_total, changes):
    """None adds a record, a number deletes one."""
    listed = Listed(count, largest=largest, tells_total=tells_total)
    before, steps = set(listed.ids), iter(changes)

    def between():
        for change in next(steps, ()):
            if change is None:
                listed.add()
            else:
                listed.delete(change)

    seen = read(listed, wanted, between)
    assert len(seen) == len(set(seen))
    assert before & set(listed.ids) <= set(seen)


def test_overlapping_costs_few_calls_more():
    listed = Listed(10_000)
    read(listed, MOST)
    assert listed.calls <= 120


@pytest.mark.parametrize("count", [1, 99, 100, 101, 150, 250])
@pytest.mark.parametrize("total", [True, False])
def test_a_list_that_knows_no_pages_is_read_to_its_end(count, total):
    ids = list(range(1, count + 1))
    seen, place, calls = [], Place(), 0
    while place is not None:
        rows, place = place.take(place.ask(MOST, MOST), Answered(ids, ids, count if total else None), MOST)
        seen += rows
        calls += 1
        assert calls < 10
    assert seen == ids


def test_rows_without_an_id_are_given_once_and_hold_nobody_up():
    ids = [1, 2, None, None, 5, 6, None]
    seen, place = [], Place()
    while place is not None:
        ask = place.ask(2, 3)
        chunk = ids[ask.offset : ask.offset + ask.size]
        rows = [(ask.offset + at, number) for at, number in enumerate(chunk)]
        taken, place = place.take(ask, Answered(rows, chunk, len(ids), ask.size), 2)
        seen += taken
        assert len(seen) < 20
    assert seen == list(enumerate(ids))


def test_rows_out_of_order_are_refused():
    for ids in ([2, 1], [1, 1], [1, None, 1]):
        with pytest.raises(OutOfOrder):
            Place().take(Ask(1, 10), Answered(ids, ids, len(ids)), 10)


def test_a_total_that_counts_what_the_caller_may_not_see_is_no_trap():
    ids = list(range(1, 64))
    place, seen = Place(), []
    for _ in range(10):
        ask = place.ask(MOST, MOST)
        chunk = ids[ask.offset : ask.offset + ask.size]
        rows, place = place.take(ask, Answered(chunk, chunk, 500, ask.size), MOST)
        seen += rows
        if place is None:
            break
    assert place is None
    assert seen == ids


def test_pages_that_are_smaller_than_the_list_says_are_not_taken_for_its_end():
    ids = list(range(1, 51))
    rows, place = Place().take(Ask(1, 100), Answered(ids, ids, 120), 100)
    assert rows == ids
    with pytest.raises(Stuck):
        place.take(place.ask(100, 100), Answered(ids, ids, 120), 100)
