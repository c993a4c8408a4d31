"""Places in the window, previews, and what was missed, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from psasync.kit.mongo import connect
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.hand_clock import HandClock
from tests.integration.scheduler.service import Client, as_, first_key, running
from tests.support.waiting import until

WINDOW = {"time": "01:30", "spread_minutes": 60}
SPRING = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(SPRING)


@pytest.fixture
async def api(settings: SchedulerSettings, clock: HandClock):
    quick = settings.model_copy(update={"schedule_poll_seconds": 0.3})
    async with running(quick, await first_key(quick), clock=clock) as client:
        yield client


async def fires(api: Client, sync: str) -> datetime:
    return datetime.fromisoformat((await api.get(f"/v1/syncs/{sync}")).json()["next_fire"])


async def preview(api: Client, status: int = 200, **body) -> dict:
    answer = await api.post("/v1/schedules/preview", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


class TestPlaces:
    async def test_syncs_of_one_host_fill_their_window_evenly_and_stay_where_they_are(self, api: Client):
        """Of several tenants: the host is what is to be spared."""
        syncs = []
        for number in range(8):
            tenant = await api.tenant(f"T{number}")
            syncs.append(await api.sync(tenant, schedule=WINDOW))
        places = [await fires(api, sync) for sync in syncs]
        gaps = [later - earlier for earlier, later in pairwise(sorted(places))]
        assert max(gaps) - min(gaps) <= timedelta(seconds=1), "eight places are an eighth of the window apart"
        await api.delete(f"/v1/syncs/{syncs[3]}")
        await api.sync(await api.tenant("T8"), schedule=WINDOW)
        assert [await fires(api, sync) for sync in syncs if sync != syncs[3]] == places[:3] + places[4:]

    async def test_only_another_rule_or_window_gives_another_place(self, api: Client):
        sync = await api.sync(schedule=WINDOW)
        place = await fires(api, sync)
        await api.post(f"/v1/syncs/{sync}/pause")
        await api.post(f"/v1/syncs/{sync}/resume")
        await api.patch(f"/v1/syncs/{sync}", json={"schedule": None})
        await api.patch(f"/v1/syncs/{sync}", json={"schedule": WINDOW})
        assert await fires(api, sync) == place
        await api.patch(f"/v1/syncs/{sync}", json={"schedule": WINDOW | {"spread_minutes": 0}})
        assert await fires(api, sync) == datetime(2026, 3, 28, 0, 30, tzinfo=UTC)

    async def test_a_sync_from_before_there_were_slots_keeps_its_place(self, api: Client):
        sync = await api.sync(schedule=WINDOW)
        context = api.app.state.context
        await context.stores.syncs.collection.update_one({"_id": sync}, {"$unset": {"slot": ""}})
        stored = await context.stores.syncs.get(sync)
        expected = datetime(2026, 3, 28, 0, 30, tzinfo=UTC) + stored.schedule.offset(sync)
        await api.patch(f"/v1/syncs/{sync}", json={"schedule": WINDOW | {"enabled": False}})
        await api.patch(f"/v1/syncs/{sync}", json={"schedule": WINDOW})
        assert await fires(api, sync) == expected


class TestPreview:
    async def test_a_gap_is_told(self, api: Client):
        found = await preview(api, schedule={"time": "02:30", "spread_minutes": 0}, time_zone="Europe/Berlin")
        assert [firing["at"] for firing in found["next"][:3]] == [
            "2026-03-28T02:30:00+01:00",
            "2026-03-29T03:00:00+02:00",
            "2026-03-30T02:30:00+02:00",
        ]
        assert [firing["utc_offset"] for firing in found["next"]] == ["+01:00"] + 4 * ["+02:00"]
        assert "does not exist on 2026-03-29" in found["next"][1]["remark"]
        assert [firing["remark"] is None for firing in found["next"]] == [True, False, True, True, True]

    async def test_a_repeated_hour_is_told(self, api: Client, clock: HandClock):
        clock.moment = AUTUMN
        found = await preview(api, schedule={"cron": "30 2 * * *", "spread_minutes": 0}, time_zone="Europe/Berlin")
        assert found["next"][0]["at"] == "2026-10-25T02:30:00+02:00"
        assert "comes twice" in found["next"][0]["remark"]
        assert found["next"][1]["name"] == "2026-10-26T02:30"

    async def test_what_is_shown_for_a_connection_is_what_a_new_sync_gets(self, api: Client):
        connection = await api.connection(await api.tenant())
        shown = await preview(api, schedule=WINDOW, connection=connection)
        assert (shown["place"], shown["time_zone"]) == ("expected", "Europe/Berlin")
        sync = await api.sync(connection=connection, schedule=WINDOW)
        assert datetime.fromisoformat(shown["next"][0]["at"]) == await fires(api, sync)
        kept = await preview(api, schedule=WINDOW, sync=sync)
        assert (kept["place"], kept["next"]) == ("kept", shown["next"])

    async def test_what_is_shown_for_a_sync_is_what_its_edit_does(self, api: Client, clock: HandClock):
        """Tonight's firing is still owed when the new time has passed already."""
        clock.moment = SPRING - timedelta(hours=3)
        sync = await api.sync(schedule={"time": "22:00", "spread_minutes": 0})
        clock.moment = SPRING
        edited = {"time": "12:00", "spread_minutes": 30}
        shown = await preview(api, schedule=edited, sync=sync)
        assert shown["next"][0]["name"] == "2026-03-27"
        await api.patch(f"/v1/syncs/{sync}", json={"schedule": edited})

        async def stored() -> list[dict]:
            view = (await api.get(f"/v1/syncs/{sync}/schedule")).json()
            return [each["name"] for each in view["recent"]] + [each["name"] for each in view["next"]]

        names = [firing["name"] for firing in shown["next"]]
        await until(lambda: _starts_with(stored, names), what="the schedule as it was shown")

    async def test_a_tenants_zone_and_no_place(self, api: Client):
        tenant = await api.tenant(time_zone="Asia/Kolkata")
        found = await preview(api, schedule=WINDOW, tenant=tenant)
        assert (found["place"], found["offset_seconds"], found["time_zone"]) == ("unknown", 0, "Asia/Kolkata")
        assert found["next"][0]["at"] == "2026-03-28T01:30:00+05:30"

    async def test_one_that_is_not_enabled_does_not_fire(self, api: Client):
        assert (await preview(api, schedule=WINDOW | {"enabled": False}, time_zone="UTC"))["next"] == []

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"schedule": WINDOW}, "one of"),
            ({"schedule": WINDOW, "time_zone": "UTC", "tenant": "x"}, "not tenant and time_zone"),
            ({"schedule": WINDOW, "time_zone": "Mars/Base"}, "time_zone"),
            ({"schedule": {"cron": "61 * * * *"}, "time_zone": "UTC"}, "schedule.cron"),
        ],
    )
    async def test_mistakes(self, api: Client, body: dict, field: str):
        assert field in str(await preview(api, 422, **body))

    async def test_another_tenants_things_are_not_there(self, api: Client):
        tenant, other = await api.tenant("A"), await api.tenant("B")
        connection = await api.connection(tenant)
        sync = await api.sync(connection=connection)
        foreign = as_(await api.key("viewer", other))
        for whose in ({"tenant": tenant}, {"connection": connection}, {"sync": sync}):
            answer = await api.post("/v1/schedules/preview", json={"schedule": WINDOW, **whose}, headers=foreign)
            assert answer.status_code == 404


