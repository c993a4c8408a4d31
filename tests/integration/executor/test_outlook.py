"""What the executor tells the scheduler of a request before it is made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime

import httpx
import pytest

from psasync.contracts.events.requested import Period, RecordRef, SyncRequested
from psasync.contracts.vocabulary import Entity, Mode, Trigger
from psasync.kit.http import create_app
from psasync.psa.port import PeriodFilter
from psasync_executor.api.outlook import outlook_router
from psasync_executor.domain.job import JobState
from psasync_executor.domain.plan import Ability
from psasync_executor.run.prepare import Preparation
from psasync_executor.store.indexes import QUEUED_OF_SYNC
from psasync_executor.store.queue import PLACES, queued_of

from .lab import TENANT
from .test_api import Keys, _ready

UNDATED = Ability(since=True, period=PeriodFilter.NONE, by_id=True)


@pytest.fixture
async def client(lab, settings) -> AsyncIterator[httpx.AsyncClient]:
    stores = lab.stores
    clock = lab._dispatcher(settings, stores, None, asyncio.Event(), None)._ports.clock
    preparation = Preparation(lab.catalog, lab.psa, stores.ledger, stores.cursors, clock)
    app = create_app(
        service="executor",
        title="executor",
        version="0",
        settings=settings,
        routers=[outlook_router(stores.queue, stores.overview, stores.ledger, preparation)],
        ready=_ready,
        authenticator=Keys(),
    )
    bearer = {"Authorization": f"Bearer {settings.internal_token.get_secret_value()}"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://executor", headers=bearer) as client:
        yield client


def asked(sync: str = "nightly", **fields) -> dict:
    return SyncRequested(tenant=fields.pop("tenant", TENANT), sync=sync, **fields).model_dump(mode="json")


@pytest.fixture
def standing(client) -> Callable:
    async def ask(sync: str = "nightly", *, join: bool = False, **fields) -> dict:
        fields = {"trigger": Trigger.MANUAL, **fields}
        body = {"request": asked(sync, **fields), "connection": f"connection-of-{sync}", "join": join}
        answer = await client.post("/internal/queue", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


@pytest.fixture
def foresight(client) -> Callable:
    async def ask(sync: str = "nightly", **fields) -> dict:
        answer = await client.post("/internal/foresight", json=asked(sync, **fields))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


class TestQueue:
    async def test_what_is_asked_for_by_people_stands_before_the_night(self, lab, standing):
        assert await standing() == {
            "position": 1,
            "alike": None,
            "queued": 0,
            "of_sync": None,
            "of_connection": None,
        }
        for number in range(3):
            lab.catalog.add(f"sync{number}")
            await lab.request(f"sync{number}", trigger=Trigger.NIGHTLY)
        assert (await standing())["position"] == 1
        assert (await standing(trigger=Trigger.NIGHTLY))["position"] == 4
        await lab.request(dry_run=True, trigger=Trigger.MANUAL)
        after_their_own = await standing()
        assert (after_their_own["position"], after_their_own["queued"]) == (2, 1)

    async def test_an_identical_one_is_named_and_hurries_only_when_it_is_joined(self, lab, standing):
        waiting = await lab.request(trigger=Trigger.NIGHTLY)
        assert (await standing())["alike"] == waiting
        assert (await lab.job(waiting))["priority"] == 1
        assert (await standing(join=True))["alike"] == waiting
        assert (await lab.job(waiting))["priority"] == 0
        assert (await standing(dry_run=True))["alike"] is None
        assert (await standing(allow_deletions=True))["alike"] is None

    async def test_a_newcomer_that_is_superseded_hands_over_its_priority(self, lab):
        waiting = await lab.request(trigger=Trigger.NIGHTLY)
        newcomer = await lab.request(trigger=Trigger.EVENT)
        assert (await lab.job(newcomer))["cancel"]["superseded_by"] == waiting
        assert (await lab.job(waiting))["priority"] == 0

    async def test_what_runs_is_named_with_what_it_waits_for(self, lab, standing):
        lab.catalog.add("neighbour", connection="connection-of-nightly")
        lab.psa.gate = asyncio.Event()
        lab.node()
        running = await lab.request()
        await lab.in_state(running, JobState.RUNNING)
        answer = await standing()
        assert answer["of_sync"]["execution"] == answer["of_connection"]["execution"] == running
        assert answer["of_sync"]["waiting_reason"] is None
        until = datetime(2100, 1, 1, tzinfo=UTC)  # nobody takes it up before
        await lab.database.collection("jobs").update_one(
            {"_id": running}, {"$set": {"state": JobState.PARKED, "parked_until": until, "parked_reason": "429"}}
        )
        waiting = (await standing())["of_connection"]
        assert (waiting["waiting_reason"], waiting["sync"]) == ("429", "nightly")

    async def test_its_questions_are_served_by_indexes(self, lab):
        jobs = lab.database.collection("jobs")
        await lab.request()
        for wanted, hint in (
            (queued_of(f"{TENANT}|nightly"), QUEUED_OF_SYNC),
            *(({place: "x"}, index) for place, index in PLACES.items()),
            ({"state": JobState.QUEUED, "priority": 0, "turn": {"$lt": 5}}, None),
        ):
            assert "IXSCAN" in str(await jobs.explain(wanted, hint=hint)), wanted


class TestForesight:
    async def test_it_is_what_a_claim_decides(self, lab, foresight):
        lab.psa.put(Entity.COMPANY, "old", name="old", date=datetime(2026, 1, 5, 12, tzinfo=UTC))
        lab.psa.put(Entity.CONTACT, "bad", name="")
        first = await foresight()
        assert first["full_pass"] == ["company", "company_site", "contact"]
        assert first["imported"] == {"days": [], "records": 0}
        lab.node()
        story = await lab.run()
        assert story.events[0]["settings"]["plan"] == first["settings"]["plan"]
        second = await foresight()
        assert second["full_pass"] == []
        assert second["imported"]["days"][0] == {"day": "2026-01-05", "records": 1}
        period = Period(first=date(2026, 1, 5), last=date(2026, 1, 5))
        assert (await foresight(period=period, mode=Mode.FORCE))["imported"]["records"] == 1
        elsewhere = Period(first=date(2026, 1, 6), last=date(2026, 1, 6))
        assert (await foresight(period=elsewhere))["imported"]["records"] == 0
        named = (RecordRef(entity=Entity.COMPANY, source_id="old"), RecordRef(entity=Entity.COMPANY, source_id="new"))
        assert (await foresight(records=named, mode=Mode.FORCE))["imported"]["records"] == 1

    async def test_what_cannot_run_says_why(self, lab, client, foresight):
        refused = (await foresight("no-such"))["refused"]
        assert (refused["code"], refused["kind"]) == ("sync_unknown", "configuration")
        assert refused["hint"]
        lab.catalog.down = True
        answer = await client.post("/internal/foresight", json=asked())
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


class TestWithoutDates:
    async def test_a_period_leaves_out_what_has_none_and_says_so(self, lab):
        lab.psa.table = {**lab.psa.table, Entity.CONTACT: UNDATED}
        lab.psa.put(Entity.COMPANY, "old", name="old", date=datetime(2026, 1, 5, 12, tzinfo=UTC))
        lab.psa.fill(Entity.CONTACT, 1)
        lab.node()
        period = Period(first=date(2026, 1, 5), last=date(2026, 1, 5))
        story = (await lab.run(period=period)).consistent()
        assert (story.end["result"], story.outcomes) == ("completed", {"created": 1})
        said = [event["message"] for event in story.events if "message" in event]
        assert "No period is possible for contact: left out." in said
        named = await lab.run(period=period, entities=(Entity.CONTACT,))
        assert named.end["error"]["code"] == "period_unsupported"

    async def test_where_nothing_has_one_nothing_is_imported_again(self, lab):
        lab.psa.table = dict.fromkeys(lab.psa.table, UNDATED)
        lab.node()
        refused = await lab.run(mode=Mode.FORCE, confirmed=True)
        assert refused.end["error"]["code"] == "period_unsupported"


async def test_a_request_can_be_read_back_with_its_records(lab, client):
    named = (RecordRef(entity=Entity.COMPANY, source_id="a"),)
    execution = await lab.request(records=named)
    answer = (await client.get(f"/internal/jobs/{execution}/request")).json()
    assert answer["request"]["records"] == [{"entity": "company", "source_id": "a"}]
    await lab.cancel("early")
    assert (await client.get("/internal/jobs/early/request")).status_code == 404
