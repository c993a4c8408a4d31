"""The real process, killed at named points: the next one ends with what an undisturbed run gives."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from psasync.contracts.vocabulary import Outcome
from psasync.kit.mongo import Database
from psasync_results.domain.execution import Execution
from psasync_results.domain.fold import fold
from psasync_results.settings import ResultsSettings
from psasync_results.store.executions import Executions
from tests.integration.results.service import Talker, statuses, until
from tests.integration.results.test_folding import as_rows, expected_rows, read_back
from tests.support.sampling import sample
from tests.unit.results.streams import EXECUTION, PATIENT, Stream


@asynccontextmanager
async def process(env: dict[str, str], **more: str) -> AsyncIterator[asyncio.subprocess.Process]:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "psasync_results",
        env={**os.environ, **env, "PSASYNC_KAFKA_SESSION_TIMEOUT_MS": "6000", **more},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.terminate()
            await asyncio.wait_for(child.wait(), 20)


@pytest.mark.parametrize("point", sample(["after_records:2", "after_issues:1", "after_cas:2"], 1))
async def test_killed_and_started_again(
    settings: ResultsSettings, settings_env: dict[str, str], database: Database, point: str
) -> None:
    stream = Stream(request=PATIENT).started()
    for number in range(300):
        stream.record([Outcome.CREATED, Outcome.UNCHANGED, Outcome.REJECTED][number % 3])
    events = stream.ended().events
    talker, executions = Talker(settings), Executions(database)

    async def folded(seq: int) -> bool:
        stored = await executions.get(EXECUTION)
        return stored is not None and stored.state.last_seq >= seq

    try:
        async with process(settings_env, PSASYNC_RESULTS_PROBE=point) as doomed:
            for start in range(0, 200, 20):  # several polls, so that there is a second batch
                await talker.say(*events[start : start + 20])
                await asyncio.wait({asyncio.ensure_future(doomed.wait())}, timeout=0.2)
            assert await asyncio.wait_for(doomed.wait(), 40) == -signal.SIGKILL
        assert not await folded(len(events))
        async with process(settings_env) as heir:
            await talker.say(*events[200:])
            await until(lambda: folded(len(events)), "everything is folded", seconds=50)
            assert [status for _, status in await statuses(settings, EXECUTION, 2)] == [
                "in_progress",
                "finished_with_warnings",
            ]
            assert heir.returncode is None
    finally:
        await talker.producer.stop(5)

    state, rows = await read_back(database)
    assert state == fold(Execution(EXECUTION), events).state
    assert as_rows(rows) == expected_rows(events)


async def test_a_wrong_setting_is_named(settings_env: dict[str, str]) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "psasync_results",
        env={
            **os.environ,
            **settings_env,
            "PSASYNC_RECORD_RETENTION_DAYS": "3",
            "PSASYNC_RESULTS_PROBE": "nowhere:1",
        },
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await asyncio.wait_for(child.communicate(), 20)
    assert child.returncode == 2
    assert b"PSASYNC_RECORD_RETENTION_DAYS" in errors
    assert b"PSASYNC_RESULTS_PROBE" in errors
