"""Retries, turns, requests, probes, settings, budgets: small rules."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from psasync.contracts.events.requested import Period, RecordRef, SyncRequested
from psasync.contracts.vocabulary import Entity, Mode, Trigger
from psasync_executor.domain.outbox import Effects, Outbox
from psasync_executor.domain.priority import next_turn
from psasync_executor.domain.refusal import RunRefused
from psasync_executor.domain.requests import body_digest, check_consistent, priority_of, queue_key
from psasync_executor.domain.retry import Failures, GiveUp, Park, RetryPolicy, Wait
from psasync_executor.probe import Point, Probe, ProbeAt, probe_of
from psasync_executor.settings import ExecutorSettings
from psasync_executor.store.packing import compress, decompress

POLICY = RetryPolicy(attempts=5, total_seconds=100, first_seconds=1, cap_seconds=8, inline_seconds=4)


class TestRetry:
    @given(st.none() | st.floats(0, 500), st.integers(0, 10), st.floats(0, 200), st.randoms(use_true_random=False))
    def test_never_earlier_than_the_source_asked_and_never_longer_than_allowed(self, asked, count, waited, chance):
        verdict, after = POLICY.after(Failures(count=count, waited=waited), asked, chance)
        assert after.count == count + 1
        if isinstance(verdict, GiveUp):
            assert after.count >= POLICY.attempts or after.waited > POLICY.total_seconds
            return
        assert verdict.seconds >= (asked or 0)
        assert isinstance(verdict, Wait) == (verdict.seconds <= POLICY.inline_seconds)
        assert after.waited <= POLICY.total_seconds

    def test_it_ends(self):
        failures, chance, verdicts = Failures(), random.Random(1), []
        while not verdicts or not isinstance(verdicts[-1], GiveUp):
            verdict, failures = POLICY.after(failures, None, chance)
            verdicts.append(verdict)
        assert len(verdicts) == POLICY.attempts
        assert any(isinstance(verdict, Wait | Park) for verdict in verdicts)


class TestTurns:
    @given(st.lists(st.sampled_from("abc"), max_size=60))
    def test_a_tenants_next_job_never_waits_for_more_than_one_round_of_the_others(self, arrivals):
        """All arrive before anything is served: then the tenants take turns."""
        last: dict[str, int] = {}
        for tenant in arrivals:
            last[tenant] = next_turn(last_of_tenant=last.get(tenant, 0), being_served=0)
        assert all(last[tenant] == arrivals.count(tenant) for tenant in last)

    def test_an_idle_tenant_saves_up_nothing(self):
        assert next_turn(last_of_tenant=3, being_served=70) == 71

    def test_the_night_goes_after_what_somebody_waits_for(self):
        assert priority_of(Trigger.MANUAL) == priority_of(Trigger.EVENT) < priority_of(Trigger.NIGHTLY)


def request(**fields) -> SyncRequested:
    return SyncRequested(tenant="t", sync="s", **fields)


A, B = (RecordRef(entity=Entity.COMPANY, source_id=name) for name in "ab")


class TestRequests:
    @pytest.mark.parametrize(
        "fields",
        [
            {"mode": Mode.FORCE},
            {"period": Period(first=date(2026, 1, 1), last=date(2026, 1, 2))},
            {"entities": (Entity.COMPANY,)},
            {"records": (A,)},
            {"retry_of": "x"},
            {"dry_run": True},
            {"allow_deletions": True},
        ],
    )
    def test_what_changes_the_run_makes_another_request(self, fields):
        assert queue_key(request(**fields)) != queue_key(request())

    def test_nobody_who_confirms_is_served_by_a_request_that_does_not(self):
        assert queue_key(request(mode=Mode.FORCE, confirmed=True)) != queue_key(request(mode=Mode.FORCE))
        assert queue_key(request(confirmed=True)) == queue_key(request()), "there is nothing to confirm"

    def test_who_asks_and_in_which_order_does_not(self):
        assert queue_key(request(records=(A, B))) == queue_key(request(records=(B, A), requested_by="ann"))
        assert queue_key(request(trigger=Trigger.NIGHTLY)) == queue_key(request(trigger=Trigger.MANUAL))

    def test_the_body_is_the_whole_body(self):
        assert body_digest(request(requested_by="ann")) != body_digest(request(requested_by="bob"))
        assert body_digest(request()) == body_digest(SyncRequested.model_validate_json(request().model_dump_json()))

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"period": Period(first=date(2026, 1, 2), last=date(2026, 1, 1))}, "period_reversed"),
            ({"records": (A,), "retry_of": "x"}, "request_invalid"),
            (
                {"records": (A,), "period": Period(first=date(2026, 1, 1), last=date(2026, 1, 1))},
                "request_invalid",
            ),
            ({"mode": Mode.FORCE, "retry_of": "x"}, "request_invalid"),
            ({"mode": Mode.FORCE, "allow_deletions": True}, "request_invalid"),
            ({"records": (A,), "entities": (Entity.COMPANY,)}, "request_invalid"),
        ],
    )
    def test_contradictions(self, fields, code):
        with pytest.raises(RunRefused) as refused:
            check_consistent(request(**fields))
        assert refused.value.error.code == code


@given(st.lists(st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))))
def test_an_outbox_comes_back_as_the_very_same_bytes(events):
    import orjson

    encoded = [orjson.dumps(event) for event in events]
    outbox = Outbox(encoded, Effects(seen_entity=Entity.COMPANY, seen_page=3))
    back = Outbox.unpack(decompress(compress(outbox.pack())))
    assert list(back.events) == encoded
    assert back.effects == outbox.effects


class TestProbe:
    async def test_it_acts_once_when_reached_for_the_nth_time(self):
        acted = []

        async def act() -> None:
            acted.append(1)

        probe = ProbeAt(Point.AFTER_FETCH, 2, act)
        for point in (Point.AFTER_FETCH, Point.MID_PUBLISH, Point.AFTER_FETCH, Point.AFTER_FETCH):
            await probe.reached(point)
        assert acted == [1]

    @given(st.lists(st.binary(), max_size=20))
    def test_parts_are_the_page_in_order(self, events):
        async def act() -> None:
            return

        for probe in (Probe(), ProbeAt(Point.MID_PUBLISH, 1, act)):
            assert [event for part in probe.parts(events) for event in part] == events

    @pytest.mark.parametrize("setting", ["nowhere:1", "mid_publish:x"])
    def test_an_unknown_point_is_refused(self, setting):
        with pytest.raises(ValueError, match=r"."):
            probe_of(setting)


class TestSettings:
    GIVEN = {"keyring": "k:" + "A" * 43 + "=", "internal_token": "x" * 32}

    def test_defaults_hold(self):
        settings = ExecutorSettings(**self.GIVEN)
        assert settings.executor_port == 8102
        assert settings.limits().max_attempts > 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"executor_job_retention_days": 29},
            {"executor_probe": "nowhere"},
            {"executor_retry_first_seconds": 5, "executor_retry_cap_seconds": 1},
        ],
    )
    def test_what_would_break_a_guarantee_is_refused(self, wrong):
        with pytest.raises(ValidationError):
            ExecutorSettings(**self.GIVEN, **wrong)
