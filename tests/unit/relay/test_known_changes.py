"""What is remembered of changes that are in the topic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from psasync_tickets_relay.domain.changes import change_key
from psasync_tickets_relay.upkeep.changes import KnownChanges
from tests.unit.relay.frames import ticket

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def changed(number: int, **fields):
    return ticket(ticket_id=str(number), occurred_at=NOW + timedelta(seconds=number), **fields)


class Hand:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_for_a_time_and_not_too_many():
    clock = Hand()
    known = KnownChanges(seconds=10, size=3, clock=clock)
    for number in range(5):
        known.heard(changed(number))
    assert [change_key(changed(number)) in known for number in range(5)] == [False, False, True, True, True]
    clock.now = 10
    assert change_key(changed(4)) not in known


def test_a_repaired_change_is_told_from_one_that_came():
    known = KnownChanges(seconds=10, size=3)
    known.heard(changed(1))
    known.heard(changed(2, repaired=True))
    assert not known.was_repaired(changed(1))
    assert known.was_repaired(changed(2))
    assert not known.was_repaired(changed(3))
    assert not known.was_repaired(ticket(kind="deleted", partial=True))


def test_what_was_published_here_is_to_be_written_once_and_comes_back_if_it_was_not():
    known = KnownChanges(seconds=10, size=3)
    known.heard(changed(1))
    known.published(changed(2))
    known.published(changed(3, partial=True))
    taken = known.take()
    assert taken == {"c-1": {change_key(changed(2))}}
    assert known.take() == {}
    known.published(changed(4))
    known.give_back(taken)
    assert known.take() == {"c-1": {change_key(changed(2)), change_key(changed(4))}}
