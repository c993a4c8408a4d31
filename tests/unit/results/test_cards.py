from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.events.records import Cancellation
from psasync.contracts.vocabulary import Entity, Outcome
from psasync_results.api.card_views import card_view
from psasync_results.domain.cards import TREND, Card, CardRun, card_run, with_runs
from psasync_results.domain.execution import Execution
from psasync_results.domain.fold import fold
from psasync_results.store.documents import to_document
from tests.unit.results.streams import EXECUTION, REQUEST, Stream

START = datetime(2026, 11, 1, tzinfo=UTC)
EMPTY = Card("acme", "acme-cw")


def run_from(number: int, dice: int) -> CardRun:
    """The run of that number. All that varies follows from one number, which is quick to draw."""
    of_company = {"created": 1 + dice % 2} if dice & 1 else {"rejected": 2}
    of_contact = {"failed": 1} if dice & 2 else {"unchanged": 5}
    return CardRun(
        execution=f"e{number}",
        fence=number + 1,
        status="finished",
        outcome="success",
        started_at=None,
        ended_at=START + timedelta(minutes=number + (dice >> 2) % 4),
        duration_ms=None,
        counts={"company": of_company, "contact": of_contact},
        completed=[entity for entity, bit in (("company", 16), ("contact", 32)) if dice & bit],
        readings={"company": "full", "contact": "since"} if dice & 64 else {},
        sound=not dice & 128,
    )


def card_runs() -> st.SearchStrategy[list[CardRun]]:
    """Runs of one sync, one after another."""
    dice = st.lists(st.integers(0, 255), max_size=TREND + 5)
    return dice.map(lambda rolled: [run_from(number, each) for number, each in enumerate(rolled)])


@given(card_runs(), st.randoms(use_true_random=False))
def test_in_any_order_and_however_often_the_card_is_the_same(runs: list[CardRun], random: Random) -> None:
    card = with_runs(EMPTY, runs)
    again = runs + random.choices(runs, k=5) if runs else []
    random.shuffle(again)
    assert with_runs(EMPTY, again) == card
    assert with_runs(card, again) == card


@given(card_runs())
def test_it_says_what_a_look_at_all_runs_says(runs: list[CardRun]) -> None:
    card = with_runs(EMPTY, runs)
    newest = sorted(runs, key=lambda run: (run.ended_at, run.execution), reverse=True)
    assert list(card.runs) == newest[:TREND]
    for entity in ("company", "contact"):
        correct = [run.execution for run in runs if run.correct(entity)]
        assert (card.correct[entity].execution if entity in card.correct else None) == (correct or [None])[-1]
    shown = card_view(card, None, {("acme-cw", "company"): 3})
    assert all(len(each.trend) == min(len(runs), TREND) for each in shown.entities)


def run_of(stream: Stream, **changes: Any) -> CardRun | None:
    state = replace(fold(Execution(EXECUTION), stream.events).state, **changes)
    return card_run(to_document(state))


def test_what_a_run_was_for_its_entities() -> None:
    stream = Stream().started().record(Outcome.CREATED).record(Outcome.REJECTED, Entity.CONTACT)
    run = run_of(stream.record(Outcome.UNCHANGED, Entity.ASSET).ended(completed_entities=("company", "contact")))
    assert run is not None
    assert [entity for entity in Entity if run.correct(entity)] == [Entity.COMPANY]


def test_totals_that_differ_make_nothing_correct() -> None:
    run = run_of(Stream().started().record(Outcome.CREATED).ended(totals={}))
    assert run is not None
    assert not run.correct("company")


@pytest.mark.parametrize("fields", [{"dry_run": True}, {"mode": "force"}, {"entities": ("company",)}])
def test_only_default_runs_count(fields: dict[str, Any]) -> None:
    request = REQUEST.model_validate(REQUEST.model_dump() | fields)
    assert run_of(Stream(request=request).started().record(Outcome.CREATED).ended()) is None


def test_what_joined_another_or_still_runs_does_not_count() -> None:
    assert run_of(Stream().started().record(Outcome.CREATED)) is None
    canceled = Stream().started().ended("canceled")
    assert run_of(canceled) is not None
    assert run_of(canceled, canceled=Cancellation(superseded_by="another")) is None


def test_the_latest_run_is_one_that_carried_the_entity() -> None:
    runs = [
        CardRun("old", 1, "finished", "success", None, START, None, readings={"asset": "full"}),
        CardRun("new", 2, "finished", "success", None, START + timedelta(days=1), None, readings={"company": "full"}),
    ]
    card = with_runs(EMPTY, runs)
    assert [card.latest(entity).execution for entity in ("asset", "company")] == ["old", "new"]
    assert list(card.entities) == ["company"]
    lost = CardRun("never-begun", 0, "error", "failure", None, START + timedelta(days=2), None)
    assert with_runs(card, [lost]).latest("company") == lost
