"""All firings to come, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.hand_clock import HandClock
from tests.integration.scheduler.service import Client, as_, first_key, running

EVENING = datetime(2026, 11, 27, 20, 7, tzinfo=UTC)


@pytest.fixture
async def api(settings: SchedulerSettings):
    async with running(settings, await first_key(settings), clock=HandClock(EVENING)) as client:
        yield client


async def upcoming(api: Client, key: str | None = None, **query) -> dict:
    answer = await api.get("/v1/schedules/upcoming", params=query, headers=as_(key) if key else None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def busy(view: dict) -> dict[str, int]:
    return {stretch["begins"]: stretch["syncs"] for stretch in view["stretches"] if stretch["syncs"]}


async def test_syncs_are_counted_where_they_fire_and_named_in_order(api: Client):
    acme, other = await api.tenant("Acme", "UTC"), await api.tenant("Other", "UTC")
    late = await api.sync(acme, schedule={"time": "02:20", "spread_minutes": 0})
    early = await api.sync(other, schedule={"time": "01:00", "spread_minutes": 0})
    paused = await api.sync(await api.tenant("Third", "UTC"), schedule={"time": "01:00", "spread_minutes": 0})
    await api.post(f"/v1/syncs/{paused}/pause")
    view = await upcoming(api)
    assert view["stretches"][0]["begins"] == "2026-11-27T20:00:00Z"
    assert len(view["stretches"]) == 97
    assert busy(view) == {"2026-11-28T01:00:00Z": 1, "2026-11-28T02:15:00Z": 1}
    assert [each["sync"] for each in view["first"]] == [early, late]
    assert view["syncs"] == 2
    assert not view["at_least"]
    assert busy(await upcoming(api, hours=2)) == {}
    assert busy(await upcoming(api, minutes=60)) == {"2026-11-28T01:00:00Z": 1, "2026-11-28T02:00:00Z": 1}
    assert (await upcoming(api, limit=1))["first"][0]["tenant"] == other


async def test_what_has_just_fired_comes_again_within_a_day(api: Client):
    tenant = await api.tenant("Acme", "UTC")
    just = await api.sync(tenant, schedule={"time": "20:05", "spread_minutes": 0})
    view = await upcoming(api)
    assert busy(view) == {"2026-11-28T20:00:00Z": 1}
    assert [each["sync"] for each in view["first"]] == [just]


async def test_a_tenants_key_sees_its_own(api: Client):
    acme, other = await api.tenant("Acme", "UTC"), await api.tenant("Other", "UTC")
    own = await api.sync(acme, schedule={"time": "02:20", "spread_minutes": 0})
    await api.sync(other, schedule={"time": "01:00", "spread_minutes": 0})
    view = await upcoming(api, await api.key("viewer", acme))
    assert [each["sync"] for each in view["first"]] == [own]
    assert sum(busy(view).values()) == 1
