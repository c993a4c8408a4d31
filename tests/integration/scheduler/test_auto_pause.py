"""A sync that fails again and again is paused once, says why, and goes on after one click."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from psasync.contracts.cloudevents import Attributes
from psasync.contracts.events.records import RunError
from psasync.contracts.events.status import TYPE, StatusChanged
from psasync.contracts.issues import IssueCode
from psasync.contracts.topics import CATALOG_CHANGED, EXECUTION_STATUS
from psasync.contracts.vocabulary import ErrorKind, Mode, Status, Trigger
from psasync.kit.ids import new_id
from psasync.kit.kafka import EventProducer
from psasync_scheduler.actions.failures import note_ends
from psasync_scheduler.domain.streaks import Failure
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.service import Client, Published, first_key, running
from tests.support.waiting import until

SECRET = "what the PSA said: key refused"
ERROR = RunError(kind=ErrorKind.AUTHENTICATION, code=IssueCode.CREDENTIALS_REFUSED, message=SECRET)


class Results:
    """Tells how executions ended, as the results service does."""

    def __init__(self, producer: EventProducer, tenant: str, sync: str) -> None:
        self.producer, self.tenant, self.sync = producer, tenant, sync
        # Each event is a second later than the one before, and none is to lie ahead of a resume.
        self.at = datetime.now(UTC) - timedelta(hours=1)

    def event(self, status: Status, **changes) -> StatusChanged:
        self.at += timedelta(seconds=1)
        fields = {"execution": new_id(), "at": self.at, "trigger": Trigger.NIGHTLY, "mode": Mode.MISSING}
        error = ERROR if status is Status.ERROR else None
        return StatusChanged(tenant=self.tenant, sync=self.sync, status=status, error=error, **(fields | changes))

    async def tell(self, *events: StatusChanged) -> None:
        for event in events:
            envelope = Attributes(id=f"{event.execution}/{event.status}", source="psasync/results", type=TYPE)
            await self.producer.send(
                EXECUTION_STATUS,
                key=event.execution,
                value=event.model_dump_json().encode(),
                headers=envelope.headers(),
            )

    async def ended(self, *statuses: Status) -> None:
        await self.tell(*(self.event(status) for status in statuses))


@pytest.fixture
async def producer(settings: SchedulerSettings):
    producer = EventProducer(settings, client_id="test-results")
    yield producer
    await producer.stop(2)


@pytest.fixture
async def replicas(settings: SchedulerSettings):
    key = await first_key(settings)
    async with running(settings, key) as one, running(settings, key) as other:
        yield one, other


async def failing(api: Client, producer: EventProducer, **more) -> Results:
    tenant = await api.tenant()
    sync = await api.sync(tenant, schedule={"time": "01:30"}, **more)
    return Results(producer, tenant, sync)


async def view(api: Client, sync: str) -> dict:
    return (await api.get(f"/v1/syncs/{sync}")).json()


async def paused(api: Client, sync: str) -> dict:
    async def is_paused() -> dict | None:
        shown = await view(api, sync)
        return None if shown["active"] else shown

    return await until(is_paused, within=30, what="the sync is paused")


async def streak(api: Client, sync: str) -> dict:
    return await api.app.state.context.stores.streaks._collection.find_one({"_id": sync}) or {}


async def counted(api: Client, sync: str, failures: int) -> None:
    async def enough() -> bool:
        return len((await streak(api, sync)).get("failures", ())) >= failures

    await until(enough, within=30, what=f"{failures} failures are counted")


async def did_well(api: Client, sync: str) -> None:
    async def noted() -> bool:
        return "good_at" in await streak(api, sync)

    await until(noted, within=30, what="a good end is noted")


async def test_the_fifth_failure_in_a_row_pauses_once_with_two_replicas(
    replicas, producer: EventProducer, published: Published
):
    one, other = replicas
    results = await failing(one, producer)
    # Side by side in the topic's partitions, each told twice.
    events = [results.event(Status.ERROR) for _ in range(8)]
    await results.tell(*events, *events)
    shown = await paused(other, results.sync)
    pause = shown["auto_pause"]
    assert (pause["paused_by"], pause["kind"], pause["message"]) == ("auto", "authentication", SECRET)
    assert pause["failures"] >= 5
    assert shown["next_fire"] is None

    async def announced() -> list[dict]:
        found = await published.events(CATALOG_CHANGED)
        news = [event for event in found if event["change"] == "sync.auto-paused"]
        return list({event["ce"].id: event for event in news}.values())

    (news,) = await until(announced, within=20, what="the news")
    assert (news["subject"], news["tenant"], news["subject_version"]) == (results.sync, results.tenant, 2)
    assert SECRET not in str(news), "events carry no message of a PSA"

    async def written() -> list[dict]:
        entries = (await one.get("/v1/audit", params={"tenant": results.tenant})).json()["items"]
        return [entry for entry in entries if entry["action"] == "sync.auto-paused"]

    (entry,) = await until(written, within=20, what="the audit entry")
    assert entry["who"] == "scheduler"
    assert entry["changes"]["active"] == {"before": True, "after": False}


async def test_a_resume_counts_anew(replicas, producer: EventProducer):
    one, other = replicas
    results = await failing(one, producer, auto_pause_after=2)
    await results.ended(Status.ERROR, Status.ERROR)
    await paused(one, results.sync)
    resumed = (await other.post(f"/v1/syncs/{results.sync}/resume")).json()
    assert (resumed["active"], resumed["auto_pause"]) == (True, None)
    assert resumed["next_fire"] is not None
    results.at = datetime.now(UTC)
    await results.ended(Status.ERROR)
    await counted(one, results.sync, 3)
    assert (await view(one, results.sync))["active"] is True
    await results.ended(Status.ERROR)
    assert (await paused(one, results.sync))["auto_pause"]["failures"] == 2


async def test_what_ends_a_streak_and_what_does_not_touch_it(replicas, producer: EventProducer):
    one, _ = replicas
    results = await failing(one, producer, auto_pause_after=3)
    other = Results(producer, "another-tenant", results.sync)
    await results.ended(Status.ERROR, Status.ERROR, Status.FINISHED_WITH_WARNINGS)
    # Ends of different executions lie in different partitions: a failure may overtake a good end told before it.
    await did_well(one, results.sync)
    await results.ended(Status.ERROR, Status.CANCELED)
    await other.ended(Status.ERROR, Status.ERROR, Status.ERROR)
    forced = results.event(Status.ERROR, trigger=Trigger.MANUAL, mode=Mode.FORCE)
    foreign = results.event(Status.ERROR, trigger=Trigger.EVENT)
    unknown = results.event(Status.ERROR, trigger=Trigger.MANUAL)
    await results.tell(forced, foreign, unknown)
    await results.ended(Status.ERROR)
    await counted(one, results.sync, 2)
    assert (await view(one, results.sync))["active"] is True
    await results.ended(Status.ERROR)
    assert (await paused(one, results.sync))["auto_pause"]["failures"] == 3


async def test_a_persons_default_run_counts_and_a_dry_one_does_not(replicas, producer: EventProducer):
    one, _ = replicas
    results = await failing(one, producer, auto_pause_after=1)
    started = []
    for body in ({"dry_run": True}, {"entities": ["company"]}, {}):
        answer = await one.post(f"/v1/syncs/{results.sync}/executions", json=body)
        started.append(answer.json()["execution_id"])
    dry, partial, default = (
        results.event(Status.ERROR, trigger=Trigger.MANUAL, execution=execution) for execution in started
    )
    await note_ends(one.app.state.context, [dry, partial])
    assert (await view(one, results.sync))["active"] is True
    await results.tell(default)
    assert (await paused(one, results.sync))["auto_pause"]["execution"] == started[2]


async def test_zero_never_pauses(replicas, producer: EventProducer):
    one, _ = replicas
    results = await failing(one, producer, auto_pause_after=0)
    await note_ends(one.app.state.context, [results.event(Status.ERROR) for _ in range(20)])
    assert (await view(one, results.sync))["active"] is True


async def test_a_crash_between_counting_and_pausing_is_made_up_for(replicas, producer: EventProducer):
    """The fifth failure is counted, its reader is gone: the event comes again, to another."""
    one, other = replicas
    results = await failing(one, producer)
    events = [results.event(Status.ERROR) for _ in range(5)]
    context = one.app.state.context
    await note_ends(context, events[:4])
    last = Failure.of(events[4])
    await context.stores.streaks.failed(results.sync, last)
    assert (await view(one, results.sync))["active"] is True
    await note_ends(other.app.state.context, events[4:])
    assert (await paused(one, results.sync))["version"] == 2
    await note_ends(context, events)
    assert (await view(one, results.sync))["version"] == 2


async def test_a_failure_from_before_a_resume_does_not_pause_again(replicas, producer: EventProducer):
    one, _ = replicas
    results = await failing(one, producer, auto_pause_after=1)
    results.at = datetime.now(UTC) - timedelta(minutes=1)
    event = results.event(Status.ERROR)
    await note_ends(one.app.state.context, [event])
    await one.post(f"/v1/syncs/{results.sync}/resume")
    await note_ends(one.app.state.context, [event, results.event(Status.ERROR)])
    assert (await view(one, results.sync))["active"] is True


@pytest.mark.parametrize("value", [-1, 101, None, "x"])
async def test_wrong_limits_are_refused(api: Client, value):
    sync = await api.sync()
    assert (await api.patch(f"/v1/syncs/{sync}", json={"auto_pause_after": value})).status_code == 422


async def test_what_cannot_be_read_is_a_dead_letter_and_stops_nothing(replicas, producer: EventProducer):
    one, _ = replicas
    results = await failing(one, producer, auto_pause_after=1)
    for partition_key in ("a", "b", "c", "d", "e", "f", "g", "h"):
        await producer.send(EXECUTION_STATUS, key=partition_key, value=b"{", headers={"ce_id": "x"})
    await results.ended(Status.ERROR)
    await paused(one, results.sync)
