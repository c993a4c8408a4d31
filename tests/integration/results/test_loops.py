"""What happens without anybody asking: status events after a crash, and ends that nobody else will bring."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from psasync.contracts.execution_id import status_event_id
from psasync.contracts.vocabulary import Outcome
from psasync.kit.clock import RealClock
from psasync.kit.kafka import ProduceError, Rewind
from psasync.kit.mongo import Database
from psasync_results.domain.request import fold_request
from psasync_results.outbox import StatusOutbox
from psasync_results.settings import ResultsSettings
from psasync_results.store.pending import PendingEvents
from psasync_results.sweeper import DeadlineSweeper
from tests.integration.results.conftest import Replica
from tests.integration.results.service import ended, running, statuses
from tests.unit.results.streams import EXECUTION, REQUEST, REQUESTED_AT, Stream

HOUR = timedelta(hours=1)


class AtTime(RealClock):
    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


class BrokenProducer:
    def __init__(self) -> None:
        self.asked = 0

    async def send(self, *_: object, **__: object) -> None:
        self.asked += 1
        raise ProduceError("no broker")


class TestStatusEvents:
    async def test_what_a_crash_left_behind_is_published_in_order(
        self, replica: Replica, database: Database, settings: ResultsSettings
    ) -> None:
        # Nobody woke an outbox: the process died right after its compare-and-sets.
        await replica.folding.apply(Stream().started().ended().events)
        async with running(settings):
            expected = [(status_event_id(EXECUTION, status), status) for status in ("in_progress", "finished")]
            assert await statuses(settings, EXECUTION, 2) == expected

    async def test_struck_off_only_after_the_acknowledgement(self, replica: Replica, database: Database) -> None:
        await replica.folding.apply(Stream().started().events)
        pending, producer = PendingEvents(database), BrokenProducer()
        outbox = StatusOutbox(pending, producer, RealClock())
        with pytest.raises(ProduceError):
            await outbox.publish(EXECUTION)
        assert producer.asked == 1
        assert len(await pending.of(EXECUTION)) == 1

    async def test_a_published_event_is_not_published_again(
        self, replica: Replica, database: Database, settings: ResultsSettings, topic_prefix: str
    ) -> None:
        await replica.folding.apply(Stream().started().events)
        async with running(settings):
            await statuses(settings, EXECUTION, 1)
        pending = PendingEvents(database)
        assert await pending.of(EXECUTION) == []
        outbox = StatusOutbox(pending, BrokenProducer(), RealClock())
        assert await outbox.sweep(timedelta(0)) == 0

    async def test_the_wake_up_queue_is_bounded(self, database: Database) -> None:
        outbox = StatusOutbox(PendingEvents(database), BrokenProducer(), RealClock())
        for number in range(20_000):
            outbox.wake(str(number))


class TestDeadlines:
    def sweeper(self, replica: Replica) -> DeadlineSweeper:
        return DeadlineSweeper(replica.executions, replica.folding, RealClock(), margin=HOUR, every=HOUR)

    async def queue(self, replica: Replica, id_: str, requested_at: datetime) -> None:
        await replica.folding.change(id_, lambda state: fold_request(state, REQUEST, requested_at))

    async def test_only_what_is_past_deadline_and_margin(self, replica: Replica) -> None:
        now = datetime.now(UTC)
        await self.queue(replica, "over", now - timedelta(hours=25, minutes=1))
        await self.queue(replica, "within-margin", now - timedelta(hours=24, minutes=30))
        await self.queue(replica, "young", now)
        assert await self.sweeper(replica).sweep() == 1
        states = {id_: (await replica.executions.get(id_)).state for id_ in ("over", "within-margin", "young")}
        assert {id_: state.status.value for id_, state in states.items()} == {
            "over": "error",
            "within-margin": "queued",
            "young": "queued",
        }
        assert states["over"].error.code == "deadline_passed"
        assert await self.sweeper(replica).sweep() == 0

    async def test_two_sweepers_end_it_once(self, replica: Replica, database: Database) -> None:
        await self.queue(replica, "over", REQUESTED_AT - timedelta(days=3))
        second = Replica(database)
        stale = await second.executions.read(["over"])
        assert stale["over"].revision == 1
        assert await self.sweeper(replica).sweep() == 1
        await second.folding.change("over", self.sweeper(second)._end)
        assert [each.event.status for each in (*replica.announced, *second.announced)] == ["queued", "error"]

    async def test_late_events_change_nothing_any_more(self, replica: Replica) -> None:
        await self.queue(replica, EXECUTION, REQUESTED_AT - timedelta(days=3))
        await self.sweeper(replica).sweep()
        before = (await replica.executions.get(EXECUTION)).state
        await replica.folding.apply(Stream().started().ended().events)
        assert (await replica.executions.get(EXECUTION)).state == before

    async def test_ending_a_run_with_a_gap_sets_the_partition_free(self, replica: Replica) -> None:
        events = Stream().started().record(Outcome.CREATED).record(Outcome.CREATED).ended().events
        behind = Stream("behind-it").started().ended().events
        batch = [events[0], *events[2:], *behind]
        reader = Replica(replica.database)
        with pytest.raises(Rewind):
            await reader.folding.apply(batch)
        sweeper = self.sweeper(replica)
        sweeper._clock = AtTime(REQUESTED_AT + timedelta(days=3))
        assert await sweeper.sweep() == 1
        await reader.folding.apply(batch)
        state = (await replica.executions.get(EXECUTION)).state
        assert (state.status.value, state.last_seq) == ("error", 1)
        assert "Events 2 to 2 of the run never arrived" in state.error.message
        assert (await replica.executions.get("behind-it")).state.status.value == "finished"

    async def test_the_service_sweeps(self, replica: Replica, settings: ResultsSettings) -> None:
        await self.queue(replica, "over", REQUESTED_AT - timedelta(days=3))
        fast = settings.model_copy(update={"results_sweep_seconds": 0.2})
        async with running(fast) as client:
            assert (await ended(client, "over"))["status_text"] == "ERROR"
