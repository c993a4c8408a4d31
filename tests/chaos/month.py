"""A simulated month of schedulers: what happens to them, by a seed."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta

from psasync_scheduler.probe import Point
from tests.chaos import almanac
from tests.chaos.almanac import Rule
from tests.chaos.replicas import Answered, Replicas
from tests.chaos.simulated import SimulatedTime
from tests.chaos.verdict import Downtime, Story
from tests.chaos.watched import Watched

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
RULES = (
    almanac.at(1, 30),
    almanac.at(2, 30),  # left out in spring, shown twice in autumn
    almanac.at(2, 15),  # the same on Lord Howe, whose clocks move by half an hour
    almanac.at(23, 50),  # its window reaches into the next day
    almanac.HALF_HOURS,
    almanac.EVERY_SIX_HOURS,
    almanac.WORKDAYS,
    almanac.SUNDAYS,
    almanac.SUNDAY_QUARTERS,
)
SPREADS = (0, 0, 5, 45, 60, 240)
# By HTTP only, and not in this story.
KILLS = [point for point in Point if point is not Point.AFTER_KEY]
SKEW_SECONDS = 90
Act = Callable[[], Coroutine[None, None, None]]


class Month:
    def __init__(self, replicas: Replicas, rng: random.Random) -> None:
        self.replicas = replicas
        self._rng = rng
        self._connections: dict[str, str] = {}
        self._asleep: dict[str, float] = {}  # until when, by the real clock
        self.watched: list[Watched] = []
        self.downtimes: list[Downtime] = []
        self.happened: Counter[str] = Counter()

    async def set_up(self) -> None:
        """Every rule in every zone."""
        for zone in ZONES:
            self._connections[zone] = await self.replicas.connection(zone, zone)
        for zone in ZONES:
            for rule in RULES:
                await self._create(zone, rule)

    async def live(self, on: Callable[[], bool], pace: tuple[float, float]) -> None:
        """Things happen every few real seconds while `on`."""
        chosen, weights = zip(*self._everything(), strict=True)
        while on():
            self._wake_sleepers()
            for name in self.replicas.dead:
                self.happened["found dead"] += 1
                await self._revive(name)
            await self._rng.choices(chosen, weights)[0]()
            await asyncio.sleep(self._rng.uniform(*pace))  # that is how often something happens, nothing is waited for
        self._wake_sleepers(everyone=True)

    def _everything(self) -> list[tuple[Act, int]]:
        edits = (self.change_spread, self.move, self.pause_or_resume, self.create, self.archive)
        harm = ((self.kill, 5), (self.freeze, 4), (self.freeze_all, 1), (self.outage, 1))
        return [*harm, *((act, 2) for act in edits)]

    async def end(self) -> Story:
        """All is treated that was due by now; what was left behind."""
        replicas = self.replicas
        last = replicas.time.now()
        await replicas.kill(*replicas.names)
        # Until they were dead they went on, by this clock for half an hour or so.
        dead = replicas.time.now()
        # Time all but stands, so that what was due is treated and little is added.
        replicas.time = SimulatedTime.from_now(dead, 2)
        await replicas.restart(replicas.names[0])
        await replicas.answering()
        await replicas.settled(dead)
        await replicas.kill(replicas.names[0])
        for one in self.watched:
            if one.runs:
                one.ends(last, replicas.time.now())
        return await Story.of(replicas, self.downtimes)

    # what happens to processes

    async def kill(self) -> None:
        self.happened["killed"] += 1
        await self._revive(self._rng.choice(self.replicas.names))

    async def freeze(self) -> None:
        name = self._rng.choice(self.replicas.names)
        if self._asleep or len(self.replicas.dead) >= len(self.replicas.names) - 1:
            return
        self.happened["frozen"] += 1
        self.replicas.freeze(name)
        self._asleep[name] = time.monotonic() + self._rng.uniform(1, 8)

    async def freeze_all(self) -> None:
        """They wake in the middle of whatever they were about, hours later."""
        self.happened["all frozen"] += 1
        replicas = self.replicas
        for name in replicas.names:
            replicas.freeze(name)
        since = replicas.time.now()
        await asyncio.sleep(self._rng.uniform(1, 10))
        until = replicas.time.now()
        self._wake_sleepers(everyone=True)
        self.downtimes.append(Downtime(since, until, until))

    async def outage(self) -> None:
        """All are gone, and come back hours later, often more than the grace."""
        await self.jump(self.replicas.time.now() + timedelta(hours=self._rng.uniform(1, 40)))

    async def jump(self, later: datetime) -> None:
        """All are gone, and at that moment they are started again."""
        self.happened["outage"] += 1
        replicas = self.replicas
        await replicas.kill(*replicas.names)
        self._asleep.clear()
        since = replicas.time.now()
        replicas.time = SimulatedTime.from_now(later, replicas.time.rate)
        for name in replicas.names:
            await self._revive(name)
        await replicas.answering()
        self.downtimes.append(Downtime(since, later, replicas.time.now()))

    async def _revive(self, name: str) -> None:
        """With a clock that is not quite right, and perhaps with a point to die at."""
        self._asleep.pop(name, None)
        probe = f"{self._rng.choice(KILLS)}:{self._rng.randint(1, 12)}" if self._rng.random() < 0.6 else ""
        ahead = timedelta(seconds=self._rng.uniform(-SKEW_SECONDS, SKEW_SECONDS))
        await self.replicas.restart(name, ahead=ahead, probe=probe)

    def _wake_sleepers(self, *, everyone: bool = False) -> None:
        names = self.replicas.names if everyone else [n for n, at in self._asleep.items() if at < time.monotonic()]
        for name in names:
            self.replicas.wake(name)
            self._asleep.pop(name, None)

    # what people do

    async def change_spread(self) -> None:
        if one := self._some():
            await self._edit(one, one.rule, self._rng.choice(SPREADS))

    async def move(self) -> None:
        """A daily time becomes another."""
        if (one := self._some()) and one.rule.daily:
            await self._edit(one, almanac.at(self._rng.randrange(24), self._rng.choice((0, 20, 45))), one.spread)

    async def pause_or_resume(self) -> None:
        one = self._rng.choice(self.watched)
        if one.runs:
            answer = await self._asked(one, "POST", f"/v1/syncs/{one.id}/pause")
            one.ends(answer.before, answer.after)
        elif await self.replicas.database["syncs"].find_one({"_id": one.id, "archived": False}, {"_id": 1}):
            one.starts(await self._asked(one, "POST", f"/v1/syncs/{one.id}/resume"))

    async def create(self) -> None:
        await self._create(self._rng.choice(ZONES), self._rng.choice(RULES))

    async def archive(self) -> None:
        if one := self._some():
            answer = await self.replicas.call("DELETE", f"/v1/syncs/{one.id}")
            assert answer.status in {200, 204, 404}, answer  # an earlier try was carried out
            one.ends(answer.before, answer.after)
            self.happened["archived"] += 1

    def _some(self) -> Watched | None:
        running = [one for one in self.watched if one.runs]
        return self._rng.choice(running) if running else None

    async def _edit(self, one: Watched, rule: Rule, spread: int) -> None:
        await self._asked(one, "PATCH", f"/v1/syncs/{one.id}", {"schedule": rule.body(spread)})
        one.edits(rule, spread)

    async def _asked(self, one: Watched, method: str, path: str, body: object = None) -> Answered:
        answer = await self.replicas.call(method, path, body)
        assert answer.status == 200, (one, answer)
        self.happened["edited"] += 1
        return answer

    async def _create(self, zone: str, rule: Rule) -> None:
        spread = self._rng.choice(SPREADS)
        body = {
            "connection": self._connections[zone],
            "name": f"{rule.schedule[0][1]} {len(self.watched)}",
            "entities": ["company"],
            "schedule": rule.body(spread),
        }
        made, answer = await self.replicas.made("/v1/syncs", body)
        one = Watched(made, zone, rule, spread, spread)
        one.starts(answer)
        self.watched.append(one)
        self.happened["created"] += 1
