"""What webhooks give to do is written down later, and not forgotten when that fails."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from psasync.kit.mongo import MongoError
from psasync_tickets_relay.domain.changes import change_key
from psasync_tickets_relay.upkeep.aftercare import UpkeepAftercare
from psasync_tickets_relay.upkeep.changes import KnownChanges
from tests.unit.relay.frames import ticket
from tests.unit.relay.test_intake import connection

CHANGE = ticket(occurred_at=datetime(2026, 11, 20, tzinfo=UTC))


class Database:
    """Everything that the aftercare writes to."""

    def __init__(self) -> None:
        self.away = False
        self.written: list[object] = []

    @property
    def due(self):
        return self

    def _write(self, what: object) -> None:
        if self.away:
            raise MongoError("away")
        self.written.append(what)

    async def add(self, keys, now) -> None:
        if keys:
            self._write(keys)

    async def hasten(self, name, due_at) -> None:
        self._write(f"look at {name}")

    async def watch(self, found) -> None:
        self._write(f"watch {found.id}")

    def ask(self, found, ticket_id) -> None:
        self.written.append(f"fetch {ticket_id}")


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def changes() -> KnownChanges:
    return KnownChanges(seconds=60, size=10)


@pytest.fixture
def aftercare(database, changes) -> UpkeepAftercare:
    return UpkeepAftercare(changes=changes, whole=database, repairing=database, registrations=database, seen=database)


async def test_each_thing_is_written_once(aftercare, changes, database):
    changes.published(CHANGE)
    aftercare.deactivated(connection())
    for _ in range(3):
        aftercare.accepted(connection())
    await aftercare.write()
    aftercare.accepted(connection())
    await aftercare.write()
    assert database.written == [{"c-1": {change_key(CHANGE)}}, "look at c-1", "watch c-1"]


async def test_with_the_database_away_it_is_kept_for_later(aftercare, changes, database):
    changes.published(CHANGE)
    aftercare.deactivated(connection())
    aftercare.accepted(connection())
    database.away = True
    await aftercare.write()
    assert database.written == []
    database.away = False
    await aftercare.write()
    assert len(database.written) == 3


async def test_a_part_of_a_ticket_is_asked_for_at_once(aftercare, database):
    aftercare.partial(connection(), CHANGE)
    assert database.written == ["fetch 7"]


async def test_a_repaired_change_is_known_by_what_the_topic_says(aftercare, changes):
    assert not aftercare.was_repaired(CHANGE)
    changes.heard(CHANGE.model_copy(update={"repaired": True}))
    assert aftercare.was_repaired(CHANGE)
