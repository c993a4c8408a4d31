"""The examples of docs/integrations.md, run as they stand there."""

import asyncio
import json
import os
import re
import sys
import uuid
from pathlib import Path

import pytest
import pytest_asyncio

from psasync.contracts.execution_id import execution_id
from psasync_local.errors import LocalError
from tests.support import kafka_tools
from tests.support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")

GUIDE = Path(__file__).parents[2] / "docs/integrations.md"
BLOCK = re.compile(r"^```(bash|python) run=([a-z-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = {name: (language, code) for language, name, code in BLOCK.findall(GUIDE.read_text())}
USED = set(re.findall(r'example\("([a-z-]+)"', Path(__file__).read_text()))
SECONDS = 100


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kafka-tools")
    try:
        kafka_tools.install(folder)
    except (LocalError, ImportError) as error:
        pytest.skip(f"Kafka's console clients cannot be had here: {error}")
    return folder


@pytest_asyncio.fixture(loop_scope="session")
async def syncing(platform, company):
    return await platform.connect(company(), 50, entities=("company", "contact"))


@pytest.fixture
def example(cluster, platform, syncing):
    """Runs an example as somebody would who has set the variables that the guide names; what it printed."""

    async def run(name: str, **more: str) -> str:
        language, code = EXAMPLES[name]
        argv = ["bash", "-c", code] if language == "bash" else [sys.executable, "-c", code]
        environment = {
            "PATH": os.environ["PATH"],
            "SCHEDULER": cluster.url("scheduler"),
            "RESULTS": cluster.url("results"),
            "API_KEY": platform.key,
            "KAFKA": cluster.environment["PSASYNC_KAFKA_BOOTSTRAP"],
            "PREFIX": cluster.environment["PSASYNC_TOPIC_PREFIX"],
            "TENANT": syncing.tenant,
            "SYNC": syncing.sync,
        }
        process = await asyncio.create_subprocess_exec(
            *argv,
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
        return out.decode()

    return run


async def test_every_example_is_run():
    assert set(EXAMPLES) == USED


async def test_with_curl(platform, syncing, example):
    execution, status = (await example("curl-default")).split()
    assert status == "finished_with_warnings"
    document = await platform.execution(execution)
    assert (document["sync"], document["trigger"], document["mode"]) == (syncing.sync, "manual", "missing")

    lines = (await example("curl-force")).splitlines()
    answers, codes = [json.loads(line) for line in lines[::2]], lines[1::2]
    assert codes == ["200", "409", "202"]
    weighed, refused, accepted = answers
    assert weighed["needs_confirmation"] is True
    assert refused["days"] == weighed["imported"]["days"] != []
    assert (await platform.ended(accepted["execution_id"]))["totals"]["updated"] == refused["records"]


async def test_with_httpx(platform, syncing, example):
    execution, status, _ = (await example("httpx")).split(maxsplit=2)
    document = await platform.execution(execution)
    assert status == document["status"] == "finished_with_warnings"
    assert document["request"]["entities"] == ["company", "contact"]


async def test_ids_follow_from_the_request(syncing, example):
    named = execution_id(source="example.org/billing", event_id="order-4711", tenant=syncing.tenant, sync=syncing.sync)
    assert (await example("ids")).strip() == named


async def test_with_aiokafka(platform, syncing, example):
    lines = [line.split() for line in (await example("aiokafka")).splitlines()]
    assert len({line[0] for line in lines}) == 1
    assert [line[1] for line in lines] == ["queued", "in_progress", "finished_with_warnings"]
    document = await platform.execution(lines[0][0])
    assert (document["trigger"], document["requested_by"]) == ("event", "billing")


async def test_a_cancel_as_an_event(platform, syncing, example):
    # A busy machine takes seconds to start the example.
    await platform.fault(syncing.company, "slow", "contacts|sites", seconds=10, count=1000)
    execution = await platform.request(syncing)
    await platform.until(execution, lambda document: document["status"] == "in_progress")
    await example("cancel", EXECUTION=execution)
    document = await platform.ended(execution)
    await platform.no_faults()
    assert (document["status"], document["canceled"]["reason"]) == ("canceled", "the order was withdrawn")


async def test_with_the_console_clients(platform, syncing, example, tools):
    path = {"PATH": f"{tools}:{os.environ['PATH']}"}
    await example("console-ask", **path)

    async def asked() -> dict | None:
        history = await platform.call("GET", "results", "/v1/executions", params={"sync": syncing.sync})
        return history["items"][0] if history["items"] else None

    found = await until(asked, within=60, what="results has heard of it")
    document = await platform.ended(found["id"])
    assert (document["status"], document["requested_by"]) == ("finished_with_warnings", "shell")

    followed = await example("console-follow", FOLLOW_MS="8000", **path)
    lines = [line for line in followed.splitlines() if found["id"] in line]
    assert [json.loads(line[line.index("{") :])["status"] for line in lines][-1] == "finished_with_warnings"
    assert all("ce_type:psasync.execution.status-changed" in line for line in lines)


async def test_dead_letters_say_why(cluster, syncing, example, eventually):
    from aiokafka import AIOKafkaProducer

    prefix, marker = cluster.environment["PSASYNC_TOPIC_PREFIX"], str(uuid.uuid4())
    async with AIOKafkaProducer(bootstrap_servers=cluster.environment["PSASYNC_KAFKA_BOOTSTRAP"]) as producer:
        await producer.send_and_wait(
            f"{prefix}.sync.requested", b"{}", key=syncing.sync.encode(), headers=[("ce_id", marker.encode())]
        )

    async def told() -> str:
        printed = await example("dead-letters")
        return printed if "ce_specversion" in printed else ""

    assert "headers" in await eventually(told)
