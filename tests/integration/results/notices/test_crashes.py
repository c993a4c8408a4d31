"""Processes that die at any step, two replicas at once: everybody is told once, but for what was just being sent."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

import pytest

from psasync.contracts.notifications import NotificationChoices
from tests.integration.results.notices.scene import Catalog, HandClock, Scene, Tray

BOTH = NotificationChoices(recipients=("it@acme.example", "cto@acme.example"))

STEPS = (
    "ending._ends.claim",
    "ending._streaks.save",
    "telling._slots.open",
    "telling._notices.add",
    "ending._ends.told",
    "bundling._slots.close",
    "bundling._messages.add",
    "bundling._notices.held",
    "by_mail._messages.claim",
    "by_mail._messages.settle",
)
"""Each write, in the order in which it happens. `by_mail._way.send` stands between the last two."""


class Died(BaseException):
    """As a power cut: nothing catches it."""


def die_after(scene: Scene, step: str, nth: int, *, before: bool = False) -> None:
    """The process dies right after, or right before, it has done a step for the n-th time."""
    *path, name = step.split(".")
    part: Any = scene.parts
    for each in path:
        part = getattr(part, each)
    real, done = getattr(part, name), 0

    async def fatal(*arguments: Any, **named: Any) -> Any:
        nonlocal done
        done += 1
        if done == nth and before:
            raise Died
        answer = await real(*arguments, **named)
        if done == nth:
            raise Died
        return answer

    setattr(part, name, fatal)


def share(tray: Tray, scene: Scene) -> None:
    """What has left has left, whoever sent it."""
    scene.tray = tray
    scene.parts.by_mail._way = tray


async def work(scene: Scene) -> bool:
    """Whether the process is still alive after doing all that there is to do."""
    try:
        await scene.tell()
    except Died:
        return False
    return True


@pytest.mark.parametrize("before", [False, True], ids=["after", "before"])
@pytest.mark.parametrize("step", [*STEPS, "by_mail._way.send"])
async def test_whoever_follows_tells_everybody_once(
    scene_of: Callable[[], Scene], catalog: Catalog, clock: HandClock, step: str, before: bool
) -> None:
    catalog.has("acme", "acme-cw", BOTH)
    dying, heir = scene_of(), scene_of()
    share(dying.tray, heir)
    await dying.end("e1")
    die_after(dying, step, 1, before=before)
    alive = await work(dying)
    if alive:
        clock.forward(minutes=2)
        alive = await work(dying)
    assert not alive, "the step was never reached"
    for _ in range(6):  # a slot that was begun for nothing is waited for like one of a message
        clock.forward(minutes=4)
        assert await work(heir)

    sent = [message.id for message in dying.tray.taken]
    twice = len(sent) - len(set(sent))
    just_sent = {("by_mail._way.send", False), ("by_mail._messages.settle", True)}
    assert twice == (1 if (step, before) in just_sent else 0)
    told = {(message.address, shown.facts.execution) for message in dying.tray.taken for shown in message.shown}
    assert told == {("it@acme.example", "e1"), ("cto@acme.example", "e1")}
    assert len(set(sent)) == 2
    messages = await heir.database.collection("notice_messages").find_list({}, limit=10)
    assert {message["state"] for message in messages} == {"sent"}
    # What may have come twice says so.
    unknown = [each for message in messages for each in message["attempts"] if each["outcome"] == "unknown"]
    assert len(unknown) == sum(1 for message in messages if message["tries"] > 1)


@pytest.mark.parametrize("seed", range(4))
async def test_two_replicas_that_die_and_come_back_tell_each_failure_once(
    scene_of: Callable[[], Scene], catalog: Catalog, clock: HandClock, seed: int
) -> None:
    chance = random.Random(seed)
    print(f"seed {seed}")
    replicas = [scene_of(), scene_of()]
    tray = replicas[0].tray
    expected = set()
    for number in range(8):
        tenant = f"t{number}"
        catalog.has(tenant, f"s{number}", NotificationChoices(recipients=("noc@msp.example", f"it@{tenant}.example")))
        expected |= {("noc@msp.example", f"e{number}"), (f"it@{tenant}.example", f"e{number}")}
        await replicas[0].end(f"e{number}", tenant=tenant, sync=f"s{number}")
        for place in range(2):
            if chance.random() < 0.4:
                replicas[place] = scene_of()
                die_after(replicas[place], chance.choice(STEPS), chance.randint(1, 4))
            share(tray, replicas[place])
        await asyncio.gather(*(work(replica) for replica in replicas))
        clock.forward(seconds=chance.choice((10, 70, 400)))

    last = [scene_of(), scene_of()]
    for replica in last:
        share(tray, replica)
    for _ in range(12):
        assert all(await asyncio.gather(*(work(replica) for replica in last)))
        clock.forward(minutes=5)

    messages = {message.id: message for message in tray.taken}.values()
    told = [(message.address, shown.notice) for message in messages for shown in message.shown]
    assert len(told) == len(set(told)), "no notice is in two messages"
    assert {(each.address, shown.facts.execution) for each in messages for shown in each.shown} == expected
