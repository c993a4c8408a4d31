"""Several replicas share the partitions, come and go, and one of them has a bad way to the database."""

from __future__ import annotations

import random
from contextlib import AsyncExitStack
from typing import Any

import pytest
from pydantic import SecretStr

from psasync.contracts.events.records import RecordsEvent
from psasync.contracts.vocabulary import Outcome
from psasync.kit.mongo import Database
from psasync_results.domain.execution import Execution
from psasync_results.domain.fold import fold
from psasync_results.settings import ResultsSettings
from psasync_results.store.executions import Executions
from tests.integration.results.service import Talker, running, until
from tests.integration.results.test_folding import as_rows, expected_rows, read_back
from tests.support.link import Link
from tests.unit.results.streams import PATIENT, Stream

RUNS, RECORDS = 6, 30
HARMS = ("slow", "stalled", "cut")
SLICES = len(HARMS) + 1
TIME_LIMIT = 1.0  # of a call of the replica with the bad way
OUTCOMES = (Outcome.CREATED, Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.REJECTED)


def runs(rng: random.Random) -> dict[str, list[RecordsEvent]]:
    made = {}
    for number in range(RUNS):
        sync = f"sync-{number}"
        request = PATIENT.model_copy(update={"sync": sync})
        stream = Stream(f"run-{number}", sync=sync, request=request).started()
        for _ in range(RECORDS):
            stream.record(rng.choice(OUTCOMES))
        made[f"run-{number}"] = stream.ended().events
    return made


async def harm(link: Link, kind: str) -> None:
    """A stall lasts until calls have run into their time limit."""
    link.flow()
    link.delay = 0.02 if kind == "slow" else 0.0
    if kind == "cut":
        link.cut()
    if kind == "stalled":
        link.stall()
        await until(lambda: link.holds(TIME_LIMIT * 1.5), "a call has run into its time limit")


@pytest.mark.parametrize("seed", [3])
async def test_counts_are_exact_whoever_comes_and_goes(
    settings: ResultsSettings, database: Database, seed: int
) -> None:
    rng = random.Random(seed)
    harms = [*rng.sample(HARMS, len(HARMS)), "none"]
    print("seed", seed, harms)
    expected = runs(rng)
    executions, talker = Executions(database), Talker(settings)

    async def slice_of(step: int) -> None:
        for events in expected.values():
            size = len(events) // SLICES + 1
            await talker.say(*events[step * size : (step + 1) * size])

    async def all_ended() -> bool:
        found = [await executions.get(id_) for id_ in expected]
        return all(each is not None and each.state.ended for each in found)

    async with AsyncExitStack() as stack:
        stack.push_async_callback(talker.producer.stop, 5)
        link = await stack.enter_async_context(Link(settings.mongo_uri.get_secret_value()))
        far: dict[str, Any] = {"mongo_uri": SecretStr(link.uri), "mongo_timeout_seconds": TIME_LIMIT}
        await stack.enter_async_context(running(settings.model_copy(update=far)))
        async with running(settings):
            for step in range(SLICES // 2):
                await slice_of(step)
                await harm(link, harms[step])
        async with running(settings):
            for step in range(SLICES // 2, SLICES):
                await slice_of(step)
                await harm(link, harms[step])
            await until(all_ended, "all runs have ended", seconds=60)
    for id_, events in expected.items():
        state, rows = await read_back(database, id_)
        assert state == fold(Execution(id_), events).state
        assert as_rows(rows) == expected_rows(events)
    issues = await database.collection("issues").find_list({}, limit=RUNS * RECORDS)
    rejected = [event for events in expected.values() for event in events if getattr(event, "issues", ())]
    assert len(issues) == len(rejected)
    assert {issue["count"] for issue in issues} == {1}
