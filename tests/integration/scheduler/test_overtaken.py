"""Replicas that stand still in the middle of an emission and wake up when others have moved on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from psasync.contracts.topics import SYNC_REQUESTED
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.hand_clock import EVENING, HandClock
from tests.integration.scheduler.service import Client, Published, first_key, running
from tests.support.waiting import until

HOURLY = {"cron": "0 * * * *", "spread_minutes": 0}


class Gate:
    """Holds a replica up where it calls a method of a store, once."""

    def __init__(self, store: object, method: str) -> None:
        self._store, self._method = store, method
        self.reached, self.open = asyncio.Event(), asyncio.Event()
        self._held: Callable = getattr(store, method)
        setattr(store, method, self._wait)

    async def _wait(self, *arguments):
        delattr(self._store, self._method)
        self.reached.set()
        await self.open.wait()
        return await self._held(*arguments)


@pytest.fixture
def quick(settings: SchedulerSettings) -> SchedulerSettings:
    return settings.model_copy(update={"schedule_poll_seconds": 0.3, "claim_seconds": 1})


async def recent(client: Client, sync: str) -> list[dict]:
    return (await client.get(f"/v1/syncs/{sync}/schedule")).json()["recent"]


@pytest.mark.parametrize(
    ("store", "method"),
    [
        ("syncs", "claim"),
        ("connections", "active"),
        ("firings", "decide"),
        ("occurrences", "add"),
        ("requests", "add_many"),
        ("syncs", "move_on"),
        ("firings", "done"),
    ],
)
async def test_what_was_recorded_as_missed_does_not_fire_late(
    quick: SchedulerSettings, published: Published, store: str, method: str
):
    key = await first_key(quick)
    early, late = HandClock(EVENING), HandClock(EVENING)
    async with running(quick, key, clock=early) as one, running(quick, key, clock=late) as other:
        sync = await one.sync(schedule=HOURLY)
        gate = Gate(getattr(one.app.state.context.stores, store), method)
        early.moment = EVENING + timedelta(hours=1, minutes=1)
        await asyncio.wait_for(gate.reached.wait(), 20)
        early.moment = late.moment = EVENING + timedelta(hours=4, minutes=1)

        async def caught_up() -> bool:
            return "2026-06-11T00:00" in [each["name"] for each in await recent(other, sync)]

        await until(caught_up, within=20, what="the other replica has caught up")
        gate.open.set()

        async def all_sent() -> set[str] | None:
            names = {event["ce"].id.rpartition("/")[2] for event in await published.events(SYNC_REQUESTED)}
            return names if "2026-06-11T00:00" in names else None

        await until(all_sent, within=20, what="the catch-up is published")
        early.moment = late.moment = EVENING + timedelta(hours=5, minutes=1)
        await until(lambda: _fired(one, sync, "2026-06-11T01:00"), within=20, what="the next one")
        past = await recent(one, sync)
        sent = await all_sent()
    fired = {each["name"] for each in past if each["state"] == "fired"}
    missed = [each for each in past if each["state"] == "missed"]
    for each in missed:
        last = datetime.fromisoformat(each["name"])
        covered = {(last - timedelta(hours=back)).isoformat(timespec="minutes") for back in range(each["count"])}
        assert not covered & fired, past
    assert sum(each["count"] for each in missed) + len(fired) == 5, past
    assert sent is not None
    assert sent - {"2026-06-11T01:00"} == fired - {"2026-06-11T01:00"}


async def _fired(client: Client, sync: str, name: str) -> bool:
    return name in [each["name"] for each in await recent(client, sync)]
