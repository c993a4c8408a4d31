import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from psasync_tickets_relay.inbound.envelope import event_id
from psasync_tickets_relay.inbound.health import Health, Refusal
from psasync_tickets_relay.inbound.replays import Replays
from psasync_tickets_relay.inbound.verdicts import HookDeferred, HookRefused, Outcome

NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class TestReplays:
    async def test_what_was_published_is_not_published_again(self):
        replays, published = Replays(seconds=10, size=10), []

        async def publish() -> None:
            published.append(1)

        assert await replays.once("a", publish) is True
        assert await replays.once("a", publish) is False
        assert len(published) == 1

    async def test_what_failed_may_come_again(self):
        replays = Replays(seconds=10, size=10)

        async def fail() -> None:
            raise HookDeferred("kafka-unavailable")

        async def publish() -> None:
            pass

        with pytest.raises(HookDeferred):
            await replays.once("a", fail)
        assert await replays.once("a", publish) is True

    @pytest.mark.parametrize("failures", [0, 1, 3])
    async def test_of_many_at_once_one_publishes(self, failures):
        replays, left, published = Replays(seconds=10, size=10), [failures], []

        async def publish() -> None:
            await asyncio.sleep(0)
            left[0] -= 1
            if left[0] >= 0:
                raise HookDeferred("kafka-unavailable")
            published.append(1)

        results = await asyncio.gather(*(replays.once("a", publish) for _ in range(10)), return_exceptions=True)
        assert len(published) == 1
        assert [result for result in results if result is True] == [True]
        assert len([result for result in results if isinstance(result, HookDeferred)]) == failures
        assert not replays._under_way

    def test_the_window_is_bounded_in_time_and_number(self):
        time = Time()
        replays = Replays(seconds=10, size=3, clock=time)
        for name in "abcd":
            replays.remember(name)
        assert [name in replays for name in "abcd"] == [False, True, True, True]
        time.now = 10
        assert "d" not in replays
        replays.remember("e")
        assert list(replays._known) == ["e"]


class TestEventId:
    def test_a_delivery_keeps_its_id_and_shares_it_with_no_other(self):
        ids = [
            event_id("c-1", "m-1", b"x"),
            event_id("c-1", "m-2", b"x"),
            event_id("c-2", "m-1", b"x"),
            event_id("c-1", None, b"m-1"),
            event_id("c-1", None, b"x"),
        ]
        assert len(set(ids)) == 5
        assert event_id("c-1", "m-1", b"resent with other spaces") == ids[0]


class TestHealth:
    def test_what_could_not_be_written_counts_with_what_came_since(self):
        health = Health()
        health.answered("c", "t", Outcome.PUBLISHED, NOW)
        health.refused(Refusal("c", "t", "bad-signature", NOW, 10, "127.0.0.1"))
        notes = health.take()
        health.answered("c", "t", Outcome.PUBLISHED, NOW + timedelta(seconds=1))
        health.refused(Refusal("c", "t", "too-large", NOW, 10, "127.0.0.1"))
        health.deferred("d", "t", "kafka-unavailable")
        health.give_back(notes)
        again = health.take()
        assert again.tallies["c"].outcomes == {"published": 2}
        assert again.tallies["c"].refused == {"bad-signature": 1, "too-large": 1}
        assert again.tallies["c"].last_event_at == NOW + timedelta(seconds=1)
        assert again.tallies["d"].deferred == {"kafka-unavailable": 1}
        assert [refusal.reason for refusal in again.refusals] == ["bad-signature", "too-large"]
        assert not health.take()

    def test_many_refusals_are_all_counted_and_a_few_listed(self):
        health = Health()
        for number in range(2_000):
            health.refused(Refusal("c", "t", f"reason-{number}", NOW, 1, ""))
        notes = health.take()
        assert notes.tallies["c"].refused.total() == 2_000
        assert len(notes.tallies["c"].refused) <= 51
        assert len(notes.refusals) == 500


@pytest.mark.parametrize("reason", ["Not A Slug", "", "a.b", "x" * 61, "$set", "straße"])
def test_a_reason_that_is_no_slug_is_not_passed_on(reason):
    assert HookRefused(reason).reason == "other"


def test_a_slug_is():
    assert HookRefused("bad-signature").reason == "bad-signature"
    assert HookRefused("signature_wrong").reason == "signature-wrong"
