"""Rows come in the order of their changes, each that is behind the place asked for, whatever the list does."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psasync.psa.port import BudgetExhausted
from psasync.psa.toolkit.oldest_first import OldestFirst, Piece, Place
from psasync.psa.toolkit.sweep import Sweep
from psasync.psa.toolkit.unfinished import Unfinished
from tests.support.waiting import until

START = datetime(2026, 11, 20, tzinfo=UTC)


def at(second):
    return START + timedelta(seconds=second)


def place_of(row):
    return Place(at(row["changed"]), row["id"]) if "changed" in row else None


class Listed:
    """A list that knows a filter by time, comes in an order of its own, and fails when it is told to."""

    def __init__(self, changed, *, seed=0, size=7):
        self.rows = [{"id": number, "changed": second} for number, second in enumerate(changed)]
        random.Random(seed).shuffle(self.rows)
        self.size = size
        self.calls = 0
        self.fails_at = set()
        self.now = 0

    async def read(self, since, cursor):
        self.calls += 1
        if self.calls in self.fails_at:
            raise BudgetExhausted(5, "the test")
        matching = [row for row in self.rows if at(row["changed"]) >= since]
        begin = cursor["at"] if cursor else 0
        end = begin + self.size
        following = {"at": end} if end < len(matching) else None
        return Piece([dict(row) for row in matching[begin:end]], following, at(self.now))


async def read_all(reader, since, limit, *, anew=None):
    """Every page; `anew` makes another reader for each, as after a restart."""
    rows, cursor = [], None
    while True:
        try:
            page = await (anew() if anew else reader).page(since, cursor, limit)
        except BudgetExhausted:
            continue
        assert len(page.rows) <= limit
        rows += page.rows
        cursor = page.next
        if cursor is None:
            return rows


def expected(listed, since):
    chosen = [row for row in listed.rows if at(row["changed"]) >= since]
    return sorted(chosen, key=lambda row: (row["changed"], row["id"]))


@given(
    changed=st.lists(st.integers(0, 20), max_size=60),
    since=st.integers(0, 21),
    limit=st.integers(1, 10),
    kept=st.integers(1, 30),
    seed=st.integers(0, 1000),
    fails_at=st.sets(st.integers(1, 30), max_size=5),
    restarts=st.booleans(),
)
@settings(max_examples=150)
async def test_all_rows_come_once_in_order(changed, since, limit, kept, seed, fails_at, restarts):
    listed = Listed(changed, seed=seed)
    listed.fails_at = fails_at
    reader = OldestFirst(listed.read, place_of, kept=kept)
    unfinished = Unfinished()

    def another():
        return OldestFirst(listed.read, place_of, name="list", kept=kept, unfinished=unfinished)

    anew = another if restarts else None
    assert await read_all(reader, at(since), limit, anew=anew) == expected(listed, at(since))


async def test_one_reading_serves_all_pages_that_are_kept():
    listed = Listed(range(100), size=10)
    await read_all(OldestFirst(listed.read, place_of), START, 7)
    assert listed.calls == 10


async def test_an_error_keeps_what_was_read():
    listed = Listed(range(100), size=10)
    listed.fails_at, listed.now = {9}, 99
    reader = OldestFirst(listed.read, place_of)
    with pytest.raises(BudgetExhausted):
        await reader.page(START, None, 200)
    assert len((await reader.page(START, None, 200)).rows) == 100
    assert listed.calls == 10 + 1 + 1  # all pages, the error, and what has changed since the beginning


async def test_readers_that_each_have_few_calls_come_to_the_end_together():
    listed = Listed(range(100), size=10)
    listed.now = 99
    unfinished = Unfinished()
    for attempt in range(6):
        listed.fails_at = {listed.calls + 3}
        reader = OldestFirst(listed.read, place_of, name="list", unfinished=unfinished)
        try:
            page = await reader.page(START, None, 200)
            break
        except BudgetExhausted:
            assert attempt < 5
    assert len(page.rows) == 100
    other = OldestFirst(listed.read, place_of, name="another", unfinished=unfinished)
    assert len((await other.page(at(95), None, 200)).rows) == 5


async def test_what_is_unfinished_is_bounded_in_number_and_time():
    behind = Place(START, -1)
    sweeps = [Sweep(behind, START, 5) for _ in range(3)]
    unfinished = Unfinished(most=2)
    for number, sweep in enumerate(sweeps):
        unfinished.leave(str(number), sweep)
    assert unfinished.take("0", behind) is None
    assert unfinished.take("1", behind) is sweeps[1]
    assert unfinished.take("1", behind) is None, "it belongs to who took it"
    assert unfinished.take("2", Place(START, 5)) is None, "it is about something else"

    brief = Unfinished(seconds=0.01)
    brief.leave("0", sweeps[0])
    await until(lambda: not brief._kept, what="it is forgotten by itself")


async def test_what_changed_during_an_interruption_comes_as_it_is_now():
    listed = Listed(range(30), size=10)
    listed.rows.sort(key=lambda row: row["id"])
    listed.now = 50
    listed.fails_at = {3}
    reader = OldestFirst(listed.read, place_of)
    with pytest.raises(BudgetExhausted):
        await reader.page(START, None, 200)
    listed.rows[0]["changed"] = 60
    page = await reader.page(START, None, 200)
    assert page.rows[-1] == {"id": 0, "changed": 60}
    assert len(page.rows) == 30


async def test_a_new_poll_reads_anew():
    listed = Listed([1, 2])
    reader = OldestFirst(listed.read, place_of)
    assert len(await read_all(reader, START, 10)) == 2
    listed.rows.append({"id": 7, "changed": 0})
    assert len(await read_all(reader, START, 10)) == 3


async def test_a_row_that_cannot_be_placed_is_left_out():
    listed = Listed([1])

    async def read(since, cursor):
        piece = await listed.read(since, cursor)
        return piece._replace(rows=[*piece.rows, {"id": 9}])

    assert await read_all(OldestFirst(read, place_of), START, 10) == [{"id": 0, "changed": 1}]
