"""Page numbers under a reader while others add and delete: what stays is seen, in any order that the list has."""

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.vocabulary import Entity
from psasync.psa.syncro.client import Reply
from psasync.psa.syncro.endpoints import ENDPOINTS
from psasync.psa.syncro.reading.lists import gather
from psasync.psa.syncro.reading.pages import LEAST_SIZE
from psasync.psa.toolkit.faults import FAILED, Faults

ENDPOINT = ENDPOINTS[Entity.CONTACT]


@dataclass
class Listing:
    """A list as Syncro gives it out, and the calls that asked for it."""

    rows: list
    size: int = 50
    meta: bool = True
    at_once: int = 4
    broken: frozenset = frozenset()
    asked: list = field(default_factory=list)
    faults: Faults = field(default_factory=lambda: Faults("Syncro"))

    async def get(self, path, query=()):
        number = dict(query)["page"]
        self.asked.append(number)
        await asyncio.sleep(0)
        if number in self.broken:
            raise self.faults.refused(path, 500, FAILED)
        rows = self.rows[(number - 1) * self.size : number * self.size]
        pages = -(-len(self.rows) // self.size)
        meta = {"meta": {"total_pages": pages, "total_entries": len(self.rows)}} if self.meta else {}
        return Reply({"contacts": [{"id": one} for one in rows], **meta}, None)


async def read(listing, limit, between=lambda _number: None):
    """Everything, with what happens between the pages."""
    seen, cursor, number = [], None, 0
    while number == 0 or cursor is not None:
        gathering = await gather(listing, ENDPOINT, cursor, limit)
        assert gathering.count <= limit
        seen += [row["id"] for row in gathering.rows]
        cursor = None if gathering.at_end else gathering.position_behind(gathering.count).cursor
        if cursor is not None:
            between(number)
        number += 1
        assert number < 3000
    return seen


@given(
    total=st.integers(0, 420),
    size=st.integers(LEAST_SIZE, 100),
    limit=st.integers(1, 300),
    meta=st.booleans(),
)
def test_a_list_that_does_not_move_is_read_once_and_in_order(total, size, limit, meta):
    listing = Listing(list(range(1, total + 1)), size, meta)
    assert asyncio.run(read(listing, limit)) == listing.rows


CHANGES = st.tuples(st.sampled_from(["first", "last", "delete", "delete_first"]), st.integers(0, 10**6))


@given(
    order=st.permutations(range(1, 181)),
    size=st.integers(LEAST_SIZE, 60),
    limit=st.integers(10, 90),
    meta=st.booleans(),
    changes=st.lists(CHANGES, max_size=40),
    at_a_time=st.integers(1, 8),
)
def test_nothing_that_stays_is_missed_whatever_is_added_and_deleted(order, size, limit, meta, changes, at_a_time):
    listing = Listing(list(order), size, meta)
    left, deleted = list(changes), set()

    def between(_number):
        for kind, value in left[:at_a_time]:
            _change(listing, kind, value, deleted)
        del left[:at_a_time]

    seen = asyncio.run(read(listing, limit, between))
    assert set(order) - deleted <= set(seen)


def _change(listing, kind, value, deleted):
    match kind:
        case "first":
            listing.rows.insert(0, 1000 + len(listing.rows) + value)
        case "last":
            listing.rows.append(10**7 + len(listing.rows) + value)
        case _ if listing.rows:
            deleted.add(listing.rows.pop(value % len(listing.rows) if kind == "delete" else 0))


async def test_rows_that_stay_in_place_come_once_while_others_move():
    """As long as the last row that was taken stays, the place is found exactly."""
    for newest_first in (False, True):
        listing = Listing(list(range(1, 301)), 50)
        taken = []

        def between(number, listing=listing, newest_first=newest_first):
            del listing.rows[number]
            for added in range(3):
                listing.rows.insert(0 if newest_first else len(listing.rows), 1000 + 10 * number + added)

        taken = await read(listing, 70, between)
        assert len(taken) == len(set(taken)), newest_first
        assert set(listing.rows) & set(range(1, 301)) <= set(taken)


async def test_the_place_is_found_without_the_very_last_row_too():
    listing = Listing(list(range(300)), 50)
    seen, cursor = [], None
    while not seen or cursor is not None:
        gathering = await gather(listing, ENDPOINT, cursor, 30)
        seen += [row["id"] for row in gathering.rows]
        listing.rows.remove(seen[-1])
        cursor = None if gathering.at_end else gathering.position_behind(gathering.count).cursor
    assert seen == list(range(300))


@pytest.mark.parametrize(
    ("total", "meta", "asked"),
    [(0, True, [1]), (50, True, [1]), (0, False, [1]), (10, False, [1]), (50, False, [1, 2])],
)
async def test_the_end_costs_no_call_that_can_be_spared(total, meta, asked):
    listing = Listing(list(range(total)), 50, meta)
    await read(listing, 1000)
    assert listing.asked == asked


async def test_pages_are_asked_for_together_once_their_number_is_known():
    listing = Listing(list(range(1000)), 50)
    gathering = await gather(listing, ENDPOINT, None, 1000)
    assert [row["id"] for row in gathering.rows] == listing.rows
    assert (gathering.at_end, listing.asked) == (True, list(range(1, 21)))


async def test_only_what_fits_is_asked_for():
    listing = Listing(list(range(1000)), 50)
    gathering = await gather(listing, ENDPOINT, None, 320)
    assert (gathering.count, listing.asked) == (300, [1, 2, 3, 4, 5, 6])


async def test_an_error_ends_the_page_and_is_raised_by_the_next_one():
    listing = Listing(list(range(500)), 50, broken=frozenset({4}))
    gathering = await gather(listing, ENDPOINT, None, 1000)
    assert [row["id"] for row in gathering.rows] == list(range(150))
    cursor = gathering.position_behind(gathering.count).cursor
    with pytest.raises(Exception, match="500"):
        await gather(listing, ENDPOINT, cursor, 1000)
    listing.broken = frozenset()
    rest = await gather(listing, ENDPOINT, cursor, 1000)
    assert [row["id"] for row in rest.rows] == list(range(150, 500))


async def test_a_list_that_shrinks_inside_a_batch_is_looked_at_again():
    listing = Listing(list(range(400)), 50, at_once=1)
    whole = listing.get

    async def get(path, query=()):
        if dict(query)["page"] == 3 and len(listing.rows) == 400:
            del listing.rows[0]
        return await whole(path, query)

    listing.get = get
    seen = await read(listing, 1000)
    assert len(seen) == len(set(seen))
    assert set(seen) == set(range(400))


@pytest.mark.parametrize("junk", [[], ["x"] * 60, [{}] * 60, [None, {"id": ""}, {"id": "y" * 99}] * 20])
async def test_rows_without_ids_do_not_stop_the_reader(junk):
    listing = SimpleNamespace(at_once=4, faults=Faults("Syncro"))

    async def get(_path, query=()):
        number = dict(query)["page"]
        return Reply({"contacts": junk[(number - 1) * 30 : number * 30]}, None)

    listing.get = get
    cursor, count = None, 0
    for _ in range(50):
        gathering = await gather(listing, ENDPOINT, cursor, 7)
        count += gathering.count
        if gathering.at_end:
            break
        cursor = gathering.position_behind(gathering.count).cursor
    assert count == len(junk)