class TestMissed:
    async def test_missed_ones_are_listed_for_who_may_see_them(self, api: Client, clock: HandClock):
        tenants = [await api.tenant("A"), await api.tenant("B")]
        schedule = {"time": "22:00", "spread_minutes": 0}
        syncs = [await api.sync(tenant, schedule=schedule) for tenant in tenants]
        for days in (1, 2):
            # At 13:00 the firing of 22:00 is older than twelve hours.
            clock.moment = SPRING + timedelta(days=days)
            await until(lambda days=days: _listed(api, 2 * days), what="both are recorded")
        found = (await api.get("/v1/occurrences", params={"state": "missed"})).json()["items"]
        assert sorted((each["sync"], each["name"]) for each in found) == sorted(
            (sync, f"2026-03-{day}") for sync in syncs for day in (27, 28)
        )
        assert [each["name"] for each in found] == ["2026-03-28", "2026-03-28", "2026-03-27", "2026-03-27"]
        first = (await api.get("/v1/occurrences", params={"tenant": tenants[0], "limit": 1})).json()
        then = (await api.get("/v1/occurrences", params={"tenant": tenants[0], "cursor": first["next_cursor"]})).json()
        assert [each["name"] for each in first["items"] + then["items"]] == ["2026-03-28", "2026-03-27"]
        own = as_(await api.key("viewer", tenants[1]))
        assert {each["tenant"] for each in (await api.get("/v1/occurrences", headers=own)).json()["items"]} == {
            tenants[1]
        }
        foreign = await api.get("/v1/occurrences", params={"tenant": tenants[0]}, headers=own)
        assert foreign.status_code == 404

    @pytest.mark.parametrize(("scope", "index"), [({}, "missed"), ({"tenant": "a"}, "missed_of_tenant")])
    async def test_the_list_reads_by_its_index(self, api: Client, settings: SchedulerSettings, scope: dict, index: str):
        assert (await api.get("/v1/occurrences")).status_code == 200
        database = await connect(settings, "scheduler")
        plan = await database.collection("occurrences").explain(
            {**scope, "state": "missed", "listed": {"$lt": "x"}}, sort=[("listed", -1)], hint=index
        )
        await database.close()
        assert "IXSCAN" in str(plan)
        assert index in str(plan)


async def _listed(api: Client, count: int) -> bool:
    return len((await api.get("/v1/occurrences")).json()["items"]) >= count


async def _starts_with(read, names: list[str]) -> bool:
    found = await read()
    return found[: len(names)] == names
