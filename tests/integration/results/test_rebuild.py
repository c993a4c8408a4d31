"""The retained window folded once more, beside the live database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from psasync.contracts.events.cancel import CancelRequested
from psasync.contracts.events.records import RecordsEvent
from psasync.contracts.events.requested import TYPE
from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity, Outcome
from psasync.kit.mongo import Database, connect
from psasync_results.domain.keeping import OwnKeeping
from psasync_results.domain.selection import IssueSelection
from psasync_results.rebuild.command import DIFFERENT, IMPOSSIBLE, SAME, rebuild
from psasync_results.settings import ResultsSettings
from psasync_results.store.chosen_issues import ChosenIssues, Person
from psasync_results.store.gone_issues import GoneIssues
from psasync_results.store.own_keeping import Chosen, OwnKeepings
from tests.integration.results.service import Talker, ended, running, statuses
from tests.unit.results.streams import PATIENT, Stream

OUTCOMES = (Outcome.CREATED, Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.REJECTED, Outcome.WARNING, Outcome.DELETED)
NIGHTS = 5
TOO_LONG = (Issue(code=IssueCode.FIELD_TOO_LONG, message="too long", field="name"),)


def night(number: int, rng: random.Random) -> list[RecordsEvent]:
    """One execution of the same sync, with records that come and go between refused and written."""
    stream = Stream(f"run-{number}", fence=number, request=PATIENT).started()
    for source in range(24):
        outcome = rng.choice(OUTCOMES)
        issues = TOO_LONG if outcome is Outcome.WARNING else None
        stream.record(outcome, rng.choice([Entity.COMPANY, Entity.CONTACT]), f"r{source}", issues=issues)
        if source % 10 == 7:
            stream.log(f"page {source}").progress(page=source)
    if number % 3 == 0:
        stream.taken_over().record(Outcome.CREATED, source_id="late")
    return stream.ended("canceled" if number == 5 else "completed").events


def repeated(events: list[RecordsEvent], rng: random.Random) -> Iterator[list[RecordsEvent]]:
    """In batches, and after some faults from an earlier event on."""
    start = 0
    while start < len(events):
        size = rng.randint(1, 40)
        yield events[start : start + size]
        start += size - (rng.randint(0, size - 1) if rng.random() < 0.3 else 0)


@pytest.fixture
async def nights(settings: ResultsSettings) -> list[str]:
    """A live service has folded eight executions; their ids."""
    rng = random.Random(7)
    talker = Talker(settings)
    async with running(settings) as client:
        for number in range(1, NIGHTS + 1):
            events = night(number, rng)
            if number == 5:
                wish = CancelRequested(tenant="acme", execution="run-5", reason="wrong", requested_by="ann")
                await talker.cancel(wish)
            for batch in repeated(events, rng):
                await talker.say(*batch)
            await ended(client, f"run-{number}")
        await talker.say(
            *Stream("still-running", fence=NIGHTS + 1, request=PATIENT).started().record(Outcome.CREATED).events
        )
        await talker.request("r-queued", PATIENT.model_dump_json().encode(), type_=TYPE)
        assert len(await statuses(settings, f"run-{NIGHTS}", 2)) == 2
    await talker.producer.stop(5)
    return [f"run-{number}" for number in range(1, NIGHTS + 1)]


@pytest.fixture
async def rebuilt(settings: ResultsSettings) -> Any:
    database = await connect(settings.model_copy(update={"mongo_database_prefix": into(settings)}), "results")
    yield database
    await database.drop()
    await database.close()


def into(settings: ResultsSettings) -> str:
    return f"{settings.mongo_database_prefix}-again"


@pytest.mark.timeout(300)
async def test_the_rebuilt_database_says_the_same_until_somebody_changes_one(
    settings: ResultsSettings, nights: list[str], rebuilt: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    before = await statuses_sent(settings, nights)
    decided = await decide(settings)
    assert await rebuild(settings, into(settings), again=False, compared=True) == SAME, capsys.readouterr().out
    told = capsys.readouterr().out
    assert f"compared {NIGHTS} executions with" in told
    assert "no difference" in told
    executions = rebuilt.collection("executions")
    assert await executions.count({"status": "queued"}) == 1
    assert await executions.count({"status": "in_progress"}) == 1
    assert await executions.count({"pending": {"$ne": []}}) == 0
    assert await executions.count({"untold": {"$exists": True}}) == 0, "nobody is told of what is folded again"
    assert await statuses_sent(settings, nights) == before
    for issue in decided:
        assert await rebuilt.collection("issues").find_one({"_id": issue["_id"]}) == issue
    assert (await OwnKeepings(rebuilt).of("acme")).own.records == 77
    await differences_are_named(settings, capsys)


async def decide(settings: ResultsSettings) -> list[dict[str, Any]]:
    """Two open issues of which somebody has decided something: one dismissed, one of an entity that was taken away."""
    live = await connect(settings, "results")
    issues, now = live.collection("issues"), datetime(2026, 11, 25, tzinfo=UTC)
    await OwnKeepings(live).choose("acme", Chosen(OwnKeeping(records=77), "ann", now))
    mine = IssueSelection(ids=((await issues.find_one({"state": "open", "entity": "company"}))["_id"],))
    await ChosenIssues(live).dismiss("acme", mine, Person("k", "ann"), "known", now)
    assert await GoneIssues(live).close("acme-cw", ["company"], now) > 0
    gone = await issues.find_one({"closed_by": None, "resolution": "gone"})
    decided = [await issues.find_one({"_id": mine.ids[0]}), gone]
    await live.close()
    return decided


async def differences_are_named(settings: ResultsSettings, capsys: pytest.CaptureFixture[str]) -> None:
    live = await connect(settings, "results")
    for collection, wanted, change in (
        ("executions", {"_id": "run-3"}, {"$set": {"counts.company.created": 999}}),
        ("record_results", {"execution": "run-2"}, {"$set": {"label": "somebody else"}}),
        ("record_buckets", {"execution": "run-2"}, {"$set": {"rows.3": ["company", "x", "y", None, None, None]}}),
        ("issues", {"code": "field_required"}, {"$set": {"count": 99}}),
    ):
        assert (await live.collection(collection).update_one(wanted, change)).matched == 1
    await live.close()
    assert await rebuild(settings, into(settings), again=True, compared=True) == DIFFERENT
    told = capsys.readouterr().out
    assert "4 differences" in told
    for part in ("execution run-3: counts", "record_results of run-2", "record_buckets of run-2", "field_required"):
        assert part in told


async def statuses_sent(settings: ResultsSettings, executions: list[str]) -> list[Any]:
    return [await statuses(settings, execution, 2) for execution in executions[:2]]


async def test_what_began_before_the_window_is_left_out(
    settings: ResultsSettings, rebuilt: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    talker = Talker(settings)
    async with running(settings):
        cut = Stream("cut", fence=1, request=PATIENT).started()
        for _ in range(5):
            cut.record(Outcome.REJECTED)
        await talker.say(*cut.ended().events[3:])
        await talker.say(*Stream("whole", fence=2, request=PATIENT).started().record(Outcome.CREATED).ended().events)
    await talker.producer.stop(5)
    assert await rebuild(settings, into(settings), again=False, compared=False) == SAME
    assert "1 executions began before the retained window" in capsys.readouterr().out
    found = await rebuilt.collection("executions").find_list({}, {"_id": 1}, limit=10)
    assert [document["_id"] for document in found] == ["whole"]
    assert await rebuilt.collection("record_results").count({}) == 1


async def test_it_never_writes_over_something(
    settings: ResultsSettings, rebuilt: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await rebuilt.collection("executions").insert_one({"_id": "somebody's"})
    assert await rebuild(settings, settings.mongo_database_prefix, again=True, compared=False) == IMPOSSIBLE
    assert await rebuild(settings, into(settings), again=False, compared=False) == IMPOSSIBLE
    assert "not empty" in capsys.readouterr().err
    assert await rebuilt.collection("executions").count({"_id": "somebody's"}) == 1
