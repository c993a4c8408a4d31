"""Replicas of results that die, whose database stalls or hangs up, and that hear everything in any order, and twice."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio

from psasync.contracts import cloudevents
from psasync.contracts.events.status import StatusChanged
from psasync.contracts.topics import EXECUTION_STATUS
from psasync.kit.mongo import Database, connect
from psasync_results.probe import POINTS
from psasync_results.settings import ResultsSettings
from tests.chaos import reckoning
from tests.chaos.histories import Run, publish, runs
from tests.integration.results.service import Talker
from tests.integration.results.test_folding import read_back
from tests.integration.scheduler.service import Published
from tests.support.cluster import Cluster
from tests.support.link import Link
from tests.support.waiting import until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

REPLICAS = ("results-0", "results-1")
PROBE = "PSASYNC_RESULTS_PROBE"
BLOWS = 4


@pytest_asyncio.fixture(loop_scope="session")
async def link(servers: Cluster) -> AsyncIterator[Link]:
    async with Link(servers.environment["PSASYNC_MONGO_URI"]) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def results(servers: Cluster, link: Link, tmp_path_factory) -> AsyncIterator[Cluster]:
    """Two replicas with topics and a database of their own, which they reach by the link."""
    prefix = f"r{secrets.token_hex(4)}"
    own = {"PSASYNC_TOPIC_PREFIX": prefix, "PSASYNC_MONGO_DATABASE_PREFIX": prefix}
    async with Cluster(tmp_path_factory.mktemp("results"), servers.environment | own) as running:
        for name in REPLICAS:
            await running.spawn("results", {"PSASYNC_MONGO_URI": link.uri}, name)
        await asyncio.gather(*(running.wait_ready(name) for name in REPLICAS))
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def settings(results: Cluster) -> ResultsSettings:
    given = {name.removeprefix("PSASYNC_").lower(): value for name, value in results.environment.items()}
    return ResultsSettings.model_validate(given)


@pytest_asyncio.fixture(loop_scope="session")
async def database(settings: ResultsSettings) -> AsyncIterator[Database]:
    opened = await connect(settings, "results")
    yield opened
    await opened.close()


async def test_results_come_to_what_was_published(results, link, settings, database, seed):
    rng = random.Random(f"{seed}/results")
    told = runs(rng, f"t{seed}")
    talker = Talker(settings)
    try:
        blows, _ = await asyncio.gather(
            struck(results, link, random.Random(f"{seed}/blows")), publish(rng, talker, told)
        )
    finally:
        await talker.producer.stop(5)
    await until(lambda: all_ended(database, told), 120, "every execution has ended")
    print(f"seed {seed}: {len(told)} runs, {sum(len(run.events) for run in told)} events, {dict(blows)}")
    for run in told:
        await judge(database, run)
    assert await stored_issues(database) == reckoning.issues(told)
    await until(lambda: all_announced(settings, database, told), 60, "every status was published")


async def struck(results: Cluster, link: Link, rng: random.Random) -> Counter[str]:
    """Blows, one after another; afterwards everything runs and nothing dies any more."""
    blows: Counter[str] = Counter()
    for _ in range(BLOWS):
        await asyncio.sleep(rng.uniform(0.1, 0.8))
        name, blow = rng.choice(REPLICAS), rng.choice(["killed", "doomed", "stalled", "cut"])
        blows[blow] += 1
        if blow == "killed":
            await results.restart(name, {PROBE: ""})
        elif blow == "doomed":
            await results.restart(name, {PROBE: f"{rng.choice(POINTS)}:{rng.randint(1, 3)}"})
        elif blow == "stalled":
            link.stall()
            await asyncio.sleep(rng.uniform(0.5, 3))
            link.flow()
        else:
            link.cut()
    for name in REPLICAS:
        await results.restart(name, {PROBE: ""})
    return blows


async def all_ended(database: Database, told: Sequence[Run]) -> bool:
    ids = [run.id for run in told]
    return await database.collection("executions").count({"_id": {"$in": ids}, "ended_at": {"$ne": None}}) == len(ids)


async def judge(database: Database, run: Run) -> None:
    state, rows = await read_back(database, run.id)
    expected = reckoning.expected(run)
    assert [(row["seq"], row["entity"], row["source_id"], row["outcome"]) for row in rows] == expected.rows
    assert sum((Counter(of_entity) for of_entity in state.counts.values()), Counter()) == expected.totals
    assert (state.status, state.last_seq, state.gap) == (expected.status, len(run.events), None)
    assert len(state.attempts) == expected.attempts
    assert state.differences == ()
    assert state.ended_at >= state.started_at
    assert run.canceled or state.cancel is None


async def stored_issues(database: Database) -> dict[reckoning.Issue, str]:
    found = await database.collection("issues").find_list({}, limit=10_000)
    return {(issue["sync"], issue["entity"], issue["source_id"], issue["code"]): issue["state"] for issue in found}


async def all_announced(settings: ResultsSettings, database: Database, told: Sequence[Run]) -> bool:
    """Each status under one id, in order, the last one final; raises if one is announced that never was."""
    topic = Published(settings.kafka_bootstrap, settings.topic_prefix)
    said: dict[str, dict[str, str]] = {run.id: {} for run in told}
    records = await topic.raw(EXECUTION_STATUS)
    for record in sorted(records, key=lambda each: (each.partition, each.offset)):
        said[record.key.decode()].setdefault(
            cloudevents.parse(record.headers).id, StatusChanged.model_validate_json(record.value).status.value
        )
    for run in told:
        steps = list(said[run.id].values())
        assert len(set(steps)) == len(steps), f"{run.id}: one status under two ids: {steps}"
        assert steps == sorted(steps, key=("queued", "in_progress", reckoning.expected(run).status.value).index)
        if not steps or steps[-1] != reckoning.expected(run).status.value:
            return False
    return True
