from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given

from psasync.contracts.events.records import RecordsEvent
from psasync.contracts.vocabulary import Outcome
from psasync_results.domain.attempts import AttemptEnd, turns
from psasync_results.domain.ending import end_overdue
from psasync_results.domain.execution import LATEST, Execution
from psasync_results.domain.fold import fold
from tests.unit.results.streams import EXECUTION, Stream, streams


def ends(stream: Stream) -> list[tuple[str | None, str | None]]:
    return [(turn.end, turn.why) for turn in turns(fold(Execution(EXECUTION), stream.events).state)]


@pytest.mark.parametrize("result", ["completed", "error", "canceled"])
def test_the_last_turn_ends_as_the_run_does(result: str) -> None:
    told = {"completed": "completed", "error": "failed", "canceled": "canceled"}
    assert ends(Stream().started().record(Outcome.CREATED).ended(result)) == [(told[result], None)]


def test_a_turn_before_another_was_lost_or_parked() -> None:
    stream = Stream().started().progress().taken_over().progress(waiting_reason="rate limit").taken_over()
    assert ends(stream) == [("lost", None), ("parked", "rate limit"), (None, None)]
    stream.progress(waiting_reason="rate limit").progress()
    assert ends(stream.taken_over()) == [("lost", None), ("parked", "rate limit"), ("lost", None), (None, None)]


def test_what_results_ended_was_given_up_with_its_last_report() -> None:
    state = fold(Execution(EXECUTION), Stream().started().progress().events).state
    last_at = state.attempts[-1].last_at
    end_overdue(state, LATEST)
    (turn,) = turns(state)
    assert (turn.end, turn.ended_at) == (AttemptEnd.GIVEN_UP, last_at)


@given(streams())
def test_no_turn_ends_before_it_begins(events: list[RecordsEvent]) -> None:
    backwards = [event.model_copy(update={"at": 10**12 - event.at // 1000}) for event in events]
    for told in (events, backwards):
        found = list(turns(fold(Execution(EXECUTION), told).state))
        assert found
        for turn in found:
            assert turn.ended_at is not None
            assert turn.ended_at - turn.attempt.started_at >= timedelta()
