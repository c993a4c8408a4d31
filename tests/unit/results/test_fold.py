from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from psasync.contracts.events.plain_record import plain_record
from psasync.contracts.events.records import RecordResult, RecordsEvent, encode
from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, Mode, Outcome, Status, Trigger
from psasync_results.domain.announcing import Announcement
from psasync_results.domain.execution import MAX_ATTEMPTS, CancelAsked, Execution
from psasync_results.domain.fold import Unreadable, fold
from psasync_results.domain.request import fold_cancel, fold_request
from tests.unit.results.streams import EXECUTION, REQUEST, REQUESTED_AT, SYNC, TENANT, Stream, streams


def blank() -> Execution:
    return Execution(EXECUTION)


def whole(events: list[RecordsEvent]) -> Execution:
    return fold(blank(), events).state


class Store:
    """The execution document behind its compare-and-set."""

    def __init__(self) -> None:
        self.state = blank()
        self.revision = 0
        self.announced: list[Announcement] = []

    def write(self, state: Execution, revision: int, announced: list[Announcement]) -> bool:
        if revision != self.revision:
            return False
        self.state, self.revision = state, revision + 1
        self.announced.extend(announced)
        return True


def replica(store: Store, log: list[RecordsEvent], rng: random.Random, committed: list[int]):
    """Reads on from the committed offset in batches of any size; yields where another replica may step in."""
    while committed[0] < len(log):
        position = committed[0]
        batch = log[position : position + rng.randint(1, 6)]
        while True:
            before, revision = store.state, store.revision
            yield
            folded = fold(before, batch)
            yield
            if store.write(folded.state, revision, list(folded.announcements)):
                break
        yield
        if not folded.gap:
            committed[0] = position + len(batch)  # a stale replica moves it back


class TestAnyDelivery:
    @given(streams(), st.data())
    def test_any_cut_and_any_repetition_give_the_same_state(self, events: list[RecordsEvent], data) -> None:
        state, position = blank(), 0
        while position < len(events):
            back = data.draw(st.integers(0, position))
            end = data.draw(st.integers(position + 1, len(events)))
            folded = fold(state, events[back:end])
            assert not folded.gap
            state, position = folded.state, end
        assert state == whole(events)

    @given(streams(), st.data())
    def test_records_count_the_same_in_either_form(self, events: list[RecordsEvent], data) -> None:
        state, position = blank(), 0
        while position < len(events):
            end = data.draw(st.integers(position + 1, len(events)))
            plain = data.draw(st.booleans())
            part = [(plain and plain_record(encode(event))) or event for event in events[max(0, position - 2) : end]]
            folded = fold(state, part)
            assert [event.seq for event in folded.applied] == list(range(position + 1, end + 1))
            state, position = folded.state, end
        assert state == whole(events)

    @given(streams(), st.integers(0, 2**32))
    def test_two_replicas_on_one_partition_give_the_same_state(self, events: list[RecordsEvent], seed: int) -> None:
        rng = random.Random(seed)
        log = list(events)
        for _ in range(rng.randint(0, 3)):  # a takeover publishes a stored page again
            start = rng.randrange(len(log))
            log[start + 1 : start + 1] = events[: log[start].seq]
        store, committed = Store(), [0]
        running = [replica(store, log, rng, committed) for _ in range(2)]
        for _ in range(3_000):
            if not running:
                break
            chosen = rng.choice(running)
            try:
                next(chosen)
            except StopIteration:
                running.remove(chosen)
        for rest in running:
            list(rest)
        assert store.state == whole(events)
        assert [each.event.status for each in store.announced] == [
            each.event.status for each in fold(blank(), events).announcements
        ]

    @given(streams(), st.integers(0, 30), st.integers(0, 30))
    def test_whichever_topic_speaks_first(self, events: list[RecordsEvent], request_at: int, cancel_at: int) -> None:
        cancel = CancelAsked(TENANT, "ann", "enough", REQUESTED_AT)
        other = SyncRequested(tenant="someone-else", sync="other", trigger=Trigger.EVENT, mode=Mode.FORCE)

        def run(request_first: int, cancel_first: int) -> Execution:
            state = blank()
            for index, event in enumerate([*events, None]):
                state = state.copy()
                if index == min(request_first, len(events)):
                    fold_request(state, other, REQUESTED_AT - timedelta(hours=1))
                if index == min(cancel_first, len(events) - 1):
                    fold_cancel(state, cancel)
                if event is not None:
                    state = fold(state, [event]).state
            return replace(state, announced=None)

        assert run(request_at, cancel_at) == run(0, 0)

    @given(streams())
    def test_counts_are_those_of_the_records(self, events: list[RecordsEvent]) -> None:
        expected: dict[str, Counter[str]] = {}
        for event in events:
            if isinstance(event, RecordResult):
                expected.setdefault(event.entity.value, Counter())[event.outcome.value] += 1
        state = whole(events)
        assert state.counts == expected
        for entity, (first, last) in state.spans.items():
            seqs = [e.seq for e in events if isinstance(e, RecordResult) and e.entity.value == entity]
            assert (first, last) == (min(seqs), max(seqs))


