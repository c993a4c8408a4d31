"""The nightly emission, by a clock that runs fast: two scheduler replicas, each occurrence once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.support.waiting import until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(400)]

RATE = 7200  # two hours per second
NIGHTS = 3


async def test_every_night_fires_once_with_two_replicas(platform, cluster, company):
    anchor = datetime.now(UTC)
    fast = {"PSASYNC_CLOCK_RATE": str(RATE), "PSASYNC_CLOCK_ANCHOR": anchor.isoformat()}
    first_night = (anchor + timedelta(hours=8)).astimezone(ZoneInfo("Europe/Berlin"))
    replicas = ("scheduler-a", "scheduler-b")
    for name in replicas:
        await cluster.spawn("scheduler", fast, name)
    for name in replicas:
        await cluster.wait_ready(name)
    syncing = await platform.connect(
        company(), 30, schedule={"time": first_night.strftime("%H:%M"), "spread_minutes": 0}
    )

    async def nights():
        query = {"sync": syncing.sync, "trigger": "nightly", "limit": 50}
        page = await platform.call("GET", "results", "/v1/executions", params=query)
        return page["items"] if len(page["items"]) >= NIGHTS else None

    await until(nights, 120, f"{NIGHTS} nightly executions")
    for name in replicas:
        await cluster.terminate(name)
    days = (datetime.now(UTC) - anchor).total_seconds() * RATE / 86_400
    fired = await nights()
    assert len(fired) <= days + 1, f"{len(fired)} executions in {days:.1f} days"
    ended = [await platform.ended(row["id"], within=150) for row in fired]
    assert {document["status"] for document in ended} <= {"finished", "finished_with_warnings"}
