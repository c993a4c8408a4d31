"""A missed webhook, and the broker away when it is to be repaired."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from psasync.contracts.vocabulary import Role
from psasync.kit.mongo import connect
from psasync_local.ports import free_port
from psasync_tickets_relay.settings import RelaySettings
from psasync_tickets_relay.store.repairs import Polled, Repairs
from tests.contract.psa.simulator import Simulator, running
from tests.integration.relay.conftest import arguments
from tests.integration.relay.listener import Listener, listening
from tests.integration.relay.psa import Company
from tests.integration.relay.scheduler import Scheduler
from tests.support.private_kafka import PrivateKafka
from tests.support.waiting import until

SETTINGS: dict[str, Any] = {
    "upkeep_look_seconds": 0.1,
    "repair_seconds": 3600,
    "repair_grace_seconds": 0,
    "webhook_publish_seconds": 1,
    "tickets_retention_seconds": 600,
}


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running(free_port()) as started:
        yield started


@dataclass
class Scene:
    """A relay that has missed a webhook, and somebody who listens."""

    listener: Listener
    repairs: Repairs
    company: Company
    connection: str
    number: int
    before: Polled

    async def polled(self, holds: Callable[[Polled], bool], what: str) -> Polled:
        """Polled without end, until this holds."""

        async def once() -> Polled | None:
            await self.repairs.due.hasten(self.connection, datetime.now(UTC))
            found = await self.repairs.get(self.connection)
            return found if found is not None and holds(found) else None

        return await until(once, 60, what)

    async def waits(self) -> Polled:
        return await self.polled(lambda found: "Kafka" in found.trouble, "the repair waits")

    async def gone_on(self) -> Polled:
        return await self.polled(lambda found: not found.trouble, "the repair")

    async def heard_repaired(self, *numbers: int) -> None:
        """Each once, by the repair."""
        await self.listener.heard(*numbers, within=30)
        assert all(event.json["repaired"] for event in self.listener.events("ticket"))


@pytest.fixture
async def scene(
    relay, relay_env, scheduler: Scheduler, simulator: Simulator, private_kafka: PrivateKafka
) -> AsyncIterator[Scene]:
    company, key = Company(simulator), scheduler.key(None, Role.ADMIN)
    database = await connect(RelaySettings(**arguments(relay_env)), "relay")
    repairs = Repairs(database)
    await private_kafka.running()
    try:
        async with (
            relay(kafka_bootstrap=private_kafka.bootstrap, **SETTINGS) as url,
            listening(url, "acme", key) as listener,
        ):
            connection = company.connect(scheduler, "acme", url)
            await watched(url, key, connection)
            number = await company.change(action="added", deliver=False)
            before = await repairs.get(connection)
            assert before is not None
            yield Scene(listener, repairs, company, connection, number, before)
    finally:
        await company.aclose()
        await database.close()


async def test_nothing_is_dealt_with_that_kafka_has_not_got(scene: Scene, private_kafka: PrivateKafka):
    private_kafka.kill()
    waits = await scene.waits()
    assert (waits.dealt_with_until, waits.found) == (scene.before.dealt_with_until, 0)
    await private_kafka.running()
    assert (await scene.gone_on()).found <= 1
    await scene.heard_repaired(scene.number)


async def test_what_kafka_took_without_saying_so_is_heard_once(scene: Scene, private_kafka: PrivateKafka):
    private_kafka.freeze()
    try:
        waits = await scene.waits()
    finally:
        private_kafka.thaw()
    assert (waits.dealt_with_until, waits.found) == (scene.before.dealt_with_until, 0)
    await scene.gone_on()
    following = await scene.company.change(action="added", deliver=False)
    await scene.gone_on()
    await scene.heard_repaired(scene.number, following)


async def watched(url: str, key: str, connection: str) -> None:
    async with httpx.AsyncClient(base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=60) as http:
        (await http.put(f"/v1/connections/{connection}/webhook")).raise_for_status()