class TestGaps:
    @given(streams(), st.data())
    def test_a_gap_is_never_stepped_over(self, events: list[RecordsEvent], data) -> None:
        lost = data.draw(st.integers(1, len(events) - 1))  # seq `lost` is missing
        folded = fold(blank(), [event for event in events if event.seq != lost])
        assert folded.gap
        assert folded.state.last_seq == lost - 1
        assert (folded.state.gap.expected, folded.state.gap.found) == (lost, lost + 1)
        assert [event.seq for event in folded.applied] == list(range(1, lost))
        assert not folded.state.ended
        assert fold(folded.state, events).state == whole(events)

    def test_a_gap_that_the_batch_itself_fills_is_none(self) -> None:
        events = Stream().started().record(Outcome.CREATED).record(Outcome.UPDATED).ended().events
        folded = fold(blank(), [events[0], events[2], *events])
        assert not folded.gap
        assert folded.state == whole(events)

    def test_an_execution_that_begins_with_a_gap_is_shown_with_it(self) -> None:
        events = Stream().started().record(Outcome.CREATED).events
        state = fold(blank(), events[1:]).state
        assert (state.status, state.tenant, state.sync, state.last_seq) == (Status.IN_PROGRESS, TENANT, SYNC, 0)
        assert state.gap.expected == 1
        assert state.deadline is not None


class TestTheRun:
    def test_status_events_come_once_and_in_order(self) -> None:
        state = blank()
        fold_request(state, REQUEST, REQUESTED_AT)
        events = Stream().started().record(Outcome.CREATED).record(Outcome.REJECTED).ended().events
        folded = fold(state, events * 3)
        assert [each.event.status for each in folded.announcements] == [
            Status.IN_PROGRESS,
            Status.FINISHED_WITH_WARNINGS,
        ]
        assert folded.announcements[0].event.counts == {}
        assert folded.announcements[1].event.counts == {Outcome.CREATED: 1, Outcome.REJECTED: 1}

    def test_a_status_without_a_known_request_is_announced_with_it(self) -> None:
        events = Stream().progress(waiting_reason="the sync cannot be resolved").started().events
        first = fold(blank(), events[:1])
        assert (first.state.status, first.state.waiting_reason) == (
            Status.IN_PROGRESS,
            "the sync cannot be resolved",
        )
        assert not first.announcements
        assert [each.event.status for each in fold(first.state, events[1:]).announcements] == [Status.IN_PROGRESS]

    def test_progress_waits_and_attempts(self) -> None:
        until = REQUESTED_AT + timedelta(minutes=5)
        stream = Stream().started().progress(page=1).progress(page=2, waiting_until=until, waiting_reason="limit")
        waiting = whole(stream.events)
        assert (waiting.waiting_until, waiting.waiting_reason, waiting.current_entity) == (until, "limit", "company")
        after = whole(stream.taken_over().progress(page=3, done=True).events)
        assert after.waiting_until is None
        assert [(turn.number, turn.executor, turn.fence) for turn in after.attempts] == [
            (1, "executor-1", 1),
            (2, "executor-2", 2),
        ]
        assert (after.progress["company"].pages, after.progress["company"].done) == (3, True)

    def test_the_list_of_attempts_is_bounded(self) -> None:
        stream = Stream().started()
        for _ in range(MAX_ATTEMPTS + 5):
            stream.taken_over()
        assert len(whole(stream.events).attempts) == MAX_ATTEMPTS

    def test_an_ended_execution_takes_nothing_more(self) -> None:
        events = Stream().started().record(Outcome.CREATED).ended().events
        state = whole(events)
        late = RecordResult.model_validate(events[1].model_dump() | {"seq": 99})
        folded = fold(state, [late])
        assert folded.state == state
        assert not folded.gap

    def test_an_unreadable_event_takes_its_place(self) -> None:
        events = Stream().started().record(Outcome.CREATED).record(Outcome.CREATED).ended().events
        bad = Unreadable(EXECUTION, TENANT, SYNC, seq=2, fence=1, at=events[1].at)
        state = fold(blank(), [events[0], bad, *events[2:]]).state
        assert state.status is Status.ERROR
        assert state.error.code is IssueCode.TOTALS_DIFFER
        assert "company created: announced 2, received 1" in state.error.message
        assert state.unreadable == (2,)

    @given(streams())
    @settings(max_examples=20)
    def test_folding_leaves_the_given_state_alone(self, events: list[RecordsEvent]) -> None:
        half = fold(blank(), events[: len(events) // 2]).state
        before = half.copy()
        fold(half, events)
        assert half == before


def test_records_of_several_entities_are_counted_apart() -> None:
    stream = Stream().started().record(Outcome.CREATED).record(Outcome.CREATED, Entity.CONTACT)
    assert whole(stream.events).counts == {"company": {"created": 1}, "contact": {"created": 1}}
