"""Which changes the repair passes on, and how far its position goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.events.tickets import TicketChanged
from psasync_tickets_relay.domain.changes import KEY_BYTES, change_key, fetched
from psasync_tickets_relay.domain.repair import Position, RepairRules, Walk
from psasync_tickets_relay.store.repairs import fields_of, position_of
from tests.unit.relay.frames import ticket

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
RULES = RepairRules(grace=timedelta(seconds=45), overlap=timedelta(seconds=60))
NOBODY = frozenset[bytes]()


def changed(number: int, seconds: float, **fields) -> TicketChanged:
    return ticket(ticket_id=str(number), occurred_at=START + timedelta(seconds=seconds), **fields)


def ids(tickets) -> list[str]:
    return [each.ticket_id for each in tickets]


def walked(position: Position, *pages, seen=NOBODY, at: float = 1_000, rules: RepairRules = RULES):
    """What a reading of these pages misses, and the walk after it."""
    walk, missed = Walk(position, rules, START + timedelta(seconds=at)), []
    for page in pages:
        step = walk.look(page, seen.__contains__)
        missed += step.missed
        walk.advance(step)
    return ids(missed), walk


def test_what_no_webhook_told_is_missed_in_order():
    seen = frozenset({change_key(changed(2, 2))})
    missed, walk = walked(Position(START), [changed(1, 1), changed(2, 2)], [changed(3, 3)], seen=seen)
    assert missed == ["1", "3"]
    again, _ = walked(walk.reached(), [changed(1, 1), changed(2, 2), changed(3, 3)])
    assert again == []


def test_a_change_of_the_same_ticket_is_another_one():
    _, walk = walked(Position(START), [changed(1, 1)])
    missed, _ = walked(walk.reached(), [changed(1, 20)])
    assert missed == ["1"]


def test_what_is_young_may_still_come_as_a_webhook():
    walk = Walk(Position(START), RULES, START + timedelta(seconds=100))
    step = walk.look([changed(1, 10), changed(2, 60), changed(3, 70)], NOBODY.__contains__)
    assert (ids(step.missed), step.ended) == (["1"], True)
    walk.advance(step)
    missed, _ = walked(walk.reached(), [changed(1, 10), changed(2, 60), changed(3, 70)])
    assert missed == ["2", "3"]


def test_what_is_shown_later_than_its_time_says_is_found():
    _, walk = walked(Position(START), [changed(1, 100)])
    assert walk.reached().since == START + timedelta(seconds=40)
    missed, _ = walked(walk.reached(), [changed(9, 70), changed(1, 100)])
    assert missed == ["9"]


def test_what_is_older_than_the_position_is_dealt_with():
    """PSAs round the time that they are asked for."""
    missed, _ = walked(Position(START + timedelta(seconds=0.5)), [changed(1, 0), changed(2, 1)])
    assert missed == ["2"]


def test_nothing_moves_until_it_is_published():
    walk = Walk(Position(START), RULES, START + timedelta(seconds=1_000))
    assert walk.look([changed(1, 1)], NOBODY.__contains__).missed
    assert walk.interrupted() == Position(START)
    assert walk.reached() == Position(START)


def test_a_reading_that_stops_within_a_moment_keeps_what_it_knows_of_it():
    _, walk = walked(Position(START), [changed(1, 0), changed(2, 0)])
    missed, _ = walked(walk.interrupted(), [changed(1, 0), changed(2, 0), changed(3, 0)])
    assert missed == ["3"]


def test_what_is_known_beyond_an_interrupted_reading_stays_known():
    _, walk = walked(Position(START), [changed(1, 0), changed(2, 30)])
    _, again = walked(walk.reached(), [changed(1, 0), changed(3, 10)])
    missed, _ = walked(again.interrupted(), [changed(3, 10), changed(2, 30)])
    assert missed == []


def test_a_moment_with_more_changes_than_a_reading_takes_is_left_behind():
    _, walk = walked(Position(START), [changed(1, 0), changed(2, 0)])
    assert walk.cut_short().since > START
    _, walk = walked(Position(START), [changed(1, 0), changed(2, 5)])
    assert walk.cut_short() == Position(START + timedelta(seconds=5), frozenset({change_key(changed(2, 5))}))


def test_what_is_known_is_bounded_and_nothing_comes_twice_for_it():
    rules = RepairRules(RULES.grace, RULES.overlap, most_known=3)
    page = [changed(number, number) for number in range(10)]
    _, walk = walked(Position(START), page, rules=rules)
    assert len(walk.reached().known) <= 3
    missed, _ = walked(walk.reached(), page, rules=rules)
    assert missed == []


@dataclass(frozen=True)
class Reading:
    pages: int
    page_size: int
    seconds_later: int
    fails_at: int  # page


READINGS = st.lists(
    st.builds(Reading, st.integers(1, 3), st.integers(4, 9), st.integers(0, 200), st.integers(0, 4)), max_size=12
)
CHANGES = st.lists(st.tuples(st.integers(0, 600), st.booleans()), max_size=40)


@given(CHANGES, READINGS)
def test_each_change_that_was_missed_comes_once_whatever_happens_to_the_readings(changes, readings):
    """At most three changes a moment, so that no reading is too small for one."""
    spread = [(number // 3 * 7 + at % 2, seen) for number, (at, seen) in enumerate(changes)]
    tickets = sorted((changed(number, at) for number, (at, _) in enumerate(spread)), key=lambda each: each.occurred_at)
    seen = {change_key(changed(number, at)) for number, (at, known) in enumerate(spread) if known}
    position, now, told = Position(START), START, []
    last = Reading(100, 9, 10_000, -1)
    for reading in (*readings, last):
        now += timedelta(seconds=reading.seconds_later)
        shown = [each for each in tickets if each.occurred_at <= now and each.occurred_at >= position.since]
        walk = Walk(position, RULES, now)
        position = _read(walk, reading, shown, seen, told)
    assert sorted(told) == sorted({each.ticket_id for each in tickets if change_key(each) not in seen})


def _read(walk, reading, shown, seen, told) -> Position:
    for page in range(reading.pages):
        tickets = shown[page * reading.page_size : (page + 1) * reading.page_size]
        step = walk.look(tickets, seen.__contains__)
        if page == reading.fails_at:
            return walk.interrupted()
        told += ids(step.missed)
        walk.advance(step)
        if step.ended or len(tickets) < reading.page_size:
            return walk.reached()
    return walk.cut_short()


@given(st.sets(st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES), max_size=20))
def test_a_position_is_kept_as_a_time_and_hashes(known):
    position = Position(START, frozenset(known))
    assert position_of(fields_of(position)) == position


def test_a_change_is_known_by_ticket_and_time():
    event = changed(1, 1)
    assert change_key(event) == change_key(event.model_copy(update={"title": "another", "kind": "created"}))
    others = (changed(2, 1), changed(1, 2), event.model_copy(update={"connection": "c-2"}))
    assert len({change_key(each) for each in (event, *others)}) == 4
    assert change_key(event.model_copy(update={"partial": True})) is None
    assert change_key(event.model_copy(update={"occurred_at": None})) is None


def test_a_ticket_that_is_fetched_twice_is_one_event():
    names = {fetched(changed(1, 1), repaired=repaired).message_id for repaired in (True, False)}
    assert len(names) == 1
    assert fetched(changed(1, 2), repaired=True).message_id not in names
