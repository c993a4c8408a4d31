"""Errors, waits and refused requests."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from psasync.contracts.events.requested import Period, RecordRef
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.kit.kafka import ProduceError
from psasync.psa.port import BudgetExhausted, PeriodFilter, PsaError
from psasync_executor.domain.plan import Ability
from tests.support.waiting import until


def fault(*, permanent: bool = False, retry_after: float | None = None, kind=ErrorKind.CONNECTIVITY) -> PsaError:
    return PsaError(kind, IssueCode.SOURCE_UNREACHABLE, "No answer.", permanent=permanent, retry_after=retry_after)


async def park_until(lab, execution: str, year: int) -> None:
    until_then = {"$set": {"parked_until": datetime(year, 1, 1, tzinfo=UTC)}}
    await lab.database.collection("jobs").update_one({"_id": execution}, until_then)


class TestSourceFaults:
    async def test_a_permanent_error_ends_the_run_with_its_kind(self, lab):
        refused = PsaError(
            ErrorKind.AUTHENTICATION, IssueCode.CREDENTIALS_REFUSED, "401", permanent=True, hint="New keys."
        )
        lab.psa.faults = [refused]
        lab.node()
        end = (await lab.run()).consistent().end
        assert end["result"] == "error"
        assert (end["error"]["kind"], end["error"]["code"]) == ("authentication", "credentials_refused")
        assert end["error"]["hint"] == "New keys."

    async def test_what_was_done_before_the_error_is_reported_and_resumed_by_the_next_run(self, lab):
        lab.psa.fill(Entity.COMPANY, 50)
        lab.psa.faults = [None, None, fault(permanent=True)]
        lab.node()
        broken = (await lab.run()).consistent()
        assert broken.outcomes == {"created": 40}
        assert broken.end["error"]["kind"] == "connectivity"
        assert await lab.documents("cursors") == []
        assert (await lab.run()).consistent().outcomes == {"created": 10, "unchanged": 40}

    async def test_transient_faults_are_borne(self, lab):
        lab.psa.fill(Entity.COMPANY, 45)
        lab.psa.faults = [fault(), fault(), None, fault()]
        lab.node()
        story = (await lab.run()).consistent()
        assert story.outcomes == {"created": 45}
        assert any("Trying again" in event["message"] for event in story.of_type("execution.log"))

    async def test_too_many_in_a_row_end_the_run(self, lab):
        lab.psa.faults = [fault()] * 50
        lab.node(retry_attempts=3)
        end = (await lab.run()).end
        assert (end["error"]["kind"], end["error"]["code"]) == ("connectivity", "source_unreachable")
        assert len(lab.psa.faults) == 47

    async def test_a_bug_of_ours_ends_the_run_and_not_the_executor(self, lab):
        lab.psa.faults = [ZeroDivisionError()]
        lab.node()
        end = (await lab.run()).end
        assert (end["error"]["kind"], end["error"]["code"]) == ("technical", "internal")
        assert (await lab.run()).end["result"] == "completed"


class TestParking:
    @pytest.mark.parametrize(
        "wait", [fault(retry_after=6), BudgetExhausted(1.0, "Autotask's hourly limit")], ids=["429", "budget"]
    )
    async def test_a_long_wait_frees_the_worker_keeps_the_places_and_is_visible(self, lab, wait):
        lab.psa.fill(Entity.COMPANY, 30)
        lab.catalog.add("other")
        lab.psa.faults = [None, wait]
        lab.node(workers=1)
        execution = await lab.request()
        job = await lab.in_state(execution, "parked")
        assert job["slot_sync"] == "acme|nightly"
        assert job["slot_connection"] == "connection-of-nightly"

        assert (await lab.run("other")).end["result"] == "completed"  # by the one worker there is

        story = (await lab.finished(execution)).consistent()
        assert story.outcomes == {"created": 30}
        waiting = [event for event in story.of_type("execution.progress") if "waiting_until" in event]
        (reason,) = [event["waiting_reason"] for event in waiting]
        if isinstance(wait, BudgetExhausted):
            until = datetime.fromisoformat(waiting[0]["waiting_until"]).astimezone(ZoneInfo("Europe/Berlin"))
            assert reason == f"Waiting for Autotask's hourly limit until {until:%H:%M}"
        else:
            assert reason == str(wait)
        after = story.events[story.events.index(waiting[0]) + 1]
        assert after["type"] == "execution.progress"
        assert "waiting_until" not in after
        assert after["attempt"] == 1

    async def test_faults_in_a_row_are_counted_over_parking(self, lab):
        lab.psa.faults = [fault(retry_after=0.3)] * 50
        lab.node(retry_attempts=3, inline_wait_seconds=0.1)
        assert (await lab.run()).end["error"]["code"] == "source_unreachable"
        assert len(lab.psa.faults) == 47

    async def test_a_sync_that_cannot_be_resolved_parks_and_is_not_guessed(self, lab, monkeypatch):
        monkeypatch.setattr("psasync_executor.run.prepare._FIRST_WAIT", 0.5)
        lab.psa.fill(Entity.COMPANY, 3)
        lab.catalog.down = True
        lab.node()
        execution = await lab.request()
        job = await lab.in_state(execution, "parked")
        assert "catalog" in job["parked_reason"]
        assert lab.psa.scopes == []
        lab.catalog.down = False
        story = (await lab.finished(execution)).consistent()
        assert story.outcomes == {"created": 3}
        assert story.events[0]["type"] == "execution.started"
        assert "waiting_reason" not in story.of_type("execution.progress")[-1]
        assert story.of_type("execution.started")[-1]["settings"]["connection"] == "connection-of-nightly"

    async def test_after_parking_unresolved_it_waits_for_a_connection_that_is_taken_and_goes_first(
        self, lab, monkeypatch
    ):
        monkeypatch.setattr("psasync_executor.run.prepare._FIRST_WAIT", 0.5)
        for name in ("a", "b", "c"):
            lab.catalog.add(name, connection="shared")
        lab.catalog.down = True
        lab.node(workers=3)
        waiting = await lab.request("a")
        await lab.in_state(waiting, "parked")
        await park_until(lab, waiting, 2100)
        lab.catalog.down = False
        lab.psa.gate = asyncio.Event()
        running = await lab.request("b")
        await lab.in_state(running, "running")
        await park_until(lab, waiting, 2020)

        async def in_line() -> bool:
            return (await lab.job(waiting)).get("wants_connection") == "shared"

        await until(in_line, 20)
        late = await lab.request("c")
        await lab.in_state(waiting, "parked")
        lab.psa.gate.set()
        for execution in (waiting, running, late):
            assert (await lab.finished(execution)).end["result"] == "completed"
        jobs = {job["_id"]: job["claimed_at"] for job in await lab.documents("jobs")}
        assert jobs[waiting] < jobs[late]


class TestRefusedRequests:
    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"period": Period(first=date(2026, 2, 2), last=date(2026, 2, 1))}, "period_reversed"),
            ({"entities": (Entity.ASSET,)}, "entity_unsupported"),
            ({"retry_of": "x", "records": (RecordRef(entity=Entity.COMPANY, source_id="1"),)}, "request_invalid"),
            ({"sync": "unknown"}, "sync_unknown"),
            ({"sync": "foreign"}, "sync_unknown"),
            ({"sync": "paused"}, "sync_archived"),
            ({"sync": "elsewhere"}, "request_invalid"),
        ],
    )
    async def test_they_end_in_error_configuration_and_read_nothing(self, lab, fields, code):
        lab.catalog.add("foreign", tenant="other")
        lab.catalog.add("paused", active=False)
        lab.catalog.add("elsewhere", destination="kafka")
        lab.node()
        story = await lab.run(**{"sync": "nightly", **fields})
        assert story.end["error"]["kind"] == "configuration"
        assert story.end["error"]["code"] == code
        assert story.end["tenant"] == "acme"
        assert story.events == [story.end]  # nothing of the sync is shown
        assert lab.psa.scopes == []

    async def test_a_period_needs_a_source_that_can_filter(self, lab):
        lab.psa.table = {**lab.psa.table, Entity.CONTACT: Ability(since=True, period=PeriodFilter.NONE, by_id=True)}
        lab.node()
        day = Period(first=date(2026, 2, 2), last=date(2026, 2, 2))
        named = await lab.run(period=day, entities=(Entity.CONTACT,))
        assert named.end["error"]["code"] == "period_unsupported"
        assert (await lab.run(period=day)).end["result"] == "completed"  # without the contacts, as the log says

    async def test_a_foreign_request_does_not_hold_up_the_sync(self, lab):
        lab.psa.fill(Entity.COMPANY, 1)
        lab.psa.gate = asyncio.Event()
        lab.node()
        running = await lab.request()
        await lab.in_state(running, "running")
        foreign = await lab.request(tenant="other")
        assert (await lab.finished(foreign)).end["error"]["code"] == "sync_unknown"
        lab.psa.gate.set()
        assert (await lab.finished(running)).end["result"] == "completed"

    async def test_a_queued_request_ends_at_its_deadline_although_its_sync_is_busy(self, lab, monkeypatch):
        monkeypatch.setattr("psasync_executor.run.dispatcher._OVERDUE_EVERY", 0.2)
        lab.psa.gate = asyncio.Event()
        lab.node(workers=2)
        running = await lab.request()
        await lab.in_state(running, "running")
        late = await lab.request(deadline=datetime.now(UTC) + timedelta(seconds=1))
        assert (await lab.finished(late)).end["error"]["code"] == "deadline_passed"
        lab.psa.gate.set()
        assert (await lab.finished(running)).end["result"] == "completed"

    async def test_after_its_deadline_nothing_starts(self, lab):
        late = await lab.request(at=datetime.now(UTC) - timedelta(hours=25))
        given = await lab.request("nightly", deadline=datetime.now(UTC) - timedelta(seconds=1), dry_run=True)
        lab.node()
        for execution in (late, given):
            end = (await lab.finished(execution)).end
            assert (end["error"]["kind"], end["error"]["code"]) == ("technical", "deadline_passed")
        assert lab.psa.scopes == []


class TestProducerFaults:
    async def test_the_whole_page_is_published_again_from_its_first_event(self, lab):
        """Half a page gets out, then the producer fails: twice."""
        lab.psa.fill(Entity.COMPANY, 30)
        send, faults = lab.producer.send_batch, [2, 5]
        calls = []

        async def half(topic, *, key, values, partition=None) -> None:
            calls.append(len(values))
            if len(calls) in faults:
                await send(topic, key=key, values=values[: len(values) // 2], partition=partition)
                raise ProduceError("cut")
            await send(topic, key=key, values=values, partition=partition)

        lab.producer.send_batch = half
        lab.node()
        story = (await lab.run()).consistent()
        assert story.outcomes == {"created": 30}
        assert calls[1] == calls[2]
