"""From the end of an execution to a message: who is told, together with what, and how often."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from psasync.contracts.notifications import NotificationChoices
from psasync.contracts.vocabulary import ErrorKind, Trigger
from psasync_results.notices.domain.deliveries import Attempt, AttemptOutcome, Message
from psasync_results.notices.domain.gathering import MOST_SHOWN
from tests.integration.results.notices.scene import Catalog, HandClock, Scene
from tests.support.waiting import until


class TestEnds:
    async def test_the_first_failure_then_the_recovery(self, scene: Scene, clock: HandClock) -> None:
        for number, result in enumerate(("completed", "error", "error", "completed", "completed"), start=1):
            await scene.end(f"e{number}", result, fence=number)
            await scene.tell_later()
        assert scene.told() == [("failure", "it@acme.example", 1), ("recovery", "it@acme.example", 1)]
        failure, recovery = (message.shown[0].facts for message in scene.tray.taken)
        assert (failure.execution, failure.error_kind) == ("e2", ErrorKind.AUTHENTICATION)
        assert (failure.tenant_name, failure.sync_name) == ("Acme", "Sync acme-cw")
        assert (recovery.execution, recovery.failed_execution) == ("e4", "e2")

    async def test_a_dry_run_a_canceled_and_a_forced_one_tell_nobody(self, scene: Scene) -> None:
        await scene.end("dry", fence=1, dry_run=True)
        await scene.end("canceled", "canceled", fence=2)
        await scene.end("forced", fence=3, trigger=Trigger.MANUAL)
        await scene.tell_later()
        assert await scene.notices() == []
        assert await scene.parts.ending.step() is False, "and nobody looks at them again"

    async def test_another_tenants_sync_named_in_a_request_tells_nobody(self, scene: Scene) -> None:
        await scene.end("foreign", tenant="mallory", sync="acme-cw")
        await scene.end("real", fence=2)
        await scene.tell_later()
        assert [shown.facts.execution for message in scene.tray.taken for shown in message.shown] == ["real"]

    async def test_while_the_catalog_is_away_the_end_waits(
        self, scene: Scene, catalog: Catalog, clock: HandClock
    ) -> None:
        catalog.away = True
        await scene.end("e1")
        await scene.tell_later()
        assert await scene.notices() == []
        catalog.away = False
        clock.forward(minutes=1)
        await scene.tell_later()
        assert scene.told() == [("failure", "it@acme.example", 1)]


class TestFloods:
    async def test_a_psa_that_is_down_for_many_tenants_is_one_message(
        self, scene: Scene, catalog: Catalog, clock: HandClock
    ) -> None:
        operator = NotificationChoices(recipients=("noc@msp.example",))
        for number in range(25):
            catalog.has(f"t{number}", f"s{number}", operator)
            await scene.end(f"e{number}", tenant=f"t{number}", sync=f"s{number}")
        await scene.tell_later()
        assert scene.told() == [("failure", "noc@msp.example", 25)]
        shown = scene.tray.taken[0].shown
        assert len(shown) == MOST_SHOWN
        assert len({each.tenant for each in shown}) == MOST_SHOWN

        # Those that fail a little later wait for each other, too.
        for number in range(3):
            catalog.has(f"late{number}", f"late{number}", operator)
            await scene.end(f"late{number}", tenant=f"late{number}", sync=f"late{number}")
            await scene.tell_later(minutes=1)
        clock.forward(minutes=15)
        await scene.tell()
        assert scene.told()[1:] == [("failure", "noc@msp.example", 3)]

    async def test_nobody_hears_of_a_recovery_before_the_failure(
        self, scene: Scene, catalog: Catalog, clock: HandClock
    ) -> None:
        """The failure waits with others for its quarter of an hour when its sync is well again."""
        for number in range(3):
            catalog.has(f"t{number}", f"s{number}")
        await scene.end("e0", tenant="t0", sync="s0")
        await scene.tell_later()
        for number in (1, 2):
            await scene.end(f"e{number}", tenant=f"t{number}", sync=f"s{number}")
        await scene.tell_later(minutes=3)
        assert len(scene.tray.taken) == 1
        await scene.end("well", "completed", tenant="t1", sync="s1", fence=2)
        await scene.tell_later()
        assert [(message.kind.value, message.total) for message in scene.tray.taken] == [
            ("failure", 1),
            ("failure", 2),
            ("recovery", 1),
        ]
        await scene.tell_later(hours=1)
        assert len(scene.tray.taken) == 3

    async def test_each_recipient_gets_only_what_names_it(self, scene: Scene, catalog: Catalog) -> None:
        both = NotificationChoices(recipients=("noc@msp.example", "it@other.example"))
        catalog.has("other", "other-cw", both)
        catalog.has("acme", "acme-cw", NotificationChoices(recipients=("noc@msp.example",)))
        await scene.end("e1")
        await scene.end("e2", tenant="other", sync="other-cw")
        await scene.tell_later()
        assert sorted(scene.told()) == [("failure", "it@other.example", 1), ("failure", "noc@msp.example", 2)]

    async def test_a_notice_that_comes_too_late_for_its_message_goes_with_the_next(
        self, scene_of: Callable[[], Scene], catalog: Catalog, clock: HandClock
    ) -> None:
        """A replica had read the open slot, and was frozen until the message had left."""
        scene, frozen = scene_of(), scene_of()
        slots = frozen.parts.telling._slots
        catalog.has("other", "other-cw")
        await scene.end("e1")
        await scene.parts.ending.step()
        await scene.end("e2", tenant="other", sync="other-cw")
        reading, go_on = slots.open, asyncio.Event()

        async def slow(group: str, now: object) -> object:
            slot = await reading(group, now)
            await go_on.wait()
            return slot

        slots.open = slow
        late = asyncio.create_task(frozen.parts.ending.step())
        await asyncio.sleep(0)
        await until(lambda: slots_read(scene), 20, "the frozen one has read the slot")
        clock.forward(minutes=2)
        await scene.tell()
        assert scene.told() == [("failure", "it@acme.example", 1)]
        go_on.set()
        assert await late
        slots.open = reading
        await scene.tell_later(minutes=20)
        assert scene.told() == [("failure", "it@acme.example", 1)] * 2
        executions = [shown.facts.execution for message in scene.tray.taken for shown in message.shown]
        assert executions == ["e1", "e2"]


async def slots_read(scene: Scene) -> bool:
    streak = await scene.database.collection("notice_streaks").find_one({"_id": "other-cw"})
    return bool(streak and streak["owed"])


class TestDeliveries:
    async def test_what_fails_for_the_moment_is_tried_again_until_it_is_taken(
        self, scene: Scene, clock: HandClock
    ) -> None:
        scene.tray.answers = [Attempt(AttemptOutcome.FAILED, 451, "greylisted")] * 2
        await scene.end("e1")
        await scene.tell_later()
        assert len(scene.tray.taken) == 1
        await scene.tell()
        assert len(scene.tray.taken) == 1, "not at once"
        await scene.tell_later(minutes=2)
        await scene.tell_later(minutes=2)
        assert [message.id for message in scene.tray.taken] == [scene.tray.taken[0].id] * 3
        message = await scene.database.collection("notice_messages").find_one({})
        assert message["state"] == "sent"
        assert [each["outcome"] for each in message["attempts"]] == ["failed", "failed", "sent"]
        assert message["attempts"][0]["detail"] == "greylisted"

    async def test_what_is_refused_for_good_is_tried_once(self, scene: Scene) -> None:
        scene.tray.answers = [Attempt(AttemptOutcome.REFUSED, 550, "no such user")]
        await scene.end("e1")
        await scene.tell_later()
        await scene.tell_later(hours=30)
        assert len(scene.tray.taken) == 1

    async def test_after_a_day_it_is_given_up(self, scene: Scene, clock: HandClock) -> None:
        scene.tray.answers = [Attempt(AttemptOutcome.FAILED, None, "no route")] * 100
        await scene.end("e1")
        await scene.tell_later()
        started = clock.now()
        for _ in range(60):
            await scene.tell_later(minutes=40)
        message = await scene.database.collection("notice_messages").find_one({})
        assert (message["state"], message["due"]) == ("failed", None)
        last = message["attempts"][-1]["at"]
        assert timedelta(hours=20) < last - started < timedelta(hours=31)
        assert len(message["attempts"]) == len(scene.tray.taken) == 11

    async def test_a_message_that_ends_every_process_is_given_up(self, scene: Scene, clock: HandClock) -> None:
        async def dies(_: object) -> Attempt:
            raise KeyboardInterrupt

        await scene.end("e1")
        await scene.tell()
        clock.forward(minutes=2)
        await scene.parts.bundling.step()
        scene.tray.send = dies
        for _ in range(11):
            with pytest.raises(KeyboardInterrupt):
                await scene.parts.by_mail.step()
            clock.forward(minutes=4)
        assert await scene.parts.by_mail.step()
        assert not await scene.parts.by_mail.step()
        message = await scene.database.collection("notice_messages").find_one({})
        assert message["state"] == "failed"

    async def test_a_process_that_is_told_to_stop_finishes_what_it_is_sending(
        self, scene: Scene, clock: HandClock
    ) -> None:
        delivering = scene.parts.by_mail
        sending, go_on = asyncio.Event(), asyncio.Event()

        async def slow(message: Message) -> Attempt:
            sending.set()
            await go_on.wait()
            return Attempt(AttemptOutcome.SENT, 250)

        scene.tray.send = slow
        await scene.end("e1")
        await scene.parts.ending.step()
        clock.forward(minutes=2)
        await scene.parts.bundling.step()
        running = asyncio.create_task(delivering.run())
        await asyncio.wait_for(sending.wait(), 20)
        delivering._stopping.set()
        go_on.set()
        await asyncio.wait_for(running, 20)
        message = await scene.database.collection("notice_messages").find_one({})
        assert (message["state"], message["tries"]) == ("sent", 1)
