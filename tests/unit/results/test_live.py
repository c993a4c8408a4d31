from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.vocabulary import Status
from psasync.kit.http import Problem
from psasync_results.api.feed_stream import FeedStream
from psasync_results.domain import places as ids
from psasync_results.domain.execution import Execution
from psasync_results.live import watchers
from psasync_results.live.hub import Hub
from psasync_results.live.places import Places
from psasync_results.live.reader import Reader
from psasync_results.live.recent import KEPT_SECONDS, Recent
from psasync_results.live.watchers import FeedWatcher
from psasync_results.store.changes import Changed
from psasync_results.store.executions import Stored

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def at(revision: int, id_: str = "e", tenant: str | None = "acme") -> Stored:
    state = Execution(id_, tenant=tenant, sync="s", status=Status.IN_PROGRESS, requested_at=NOON, last_seq=revision)
    return Stored(state, revision)


class Documents:
    """The executions of another replica, and what is asked about them."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[Stored, datetime]] = {}
        self.asked = 0
        self.read: list[str] = []

    def write(self, stored: Stored, moment: datetime = NOON) -> None:
        self.found[stored.state.id] = (stored, moment)

    async def newest(self) -> datetime:
        self.asked += 1
        return max((moment for _, moment in self.found.values()), default=NOON)

    async def since(self, moment: datetime) -> AsyncIterator[Changed]:
        self.asked += 1
        for stored, changed in list(self.found.values()):
            if changed >= moment:
                yield Changed(stored.state.id, stored.state.tenant, stored.revision, changed)

    async def states(self, ids: list[str]) -> list[Stored]:
        self.read += ids
        return [self.found[id_][0] for id_ in ids]


@pytest.fixture
def documents() -> Documents:
    return Documents()


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def reader(documents: Documents, hub: Hub) -> Reader:
    return Reader(documents, hub)


class TestExecution:
    async def test_a_slow_watcher_misses_steps_and_never_the_last(self, hub: Hub) -> None:
        with hub.watch("e") as watcher:
            for revision in range(1, 100):
                hub.tell(at(revision))
            assert (await watcher.newer_than(0)).stored.revision == 99
            waiting = asyncio.create_task(watcher.newer_than(99))
            await asyncio.sleep(0)
            assert not waiting.done()
            hub.tell(at(100))
            assert (await asyncio.wait_for(waiting, 1)).stored.revision == 100

    async def test_an_older_state_is_not_told_after_a_newer_one(self, hub: Hub) -> None:
        with hub.watch("e") as watcher:
            hub.tell(at(5))
            hub.tell(at(4))
            assert (await watcher.newer_than(0)).stored.revision == 5

    async def test_each_watcher_of_each_execution_hears_its_own(self, hub: Hub) -> None:
        with hub.watch("a") as first, hub.watch("a") as second, hub.watch("b") as other:
            hub.tell(at(1, "a"))
            told = [await first.newer_than(0), await second.newer_than(0)]
            assert told[0] is told[1]
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(other.newer_than(0), 0.01)

    async def test_a_change_is_encoded_once(self, hub: Hub) -> None:
        calls = []
        with hub.watch("e") as first, hub.watch("e") as second:
            hub.tell(at(1))
            for watcher in (first, second):
                change = await watcher.newer_than(0)
                assert change.once("x", lambda told: calls.append(told) or b"bytes") == b"bytes"
        assert len(calls) == 1


class TestFeed:
    async def test_a_tenant_hears_its_own_and_the_platform_all(self, hub: Hub) -> None:
        with hub.follow("acme") as acme, hub.follow("other") as other, hub.follow(None) as platform:
            hub.tell(at(1, "a"))
            hub.tell(at(1, "b", "other"))
            hub.tell(at(1, "c", None))
            assert [change.stored.state.id for change in await acme.take()] == ["a"]
            assert [change.stored.state.id for change in await other.take()] == ["b"]
            assert [change.stored.state.id for change in await platform.take()] == ["a", "b", "c"]
        assert not hub.watched

    async def test_an_execution_of_which_only_a_cancel_is_known_is_not_told(self, hub: Hub) -> None:
        with hub.follow(None) as watcher:
            hub.tell(Stored(Execution("e"), 1))
            assert watcher.settled

    @given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=40))
    def test_what_is_taken_is_the_latest_and_its_places_only_go_on(self, steps: list[tuple[str, bool]]) -> None:
        async def check() -> None:
            hub, seen, latest, revision = Hub(), {}, {}, 0
            hub.position = NOON
            places = []
            with hub.follow(None) as watcher:
                for id_, take in [*steps, ("a", True)]:
                    revision += 1
                    hub.position += timedelta(seconds=1)
                    hub.tell(at(revision, id_))
                    latest[id_] = revision
                    for change in (await watcher.take()) if take else ():
                        seen[change.stored.state.id] = change.stored.revision
                        places.append(change.place)
            assert seen == latest
            assert places == sorted(places)

        asyncio.run(check())

    async def test_one_that_falls_too_far_behind_begins_anew(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(watchers, "MOST_WAITING", 3)
        hub = Hub()
        with hub.follow(None) as watcher:
            for number in range(5):
                hub.tell(at(1, f"e{number}"))
            assert await watcher.take() is None
            hub.tell(at(2, "e0"))
            assert [change.stored.revision for change in await watcher.take()] == [2]

    async def test_waiting_for_the_next(self) -> None:
        watcher = FeedWatcher()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(watcher.take(), 0.01)


class TestReader:
    async def test_nothing_is_asked_while_nobody_watches(self, documents: Documents, hub: Hub, reader: Reader) -> None:
        await reader.poll()
        with hub.follow("acme"):
            await reader.poll()
            assert hub.position == NOON
        asked = documents.asked
        await reader.poll()
        assert (documents.asked, hub.position) == (asked, None)

    async def test_what_others_write_is_found_once_however_many_watch(
        self, documents: Documents, hub: Hub, reader: Reader
    ) -> None:
        with hub.watch("e") as one, hub.follow("acme") as two, hub.follow("acme") as three:
            await reader.begin()
            documents.write(at(3), NOON + timedelta(seconds=1))
            documents.write(at(1, "x", "nobody-watches"), NOON + timedelta(seconds=2))
            for _ in range(3):
                await reader.poll()
            assert (await one.newer_than(0)).stored.revision == 3
            assert [len(await watcher.take()) for watcher in (two, three)] == [1, 1]
            assert documents.read == ["e"]
            assert hub.position == NOON + timedelta(seconds=2)

    async def test_what_was_folded_here_is_not_read_again(self, documents: Documents, hub: Hub, reader: Reader) -> None:
        with hub.watch("e"):
            await reader.begin()
            documents.write(at(3))
            hub.tell(at(3))
            await reader.poll()
            assert documents.read == []

    async def test_a_write_that_is_seen_late_is_told(self, documents: Documents, hub: Hub, reader: Reader) -> None:
        with hub.follow("acme") as watcher:
            await reader.begin()
            documents.write(at(1, "new"), NOON + timedelta(seconds=5))
            await reader.poll()
            await watcher.take()
            documents.write(at(1, "late"), NOON + timedelta(seconds=5) - ids.OVERLAP)
            await reader.poll()
            assert [change.stored.state.id for change in await watcher.take()] == ["late"]

    async def test_a_change_stands_where_the_reading_was_before(
        self, documents: Documents, hub: Hub, reader: Reader
    ) -> None:
        with hub.follow("acme") as watcher:
            await reader.begin()
            documents.write(at(1), NOON + timedelta(seconds=5))
            await reader.poll()
            assert [change.place for change in await watcher.take()] == [NOON]


class TestPlaces:
    def test_streams_are_limited_and_give_their_place_back(self) -> None:
        places = Places(total=3, per_key=2)
        with places.hold("a"), places.hold("a"):
            for attempt in (lambda: places.check("a"), lambda: places.hold("a").__enter__()):
                with pytest.raises(Problem) as refused:
                    attempt()
                assert (refused.value.status, refused.value.headers["Retry-After"]) == (429, "10")
            with places.hold("b"):
                with pytest.raises(Problem) as refused:
                    places.check("c")
                assert refused.value.status == 503
            places.check("c")
        places.check("a")

    @given(st.integers(0, 90_000_000_000_000), st.integers(0, 999))
    def test_an_id_is_its_moment_to_the_millisecond(self, milliseconds: int, rest: int) -> None:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
        assert ids.read(ids.write(moment + timedelta(microseconds=rest))) == moment

    @pytest.mark.parametrize("text", [None, "", "5", "t", "t-1", "t1.5", "T1", "t1 ", "t" + "9" * 15, "t\u0661"])
    def test_what_is_no_id_is_none(self, text: str | None) -> None:
        assert ids.read(text) is None

    @pytest.mark.parametrize(
        ("behind", "goes_on"),
        [(timedelta(0), True), (ids.OLDEST, True), (ids.OLDEST * 1.1, False), (timedelta(seconds=-1), False)],
    )
    def test_from_where_a_stream_goes_on(self, behind: timedelta, goes_on: bool) -> None:
        assert ids.continues(NOON - behind, NOON) is goes_on


async def test_a_heartbeat_says_where_a_stream_stands_if_nothing_waits_for_it(
    documents: Documents, hub: Hub, reader: Reader
) -> None:
    class Nothing(Documents):
        async def unfinished(self, _scope: object, _limit: int) -> tuple[list, bool]:
            return [], False

    stream = FeedStream(Nothing(), hub, reader, "acme")
    assert stream.place() is None
    events = stream.events(Places(total=1, per_key=1), "key", None)
    assert b"event: snapshot" in await anext(events)
    assert stream.place() == ids.write(NOON)
    hub.tell(at(1))
    assert stream.place() is None
    assert b"event: changed" in await anext(events)
    assert stream.place() == ids.write(NOON)
    await events.aclose()
    assert not hub.watched


def test_what_was_told_is_remembered_for_a_while() -> None:
    now = [0.0]
    recent = Recent(lambda: now[0])
    recent.add("a", 3)
    assert (recent.is_new("a", 3), recent.is_new("a", 4), recent.is_new("b", 1)) == (False, True, True)
    now[0] += KEPT_SECONDS + 1
    recent.add("b", 1)
    assert recent.is_new("a", 3)
