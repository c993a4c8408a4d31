"""A tenant's day, summed up for whoever asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from psasync.contracts.notifications import NotificationChoices
from psasync.contracts.vocabulary import Outcome
from psasync_results.notices.domain.digest import MOST_LINES, Day, SyncDay, lines
from tests.integration.results.notices.scene import Catalog, HandClock, Scene
from tests.unit.results.streams import START_MS

DAILY = NotificationChoices(recipients=("it@acme.example",), failure=False, digest=True)
ENDED = datetime.fromtimestamp(START_MS / 1000, tz=UTC)  # 08:00 UTC


async def test_one_day_for_each_recipient_once(scene: Scene, catalog: Catalog, clock: HandClock) -> None:
    both = DAILY.model_copy(update={"recipients": ("it@acme.example", "boss@acme.example")})
    catalog.has("acme", "acme-cw", DAILY, zone="Europe/Berlin")
    catalog.has("acme", "acme-2", both, zone="Europe/Berlin")
    catalog.has("acme", "silent", NotificationChoices(recipients=("it@acme.example",), failure=False))
    clock.time = ENDED
    await scene.end("e1", fence=1)
    await scene.end("e2", "completed", fence=2)
    await scene.end("e3", "completed", sync="acme-2")
    await scene.end("e4", sync="silent")
    await scene.tell()
    assert await scene.notices() == []
    clock.time = ENDED.replace(hour=5, minute=59) + timedelta(days=1)  # 06:59 in Berlin
    await scene.tell()
    assert await scene.notices() == []
    clock.forward(minutes=1)
    for _ in range(3):
        await scene.tell_later()
    assert sorted(scene.told()) == [("digest", "boss@acme.example", 1), ("digest", "it@acme.example", 1)]
    facts = {message.address: message.shown[0].facts for message in scene.tray.taken}
    assert facts["it@acme.example"].lines == ("Sync acme-cw: 2 runs, 1 in error", "Sync acme-2: 1 run")
    assert facts["boss@acme.example"].lines == ("Sync acme-2: 1 run",)
    assert (facts["it@acme.example"].runs, facts["it@acme.example"].failed_runs) == (3, 1)
    assert facts["it@acme.example"].day == "2026-11-21"


async def test_while_the_catalog_is_away_the_day_waits(scene: Scene, catalog: Catalog, clock: HandClock) -> None:
    catalog.has("acme", "acme-cw", DAILY)
    clock.time = ENDED
    await scene.end("e1")
    await scene.tell()
    clock.forward(days=1)
    catalog.away = True
    await scene.tell()
    catalog.away = False
    clock.forward(minutes=6)
    await scene.tell_later()
    assert scene.told() == [("digest", "it@acme.example", 1)]


def test_a_day_in_which_the_clocks_change_has_its_own_length() -> None:
    day = Day.of("acme", datetime(2026, 10, 25, 12, 0, tzinfo=UTC), "Europe/Berlin", 7)
    assert day.end - day.start == timedelta(hours=25)
    assert day.due == datetime(2026, 10, 26, 6, 0, tzinfo=UTC)


def test_failures_come_first_and_lines_are_bounded() -> None:
    days = {f"s{number}": (f"Sync {number:03}", SyncDay(runs=1)) for number in range(MOST_LINES + 5)}
    days["bad"] = ("Zulu", SyncDay(runs=2, failed=1, totals={Outcome.CREATED: 3}))
    found = lines(days)
    assert found[0] == "Zulu: 2 runs, 1 in error, 3 created"
    assert found[-1] == "and 6 more syncs"
    assert len(found) == MOST_LINES + 1
