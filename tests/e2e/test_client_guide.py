"""The examples of the client's README, run as they stand there."""

from __future__ import annotations

import asyncio
import csv
import os
import re
import sys
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

GUIDE = Path(__file__).parents[2] / "clients/python/README.md"
EXAMPLES = dict(re.findall(r"^```python run=([a-z-]+)\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL))
USED = set(re.findall(r'example\("([a-z-]+)"', Path(__file__).read_text()))
SECONDS = 100


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def syncing(platform):
    """One for all examples: they come one after another, as in the guide."""
    return await platform.connect("clientguide", 50, entities=("company", "contact"))


@pytest.fixture
def example(cluster, platform, syncing):
    """Runs an example as its reader would, with the ports of these services; what it printed."""

    async def run(name: str, **more: str) -> list[str]:
        ports = {service: cluster.url(service).rpartition(":")[2] for service in ("scheduler", "executor", "results")}
        ports["relay"] = cluster.url("tickets-relay").rpartition(":")[2]
        addresses = ", ".join(f'{service}="http://127.0.0.1:{port}"' for service, port in ports.items())
        code = EXAMPLES[name].replace("Addresses.local()", f"Addresses({addresses})")
        environment = {
            "PATH": os.environ["PATH"],
            "API_KEY": platform.key,
            "TENANT": syncing.tenant,
            "SYNC": syncing.sync,
            "KAFKA": cluster.environment["PSASYNC_KAFKA_BOOTSTRAP"],
            "PREFIX": cluster.environment["PSASYNC_TOPIC_PREFIX"],
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-W",
            "error",
            "-c",
            code,
            env=environment | more,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            out, err = await asyncio.wait_for(process.communicate(), SECONDS)
        finally:
            if process.returncode is None:
                process.kill()
        assert process.returncode == 0, f"{name}: {out.decode()}\n{err.decode()}"
        assert err == b""
        return out.decode().splitlines()

    return run


async def test_every_example_is_run():
    assert set(EXAMPLES) == USED


async def test_start_and_wait(example, syncing):
    printed = await example("first")
    end = printed.index(f"finished_with_warnings {syncing.records} records")
    assert printed[end - 1] == "FINISHED ⚠︎"
    assert len(printed) - end - 1 == sum(len(ids) for ids in syncing.refused.values())


async def test_models_and_pages(example):
    first, *tenants, last = await example("async")
    assert first == "all 30"
    assert any(name.startswith("clientguide") for name in tenants)
    assert re.fullmatch(r"\d+ executions, and then None", last)


async def test_watched(example):
    printed = await example("watch")
    assert " snapshot " in printed[0]
    assert " finished" in printed[-1]


async def test_tickets(platform, example, syncing):
    await platform.register_callback(syncing)
    listening = asyncio.create_task(example("tickets"))

    async def heard() -> bool:
        streams = await platform.call("GET", "tickets-relay", "/v1/streams", params={"tenant": syncing.tenant})
        return streams["open"] > 0

    await until(heard, within=SECONDS, what="the example listens")
    await platform.control("POST", syncing.company, "/tickets", {"fields": {"summary": "No dial tone"}})
    (printed,) = await listening
    assert printed.startswith("created ")
    assert printed.endswith(" No dial tone")


async def test_exported(example, syncing, tmp_path):
    assert await example("export", FILE=str(tmp_path / "history.csv")) == []
    rows = list(csv.DictReader((tmp_path / "history.csv").open(encoding="utf-8-sig")))
    assert rows
    assert {row["tenant"] for row in rows} == {syncing.tenant}


async def test_errors(example, syncing):
    conflict, invalid, missing = await example("errors")
    assert re.fullmatch(r"confirmation-needed \d+", conflict)
    assert "mode: " in invalid
    assert missing == "There is no sync. True"


async def test_kafka(example):
    assert [line.split()[0] for line in await example("kafka")] == ["queued", "in_progress", "finished_with_warnings"]
