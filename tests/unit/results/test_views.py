from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given

from psasync.contracts.events.records import RecordsEvent
from psasync.contracts.events.requested import Period, RecordRef
from psasync.contracts.vocabulary import Entity, Mode, Outcome, Status
from psasync_results.api import views
from psasync_results.api.schemas import SHOWN
from psasync_results.domain.execution import CancelAsked, Execution
from psasync_results.domain.fold import fold
from psasync_results.domain.request import fold_cancel, fold_request
from psasync_results.store.documents import changes, from_document, to_document
from psasync_results.store.executions import Stored
from tests.unit.results.streams import EXECUTION, REQUEST, REQUESTED_AT, Stream, streams


def stored(stream: Stream) -> Stored:
    return Stored(fold(Execution(EXECUTION), stream.events).state, 7)


def test_every_status_has_its_text() -> None:
    assert set(SHOWN) == set(Status)
    assert SHOWN[Status.FINISHED_WITH_WARNINGS] == "FINISHED ⚠︎"


@given(streams())
def test_a_document_holds_the_whole_state(events: list[RecordsEvent]) -> None:
    state = fold(Execution(EXECUTION), events[:-1]).state
    assert from_document(to_document(state)) == state
    ended = fold(state, events).state
    assert from_document(to_document(state) | changes(to_document(state), to_document(ended))) == ended


@given(streams())
def test_every_state_can_be_shown(events: list[RecordsEvent]) -> None:
    for state in (fold(Execution(EXECUTION), events[:1]).state, fold(Execution(EXECUTION), events).state):
        shown = views.detail(Stored(state, 1), REQUESTED_AT)
        assert shown.status is state.status
        assert sum(shown.totals.values()) >= shown.fetched
        views.summary(to_document(state))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"requested_by": "ann", "confirmed": True},
        {"mode": Mode.FORCE},
        {"dry_run": True},
        {"entities": (Entity.COMPANY,)},
        {"records": (RecordRef(entity=Entity.COMPANY, source_id="1"),)},
        {"retry_of": "x"},
        {"period": Period(first=date(2026, 1, 1), last=date(2026, 1, 1))},
    ],
)
def test_a_default_run_is_what_the_request_says_it_is(fields: dict[str, object]) -> None:
    request = REQUEST.model_validate({"tenant": "t", "sync": "s", **fields})
    state = Execution(EXECUTION)
    fold_request(state, request, REQUESTED_AT)
    assert views.summary(to_document(state)).default_run is request.is_default_run


def test_silence_is_said_while_it_runs_and_should_speak() -> None:
    running = stored(Stream().started()).state
    heard = running.heard_at
    assert views.silent_since(running, heard + timedelta(seconds=119)) is None
    assert views.silent_since(running, heard + timedelta(seconds=121)) == heard
    running.waiting_until = heard + timedelta(hours=1)
    assert views.silent_since(running, heard + timedelta(minutes=30)) is None
    assert views.silent_since(running, heard + timedelta(hours=2)) == heard
    assert views.silent_since(stored(Stream().started().ended()).state, heard + timedelta(days=1)) is None


def test_the_etag_changes_with_the_document_and_with_silence() -> None:
    one = stored(Stream().started())
    later = one.state.heard_at + timedelta(minutes=5)
    tags = {
        views.etag(one, one.state.heard_at),
        views.etag(one, later),
        views.etag(Stored(one.state, 8), one.state.heard_at),
    }
    assert len(tags) == 3


@pytest.mark.parametrize(("tenant", "shown"), [("acme", True), ("stranger", False)])
def test_only_the_own_tenants_cancel_is_shown(tenant: str, shown: bool) -> None:
    state = Execution(EXECUTION)
    fold_cancel(state, CancelAsked(tenant, "ann", "enough", REQUESTED_AT))
    fold_request(state, REQUEST, REQUESTED_AT)
    assert (views.detail(Stored(state, 1), REQUESTED_AT).cancel_requested is not None) is shown


def test_waiting_is_shown_with_its_reason() -> None:
    waiting = stored(Stream().started().progress(waiting_reason="the PSA's limit"))
    assert views.detail(waiting, REQUESTED_AT).waiting.reason == "the PSA's limit"
    going_on = stored(Stream().started().progress(waiting_reason="limit").record(Outcome.CREATED).progress(page=2))
    assert views.detail(going_on, REQUESTED_AT).waiting is None


def test_a_line_of_the_history_says_what_was_asked_for() -> None:
    period = Period(first=date(2026, 1, 1), last=date(2026, 1, 3))
    request = REQUEST.model_copy(update={"period": period, "entities": (Entity.COMPANY,), "retry_of": "x"})
    asked = Stream(request=request)
    shown = views.summary(to_document(stored(asked.started()).state))
    assert (shown.period, shown.entities, shown.retry_of, shown.record_count) == (period, [Entity.COMPANY], "x", None)
    named = REQUEST.model_copy(update={"records": (RecordRef(entity=Entity.COMPANY, source_id="1"),)})
    assert views.summary(to_document(stored(Stream(request=named).started()).state)).record_count == 1
