"""Webhooks that the relay registers, watches and repairs itself, at a simulated ConnectWise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from psasync.contracts.vocabulary import Role
from psasync.kit.mongo import connect
from psasync_local.ports import free_port
from psasync_tickets_relay.settings import RelaySettings
from psasync_tickets_relay.store.repairs import Repairs
from tests.contract.psa.simulator import Simulator, running
from tests.integration.relay.conftest import arguments
from tests.integration.relay.listener import listening
from tests.integration.relay.psa import Company
from tests.integration.relay.scheduler import Scheduler
from tests.support.waiting import until

SOON: dict[str, Any] = {"upkeep_look_seconds": 0.1, "repair_seconds": 1, "repair_grace_seconds": 0}
LATER: dict[str, Any] = {"upkeep_look_seconds": 0.1, "repair_seconds": 3600, "repair_grace_seconds": 0}


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with running(free_port(), PSASYNC_SIMULATOR_WEBHOOK_RETRY_SECONDS="[0.1]") as started:
        yield started


@pytest.fixture
async def company(simulator: Simulator) -> AsyncIterator[Company]:
    made = Company(simulator)
    yield made
    await made.aclose()


@pytest.fixture
async def repairs(relay_env: dict[str, str]):
    """As the relay keeps them."""
    database = await connect(RelaySettings(**arguments(relay_env)), "relay")
    yield Repairs(database)
    await database.close()


@asynccontextmanager
async def caller(url: str, key: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=60, trust_env=False
    ) as http:
        yield http


async def told(http: httpx.AsyncClient, connection: str) -> dict[str, Any]:
    return (await http.get(f"/v1/connections/{connection}/webhook")).raise_for_status().json()


async def registered(http: httpx.AsyncClient, connection: str) -> dict[str, Any]:
    answer = (await http.put(f"/v1/connections/{connection}/webhook")).raise_for_status().json()
    assert (answer["state"], answer["waits"], answer["wanted"]) == ("active", "", True)
    return answer


async def test_a_webhook_is_registered_and_removed(relay, scheduler: Scheduler, company: Company):
    key, viewer = scheduler.key(None, Role.ADMIN), scheduler.key("acme")
    async with relay(**LATER) as url, caller(url, key) as http, listening(url, "acme", viewer) as listener:
        connection = company.connect(scheduler, "acme", url)
        before = await told(http, connection)
        assert (before["wanted"], before["state"], before["by_api"]) == (None, "unknown", True)
        answer = await registered(http, connection)
        assert [entry["url"] for entry in await company.callbacks()] == [f"{answer['address']}?recordId="]
        again = await registered(http, connection)
        assert (again["since"], again["address"]) == (answer["since"], answer["address"])
        assert len(await company.callbacks()) == 1
        number = await company.change(action="added")
        await listener.heard(number)
        assert listener.events("ticket")[0].json["repaired"] is False

        async with caller(url, viewer) as other:
            seen = await told(other, connection)
            assert (seen["address"], seen["state"]) == (None, "active")
            assert (await other.put(f"/v1/connections/{connection}/webhook")).status_code == 403
        async with caller(url, scheduler.key("bolt", Role.ADMIN)) as stranger:
            assert (await stranger.put(f"/v1/connections/{connection}/webhook")).status_code == 404

        removed = (await http.delete(f"/v1/connections/{connection}/webhook")).raise_for_status().json()
        assert (removed["wanted"], removed["state"], removed["repair"]) == (False, "absent", None)
        assert await company.callbacks() == []


async def test_who_wants_a_webhook_is_put_on_record_before_it_is_done(relay, scheduler: Scheduler, company: Company):
    key = scheduler.key(None, Role.ADMIN)
    async with relay(**LATER) as url, caller(url, key) as http:
        connection = company.connect(scheduler, "acme", url)
        path = f"/v1/connections/{connection}/webhook"
        scheduler.deaf = True
        assert (await http.put(path)).status_code == 503
        assert await company.callbacks() == []
        scheduler.deaf = False
        await registered(http, connection)
        scheduler.archived.add(connection)
        assert [(await http.put(path)).status_code, (await http.delete(path)).status_code] == [404, 404]
        assert len(await company.callbacks()) == 1
        scheduler.archived.clear()
        await http.delete(path)
        assert [(name, wish.wanted, wish.by, wish.address) for name, wish in scheduler.wishes] == [
            (connection, True, "test", "127.0.0.1"),
            (connection, False, "test", "127.0.0.1"),
        ]


async def test_an_archived_connection_takes_its_webhook_with_it(relay, scheduler: Scheduler, company: Company):
    key, inside = scheduler.key(None, Role.ADMIN), scheduler.settings.internal_token.get_secret_value()
    async with relay(**LATER) as url, caller(url, key) as http, caller(url, inside) as archiver:
        connection = company.connect(scheduler, "acme", url)
        path = f"/internal/connections/{connection}/webhook-removal"

        async def removal() -> dict[str, Any]:
            return (await archiver.post(path)).raise_for_status().json()

        assert await removal() == {"gone": True, "trouble": ""}, "nobody has asked for one"
        await registered(http, connection)
        company.pause(scheduler, connection)
        assert await removal() == {"gone": True, "trouble": ""}
        assert await company.callbacks() == []
        shown = await told(http, connection)
        assert (shown["wanted"], shown["state"], shown["repair"]) == (False, "absent", None)
        assert await removal() == {"gone": True, "trouble": ""}, "and can be repeated"
        assert (await http.post(path)).status_code in {401, 403}


async def test_a_webhook_that_its_psa_does_not_let_go_says_why(relay, scheduler: Scheduler, company: Company):
    key, inside = scheduler.key(None, Role.ADMIN), scheduler.settings.internal_token.get_secret_value()
    async with relay(**LATER) as url, caller(url, key) as http, caller(url, inside) as archiver:
        connection = company.connect(scheduler, "acme", url)
        await registered(http, connection)
        await company.refuse(1)
        answer = (await archiver.post(f"/internal/connections/{connection}/webhook-removal")).raise_for_status().json()
        assert answer["gone"] is False
        assert answer["trouble"]
        assert len(await company.callbacks()) == 1
        again = (await archiver.post(f"/internal/connections/{connection}/webhook-removal")).raise_for_status().json()
        assert again == {"gone": True, "trouble": ""}


async def test_what_a_lost_webhook_did_not_tell_is_repaired_and_the_webhook_renewed(
    relay, scheduler: Scheduler, company: Company, published
):
    key = scheduler.key(None, Role.ADMIN)
    async with relay(**SOON) as url, caller(url, key) as http, listening(url, "acme", key) as listener:
        connection = company.connect(scheduler, "acme", url)
        await registered(http, connection)
        came = await company.change(action="added")
        await listener.heard(came)
        await company.forget_callbacks()
        lost = await company.change(action="added", fields={"summary": "Lost"})
        await listener.heard(came, lost, within=30)
        event = listener.events("ticket")[1].json
        assert (event["repaired"], event["title"], event["kind"], event["partial"]) == (True, "Lost", "created", False)

        async def renewed() -> dict[str, Any] | None:
            answer = await told(http, connection)
            return answer if answer["renewed_at"] else None

        answer = await until(renewed, 30, "the webhook is registered again")
        assert (answer["state"], answer["repair"]["found"]) == ("active", 1)
        await until(lambda: scheduler.renewed, 30, "the scheduler is told")
        assert [(name, at.isoformat()) for name, at in scheduler.renewed] == [
            (connection, answer["renewed_at"].replace("Z", "+00:00"))
        ]
        assert len(await company.callbacks()) == 1

        # Its time is told in seconds: within that of the repaired one it would be the same change.
        await asyncio.sleep(1)
        again = await company.change(action="updated", id=int(lost))
        await until(lambda: len(listener.tickets) >= 3, 30, "the change is heard")
        polled = (await told(http, connection))["repair"]["polled_at"]

        async def polled_since() -> bool:
            return (await told(http, connection))["repair"]["polled_at"] > polled

        await until(polled_since, 30, "another poll")
        await listener.heard(came, lost, again)
    assert len(await published()) == 3, "nothing is told both ways"


async def test_what_came_is_known_after_a_restart_though_the_topic_has_forgotten_it(
    relay, scheduler: Scheduler, company: Company, repairs, topic_prefix
):
    key = scheduler.key(None, Role.ADMIN)
    async with relay(**LATER) as url, caller(url, key) as http, listening(url, "acme", key) as listener:
        connection = company.connect(scheduler, "acme", url)
        await registered(http, connection)
        await listener.heard(await company.change(action="added"))
    lost = await company.change(action="added", deliver=False)
    forgotten = f"{topic_prefix}.anew"
    async with relay(topic_prefix=forgotten, **LATER) as url, listening(url, "acme", key) as listener:
        await repairs.due.hasten(connection, datetime.now(UTC))
        await listener.heard(lost, within=30)

        async def polled() -> Any:
            return (await repairs.get(connection)).polled_at

        await until(polled, 30, "the poll is written down")
        assert (await repairs.get(connection)).found == 1
        assert listener.tickets == [lost]


async def test_of_two_replicas_one_polls(relay, scheduler: Scheduler, company: Company, repairs, published):
    key = scheduler.key(None, Role.ADMIN)
    async with relay(**LATER) as one, relay(**LATER), caller(one, key) as http:
        connection = company.connect(scheduler, "acme", one)
        await registered(http, connection)
        await company.change(action="added", deliver=False)
        assert await company.ticket_lists() == 0
        await repairs.due.hasten(connection, datetime.now(UTC))

        async def polled() -> Any:
            return (await repairs.get(connection)).polled_at

        await until(polled, 30, "a poll")
        assert (await repairs.get(connection)).found == 1
        assert await company.ticket_lists() == 1
    (record,) = await published()
    assert b'"repaired":true' in record.value


async def test_no_budget_is_told_and_what_was_wanted_is_tried_again(
    relay, scheduler: Scheduler, company: Company, repairs
):
    key = scheduler.key(None, Role.ADMIN)
    async with relay(**LATER) as url, caller(url, key) as http:
        connection = company.connect(scheduler, "acme", url, calls_per_minute=1)
        answer = (await http.put(f"/v1/connections/{connection}/webhook")).raise_for_status().json()
        assert (answer["wanted"], answer["waits"]) == (True, "Waiting for the connection's own call budget.")
        before = await repairs.get(connection)
        await repairs.due.hasten(connection, datetime.now(UTC))

        async def waits() -> str:
            return (await told(http, connection))["repair"]["waits"]

        assert await until(waits, 30, "the repair waits") == "Waiting for the connection's own call budget."
        assert (await repairs.get(connection)).dealt_with_until == before.dealt_with_until


async def test_a_paused_connection_is_left_alone(relay, scheduler: Scheduler, company: Company):
    key = scheduler.key(None, Role.ADMIN)
    async with relay(**SOON) as url, caller(url, key) as http:
        connection = company.connect(scheduler, "acme", url, active=False)
        answer = (await http.put(f"/v1/connections/{connection}/webhook")).raise_for_status().json()
        assert "paused" in answer["waits"]

        async def waits() -> bool:
            return "paused" in (await told(http, connection))["repair"]["waits"]

        await until(waits, 30, "the repair waits")
        assert await company.callbacks() == []
        assert await company.ticket_lists() == 0
