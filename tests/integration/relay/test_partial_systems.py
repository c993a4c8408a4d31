"""Systems whose webhooks tell a part of the ticket: registered by the relay, completed, and repaired."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from psasync.contracts.vocabulary import Role
from psasync.kit.mongo import connect
from psasync_local.ports import free_port
from psasync_tickets_relay.settings import RelaySettings
from psasync_tickets_relay.store.repairs import Repairs
from tests.contract.psa.harness import Harness
from tests.contract.psa.simulator import Simulator, running
from tests.contract.psa.systems.autotask import AutotaskHarness
from tests.contract.psa.systems.halopsa import HaloPsaHarness
from tests.integration.relay.conftest import arguments
from tests.integration.relay.listener import listening
from tests.integration.relay.scheduler import Scheduler
from tests.support.waiting import until

LATER: dict[str, Any] = {"upkeep_look_seconds": 0.1, "repair_seconds": 3600, "repair_grace_seconds": 0}
HOOK = "/v1/connections/c-acme/webhook"


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running(free_port()) as started:
        yield started


@pytest.fixture(params=[AutotaskHarness, HaloPsaHarness])
def harness(request: pytest.FixtureRequest, simulator: Simulator) -> Harness:
    return request.param(simulator, size=20)


@pytest.fixture
async def repairs(relay_env: dict[str, str]):
    """As the relay keeps them."""
    database = await connect(RelaySettings(**arguments(relay_env)), "relay")
    yield Repairs(database)
    await database.close()


def join(scheduler: Scheduler, harness: Harness, relay: str) -> None:
    credentials = harness.credentials()
    scheduler.connect(
        "acme",
        relay=relay,
        keys=dict(credentials.secrets),
        system=harness.system,
        settings=dict(credentials.settings),
        calls_per_minute=60_000,
    )


async def registered(http: httpx.AsyncClient, harness: Harness) -> None:
    answer = (await http.put(HOOK)).raise_for_status().json()
    if harness.system == "halopsa":
        assert (answer["state"], "no event" in answer["detail"]) == ("inactive", True)
        events = ["New Ticket Logged", "Ticket Updated", "Ticket Deleted"]
        await asyncio.to_thread(harness.simulator.patch, harness.path, {"webhook_events": events})
        answer = (await http.put(HOOK)).raise_for_status().json()
    assert (answer["state"], answer["waits"]) == ("active", "")


async def change(harness: Harness, **what: Any) -> str:
    answer = await asyncio.to_thread(harness.simulator.post, f"{harness.path}/tickets", what)
    return str(answer["id"])


async def test_a_part_is_completed_and_a_lost_one_repaired(
    relay, scheduler: Scheduler, harness: Harness, repairs, published
):
    key = scheduler.key(None, Role.ADMIN)
    headers = {"authorization": f"Bearer {key}"}
    async with (
        relay(**LATER) as url,
        httpx.AsyncClient(base_url=url, headers=headers, timeout=60, trust_env=False) as http,
        listening(url, "acme", key) as listener,
    ):
        join(scheduler, harness, url)
        await registered(http, harness)
        came = await change(harness, action="added")
        await listener.heard(came, came)
        part, whole = (frame.json for frame in listener.events("ticket"))
        assert (part["partial"], part["repaired"]) == (True, False)
        assert (whole["partial"], whole["repaired"]) == (False, False)
        assert whole["status"]["name"]
        assert whole["occurred_at"] == part["occurred_at"]

        async def polled(before: datetime | None) -> datetime:
            await repairs.due.hasten("c-acme", datetime.now(UTC))

            async def again() -> datetime | None:
                at = (await repairs.get("c-acme")).polled_at
                return at if at != before else None

            return await until(again, 30, "a poll")

        lost = await change(harness, action="added", deliver=False)
        first = await polled(None)
        await listener.heard(came, came, lost, within=30)
        event = listener.events("ticket")[2].json
        assert (event["repaired"], event["kind"], event["partial"]) == (True, "created", False)
        await polled(first)
    assert len(await published()) == 3, "nothing is told twice"
