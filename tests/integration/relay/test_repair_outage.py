"""A missed webhook, and the broker away when it is to be repaired."""

from __future__ import annotations

from collections.abc import Iterator
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
from tests.integration.relay.listener import listening
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


async def test_nothing_is_dealt_with_that_kafka_has_not_got(
    relay, relay_env, scheduler: Scheduler, simulator: Simulator, private_kafka: PrivateKafka
):
    kafka, company, key = private_kafka, Company(simulator), scheduler.key(None, Role.ADMIN)
    database = await connect(RelaySettings(**arguments(relay_env)), "relay")
    repairs = Repairs(database)
    await kafka.running()
    try:
        async with (
            relay(kafka_bootstrap=kafka.bootstrap, **SETTINGS) as url,
            listening(url, "acme", key) as listener,
        ):
            connection = company.connect(scheduler, "acme", url)
            await watched(url, key, connection)
            number = await company.change(action="added", deliver=False)
            before = await repairs.get(connection)
            kafka.kill()

            async def polled(holds) -> Polled | None:
                """Polled without end, until this holds."""
                await repairs.due.hasten(connection, datetime.now(UTC))
                found = await repairs.get(connection)
                return found if holds(found) else None

            waits = await until(lambda: polled(lambda found: "Kafka" in found.trouble), 60, "the repair waits")
            assert (waits.dealt_with_until, waits.found) == (before.dealt_with_until, 0)
            await kafka.running()
            done = await until(lambda: polled(lambda found: found.found and not found.trouble), 60, "the repair")
            assert done.found == 1
            await listener.heard(number, within=30)
    finally:
        await company.aclose()
        await database.close()


async def watched(url: str, key: str, connection: str) -> None:
    async with httpx.AsyncClient(base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=60) as http:
        (await http.put(f"/v1/connections/{connection}/webhook")).raise_for_status()
