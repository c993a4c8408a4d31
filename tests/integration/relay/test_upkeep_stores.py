"""What the upkeep keeps, in a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from psasync.kit.mongo import Database, apply_indexes, connect
from psasync_tickets_relay.domain.changes import KEY_BYTES
from psasync_tickets_relay.domain.repair import Position
from psasync_tickets_relay.domain.standing import HookState
from psasync_tickets_relay.settings import RelaySettings
from psasync_tickets_relay.store.due import NEVER
from psasync_tickets_relay.store.indexes import REGISTRATIONS, REPAIRS, SEEN_CHANGES, indexes
from psasync_tickets_relay.store.registrations import Registrations
from psasync_tickets_relay.store.repairs import Repairs, fields_of, position_of
from psasync_tickets_relay.store.seen_changes import SeenChanges
from tests.integration.relay.conftest import arguments

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HELD = timedelta(seconds=90)


@pytest.fixture
async def database(settings_env: dict[str, str]) -> AsyncIterator[Database]:
    database = await connect(RelaySettings(**arguments(settings_env)), "relay")
    await apply_indexes(database, indexes(health_days=1, refusal_days=1, seen_hours=1))
    yield database
    await database.close()


async def test_one_of_many_claims_what_is_due_and_nobody_else_until_it_is_let_go(database):
    repairs = Repairs(database)
    await repairs.begin("c-1", "acme", NOW, timedelta(0))
    await repairs.begin("c-2", "acme", NOW, timedelta(hours=1))
    claims = await asyncio.gather(*(Repairs(database).due.claim(NOW, HELD) for _ in range(8)))
    (claimed,) = [each for each in claims if each is not None]
    assert claimed["_id"] == "c-1"
    assert await repairs.due.claim(NOW + HELD - timedelta(seconds=1), HELD) is None

    again = await repairs.due.claim(NOW + HELD, HELD)
    assert again["_id"] == "c-1", "whoever died over it leaves it to others"
    assert not await repairs.due.finish(claimed, {"found": 9}, NOW), "and has no say in it any more"
    assert await repairs.due.finish(again, {"found": 1}, NOW + timedelta(hours=2))
    assert (await repairs.get("c-1")).found == 1
    assert await repairs.due.claim(NOW + HELD, HELD) is None

    await repairs.due.hasten("c-1", NOW)
    claimed = await repairs.due.claim(NOW, HELD)
    assert claimed["_id"] == "c-1"
    await repairs.due.hasten("c-1", NOW)
    assert await repairs.due.claim(NOW, HELD) is None, "it is being worked at"
    assert await repairs.due.finish(claimed, {}, NEVER)
    later = datetime.now(UTC)
    claims = [await repairs.due.claim(later, timedelta(days=1)) for _ in range(3)]
    assert [claimed and claimed["_id"] for claimed in claims] == ["c-2", "c-1", None], "once more, as it was hastened"


async def test_a_position_survives_and_beginning_again_does_not_move_it(database):
    repairs = Repairs(database)
    await asyncio.gather(*(repairs.begin("c-1", "acme", NOW, timedelta(0)) for _ in range(4)))
    claimed = await repairs.due.claim(NOW, HELD)
    assert position_of(claimed) == Position(NOW)
    reached = Position(NOW + timedelta(seconds=5), frozenset({b"a" * KEY_BYTES, b"b" * KEY_BYTES}))
    await repairs.due.finish(claimed, fields_of(reached), NOW)
    await repairs.begin("c-1", "acme", NOW + timedelta(days=1), timedelta(0))
    assert position_of(await repairs.due.claim(NOW, HELD)) == reached
    await repairs.end("c-1")
    assert await repairs.get("c-1") is None


async def test_what_was_published_is_known_to_every_replica_by_connection_and_time(database):
    one, other = SeenChanges(database), SeenChanges(database)
    first, second, third = (bytes([number]) * KEY_BYTES for number in (1, 2, 3))
    await one.add({"c-1": {first, second}, "c-2": {third}}, NOW)
    await other.add({"c-1": {third}}, NOW + timedelta(minutes=5))
    await other.add({}, NOW)
    assert await other.of("c-1", NOW) == {first, second, third}
    assert await one.of("c-1", NOW + timedelta(minutes=1)) == {third}
    assert await one.of("c-3", NOW) == frozenset()


async def test_what_is_wanted_last_counts(database):
    store = Registrations(database)
    assert await store.get("c-1") is None
    first, *_ = await asyncio.gather(
        *(store.want("c-1", "acme", wanted=True, by="ada", now=NOW, due_at=NOW) for _ in range(4))
    )
    last = await store.want("c-1", "acme", wanted=False, by="bob", now=NOW, due_at=NOW)
    assert (last.revision, last.wanted, last.by, last.state) == (5, False, "bob", HookState.UNKNOWN)
    assert not await store.note(replace(first, state=HookState.ACTIVE), NOW), "it was found for what was wanted before"
    gone = replace(last, state=HookState.ABSENT, since=NOW, renewed_at=NOW, untold=True)
    assert await store.note(gone, NOW)
    assert await store.get("c-1") == gone
    await store.told(replace(gone, renewed_at=NOW - timedelta(days=1)))
    assert (await store.get("c-1")).untold
    await store.told(gone)
    assert not (await store.get("c-1")).untold


async def test_every_question_has_its_index(database):
    await Repairs(database).begin("c-1", "acme", NOW, timedelta(0))
    await Registrations(database).want("c-1", "acme", wanted=True, by="ada", now=NOW, due_at=NOW)
    await SeenChanges(database).add({"c-1": {b"a" * KEY_BYTES}}, NOW)
    due = {"due_at": {"$lte": NOW}}
    for name in (REGISTRATIONS, REPAIRS):
        assert "IXSCAN" in str(await database.collection(name).explain(due, [("due_at", 1)]))
    seen = {"connection": "c-1", "at": {"$gte": NOW}}
    assert "IXSCAN" in str(await database.collection(SEEN_CHANGES).explain(seen, [("at", -1)]))
