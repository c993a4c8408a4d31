"""Cards and statistics: what follows from ended executions, by itself, once, whatever crashes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from psasync.contracts.events.records import ExecutionStarted
from psasync.contracts.vocabulary import Entity, Outcome
from psasync.kit.clock import RealClock
from psasync.kit.mongo import Database
from psasync_results.domain.days import DayKey, day_of
from psasync_results.settings import ResultsSettings
from psasync_results.store.cards import Cards
from psasync_results.store.daily import Daily
from psasync_results.store.untallied import Untallied
from psasync_results.tally_command import tally_again
from tests.integration.results.conftest import Replica, tallying
from tests.integration.results.service import ACME, OTHER, as_, running, until
from tests.integration.results.test_lists import all_pages
from tests.unit.results.streams import PATIENT, REQUEST, Stream

DRY = REQUEST.model_copy(update={"dry_run": True})
CARDS = "/v1/tenants/acme/cards"
DAY = {"from": "2026-11-20", "to": "2026-11-22"}  # the streams end on the 21st
NOW = timedelta(seconds=-1)  # of `sweep`: everything


def run(
    execution: str, fence: int, *, zone: str = "Europe/Berlin", later: timedelta = timedelta(), **of: Any
) -> Stream:
    """A started run whose settings say what it reads."""
    stream = Stream(execution, fence=fence, **of).started()
    started = stream.events[0]
    assert isinstance(started, ExecutionStarted)
    plan = [{"entity": entity, "reading": "full"} for entity in ("company", "contact")]
    stream.events[0] = started.model_copy(update={"settings": {"plan": plan, "time_zone": "Europe/Berlin"}})
    return stream


def ended_later(stream: Stream, later: timedelta, result: str = "completed") -> Stream:
    stream.ended(result)
    last = stream.events[-1]
    stream.events[-1] = last.model_copy(update={"at": last.at + int(later.total_seconds() * 1000)})
    return stream


def runs() -> list[Stream]:
    """Correct, then one refusal, then a failure before contacts; and what touches no card."""
    hour = timedelta(hours=1)
    return [
        ended_later(run("one", 1).record(Outcome.CREATED).record(Outcome.CREATED, Entity.CONTACT), hour),
        ended_later(run("two", 2).record(Outcome.REJECTED).record(Outcome.UPDATED, Entity.CONTACT), 2 * hour),
        ended_later(run("three", 3).record(Outcome.UNCHANGED), 3 * hour, "error"),
        ended_later(run("dry", 4, request=DRY).record(Outcome.CREATED), 4 * hour),
    ]


async def test_cards_and_days_follow_from_ends(replica: Replica, settings: ResultsSettings) -> None:
    for stream in runs():
        await replica.folding.apply(stream.events)  # nobody was woken: as if a process had died after each end
    foreign = run("foreign", 1, tenant="other").record(Outcome.CREATED)
    await replica.folding.apply(foreign.ended().events)
    await replica.folding.apply(run("now", 5, request=PATIENT).record(Outcome.CREATED, source_id="new").events)
    assert await tallying(replica.database).sweep(NOW) == 5
    async with running(settings, kafka=False) as client:
        (card,) = await all_pages(client, CARDS)
        assert (card["sync"], card["running"]) == ("acme-cw", "now")
        company, contact = card["entities"]
        assert (company["entity"], company["last_correct"]["execution"]) == ("company", "three")
        assert (contact["entity"], contact["last_correct"]["execution"]) == ("contact", "two")
        assert (contact["latest"]["execution"], contact["latest"]["counts"]) == ("three", {})
        assert (contact["latest"]["complete"], contact["latest"]["status_text"]) == (False, "ERROR")
        points = [(point["execution"], point["changed"], point["problems"]) for point in company["trend"]]
        assert points == [("one", 1, 0), ("two", 0, 1), ("three", 0, 0)]
        assert [company["open_issues"], contact["open_issues"]] == [1, 0]

        async def days(**params: Any) -> list[dict[str, Any]]:
            return (await client.get("/v1/statistics", params=DAY | params)).json()["days"]

        (day,) = await days(tenant="acme")
        assert (day["day"], day["zone"], day["runs"], day["fetched"]) == ("2026-11-21", "Europe/Berlin", 3, 5)
        assert day["records"] == {"created": 2, "updated": 1, "unchanged": 1, "rejected": 1}
        assert day["failure_share"] == pytest.approx(2 / 3)
        assert abs(day["durations"]["p50"] - 7_200_000) < 7_200_000 * 0.05
        (platform,) = await days()
        assert (platform["zone"], platform["runs"], platform["records"]["created"]) == (None, 4, 3)
        assert (await client.get(CARDS, headers=as_(OTHER))).status_code == 404
        assert (await client.get("/v1/statistics", params=DAY, headers=as_(ACME))).json()["days"] == [day]
        refused = await client.get("/v1/statistics", params=DAY | {"tenant": "acme"}, headers=as_(OTHER))
        assert refused.status_code == 404
        for wrong in ({"from": "2026-01-02", "to": "2026-01-01"}, {"from": "2024-01-01", "to": "2026-01-01"}):
            assert (await client.get("/v1/statistics", params=wrong)).status_code == 422


async def everything(database: Database) -> list[list[dict[str, Any]]]:
    """Cards and days, but for how often they were written."""
    found = []
    for name in ("cards", "daily"):
        documents = await database.collection(name).find_list({}, sort=(("_id", 1),), limit=100)
        found.append([{key: document.get(key) for key in document.keys() - BOOKKEEPING} for document in documents])
    return found


BOOKKEEPING = {"rev", "wanted", "counted_at"}


async def test_any_order_repetition_and_number_of_replicas_make_the_same(replica: Replica, database: Database) -> None:
    streams = runs()
    for stream in streams:
        await replica.folding.apply(stream.events)
    await tallying(database).sweep(NOW)
    alone = await everything(database)
    assert all(alone)
    for name in ("cards", "daily"):
        await database.collection(name).delete_many({})
    for stream in reversed(streams):
        await database.collection("executions").update_one(
            {"_id": stream.events[0].execution}, {"$set": {"untallied_at": RealClock().now()}}
        )
        replicas = [tallying(database) for _ in range(3)]
        await asyncio.gather(*(each.sweep(NOW) for each in replicas))
    await until(lambda: _settled(database), "nothing is stale any more")
    assert await everything(database) == alone


STEPS = (
    (Cards, "add"),
    (Cards, "_write"),
    (Daily, "mark"),
    (Untallied, "done"),
    (Daily, "count"),
    (Daily, "_of_tenant"),
    (Daily, "_of_platform"),
)


class PowerCutError(Exception):
    pass


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
async def test_a_crash_at_any_step_loses_and_doubles_nothing(
    replica: Replica, database: Database, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    for stream in runs():
        await replica.folding.apply(stream.events)
    await tallying(database).sweep(NOW)
    undisturbed = await everything(database)
    for owner, name in STEPS:
        for collection in ("cards", "daily"):
            await database.collection(collection).delete_many({})
        await Untallied(database).mark_all(RealClock().now())
        step = getattr(owner, name)

        async def crashes(self: Any, *given: Any, step: Any = step) -> None:
            if not before:
                await step(self, *given)
            raise PowerCutError

        with monkeypatch.context() as patched:
            patched.setattr(owner, name, crashes)
            with pytest.raises(PowerCutError):
                await tallying(database).sweep(NOW)
        await tallying(database).sweep(NOW)
        assert await everything(database) == undisturbed, f"{owner.__name__}.{name}"


async def test_lost_cards_and_days_are_made_again(
    replica: Replica, database: Database, settings: ResultsSettings
) -> None:
    for stream in runs():
        await replica.folding.apply(stream.events)
    await replica.folding.apply(run("now", 5, request=PATIENT).events)
    await tallying(database).sweep(NOW)
    before = await everything(database)
    assert all(before)
    for name in ("cards", "daily"):
        await database.collection(name).delete_many({})
    assert await tally_again(settings) == 0
    assert await tallying(database).sweep(NOW) == len(runs())
    assert await everything(database) == before


async def _settled(database: Database) -> bool:
    await tallying(database).sweep(NOW)
    return not await Daily(database).stale(RealClock().now() + timedelta(hours=1), 10)


async def test_a_count_that_began_earlier_never_replaces_a_later_one(replica: Replica, database: Database) -> None:
    """One replica stops between reading a day's executions and writing its count."""
    first, second = runs()[:2]
    await replica.folding.apply(first.events)
    document = await database.collection("executions").find_one({"_id": "one"})
    assert document is not None
    key = day_of(document)
    assert isinstance(key, DayKey)
    slow, fast = Daily(database), Daily(database)
    await slow.mark(key, RealClock().now())
    has_read, goes_on = asyncio.Event(), asyncio.Event()
    read = slow._of_tenant

    async def reads_and_sleeps(wanted: DayKey) -> Any:
        totals = await read(wanted)
        has_read.set()
        await goes_on.wait()
        return totals

    slow._of_tenant = reads_and_sleeps  # type: ignore[method-assign]
    sleeping = asyncio.create_task(slow.count(key, RealClock().now()))
    await has_read.wait()
    await replica.folding.apply(second.events)
    await fast.mark(key, RealClock().now())
    assert await fast.count(key, RealClock().now())
    goes_on.set()
    assert not await sleeping
    (day,) = await fast.days("acme", key.day, key.day)
    assert day["runs"] == 2


async def test_a_running_service_tallies_by_itself(replica: Replica, settings: ResultsSettings) -> None:
    await replica.folding.apply(run("one", 1).record(Outcome.CREATED).ended().events)
    async with running(settings, kafka=False) as client:

        async def card() -> Any:
            return (await client.get(CARDS)).json()["items"]

        assert await until(card, "the card is there")
