"""The fold against a real database: repetition, cuts, two replicas at once, and crashes between its steps."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from psasync.contracts.events.records import RecordResult, RecordsEvent, instant_of
from psasync.contracts.vocabulary import Entity, Outcome, Status
from psasync.kit.kafka import Rewind
from psasync.kit.mongo import Database
from psasync.kit.parts import parts
from psasync_results.domain.execution import Execution
from psasync_results.domain.fold import fold
from psasync_results.store.record_pages import RecordPages, RecordQuery
from psasync_results.store.record_results import RecordResults
from tests.integration.results.conftest import Replica
from tests.unit.results.streams import EXECUTION, Stream

OUTCOMES = [*Outcome, Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.UNCHANGED]


def run_of(records: int, seed: int, **envelope: Any) -> list[RecordsEvent]:
    rng = random.Random(seed)
    stream = Stream(**envelope).started()
    for number in range(records):
        entity = Entity.COMPANY if number < records / 2 else Entity.CONTACT
        stream.record(rng.choice(OUTCOMES), entity)
        if number % 50 == 49:
            stream.progress(entity, page=number // 50 + 1).log(f"page {number // 50 + 1}")
    return stream.ended().events


async def deliver(replica: Replica, events: list[RecordsEvent], rng: random.Random) -> None:
    """As a consumer does: batches of any size, in parts, from any earlier offset, a lost offset now and then."""
    position = 0
    while position < len(events):
        batch = events[position : position + rng.randint(1, 120)]
        await replica.folding.apply_parts(parts(batch, rng.randint(1, 120)))
        position += len(batch)
        if rng.random() < 0.2:
            position = rng.randint(0, position)


async def read_back(database: Database, execution: str = EXECUTION) -> tuple[Execution, list[dict[str, Any]]]:
    stored = await state_of(database, execution)
    rows, after = [], 0
    pages = RecordPages(database)
    while True:
        found, place = await pages.records(stored, RecordQuery(), after, 97)
        rows += found
        if place is None:
            return stored, rows
        after = place


async def state_of(database: Database, execution: str) -> Execution:
    stored = await Replica(database).executions.get(execution)
    assert stored is not None
    return stored.state


def expected_rows(events: list[RecordsEvent]) -> list[tuple]:
    return [
        (event.seq, event.entity.value, event.id, event.outcome.value, event.hash, event.dest)
        for event in events
        if isinstance(event, RecordResult)
    ]


def as_rows(found: list[dict[str, Any]]) -> list[tuple]:
    return [tuple(row[name] for name in ("seq", "entity", "source_id", "outcome", "hash", "dest")) for row in found]


@pytest.mark.parametrize("seed", [1, 2])
async def test_two_replicas_fold_one_stream_at_the_same_time(database: Database, seed: int) -> None:
    events = run_of(400, seed)
    replicas = [Replica(database), Replica(database)]
    rng = random.Random(seed)
    await asyncio.gather(*(deliver(each, events, random.Random(rng.random())) for each in replicas))

    state, rows = await read_back(database)
    assert state == fold(Execution(EXECUTION), events).state
    assert as_rows(rows) == expected_rows(events)
    announced = [owed.event.status for each in replicas for owed in each.announced]
    assert sorted(announced) == sorted([Status.IN_PROGRESS, state.status])


async def test_any_batch_border_writes_the_same_buckets(database: Database) -> None:
    stream = Stream().started()
    for _ in range(2_100):
        stream.record(Outcome.UNCHANGED)
    events = stream.ended().events
    first, second = Replica(database), Replica(database)
    await first.folding.apply(events[:700])
    await second.folding.apply(events[:1_100])  # other borders, and what was there before
    await first.folding.apply(events[650:])
    buckets = await database.collection("record_buckets").find_list({}, sort=[("bucket", 1)], limit=10)
    assert [(bucket["bucket"], len(bucket["rows"])) for bucket in buckets] == [(0, 998), (1, 1000), (2, 102)]
    assert {bucket["at"] for bucket in buckets} == {instant_of(events[seq - 1].at) for seq in (999, 1999, 2101)}
    state, rows = await read_back(database)
    assert state.counts == {"company": {"unchanged": 2_100}}
    assert as_rows(rows) == expected_rows(events)
    assert await database.collection("record_results").count({}) == 0


async def test_what_looks_like_an_expression_is_kept_as_text(replica: Replica, database: Database) -> None:
    odd = {"source_id": "$rows", "hash": "$$ROOT"}
    await replica.folding.apply(Stream().started().record(Outcome.UNCHANGED, **odd).events)
    _, [row] = await read_back(database)
    assert (row["source_id"], row["hash"]) == ("$rows", "$$ROOT")


async def test_what_lies_above_the_watermark_is_not_shown(replica: Replica, database: Database) -> None:
    events = Stream().started().record(Outcome.CREATED).record(Outcome.CREATED).record(Outcome.UNCHANGED).events
    await RecordResults(database).write(events)  # a crash before the compare-and-set
    await replica.folding.apply(events[:2])
    _, rows = await read_back(database)
    assert [row["seq"] for row in rows] == [2]


@pytest.mark.parametrize("lost", [range(5, 8), range(6, 12), range(12, 15)], ids=str)
async def test_a_gap_in_any_part_is_a_gap(replica: Replica, database: Database, lost: range) -> None:
    events = run_of(20, 7)
    left = [event for event in events if event.seq not in lost]
    for _ in range(2):  # from the database, then from memory
        with pytest.raises(Rewind):
            await replica.folding.apply_parts(parts(left, 5))
        state = await state_of(database, EXECUTION)
        assert (state.last_seq, state.gap.expected, state.gap.found) == (lost[0] - 1, lost[0], lost[-1] + 1)
    late = [event for event in events if event.seq in lost]
    await replica.folding.apply_parts(parts([*late, *events], 4))
    state, rows = await read_back(database)
    assert state == fold(Execution(EXECUTION), events).state
    assert as_rows(rows) == expected_rows(events)


async def test_a_gap_is_read_again_and_shown_until_then(replica: Replica, database: Database) -> None:
    events = run_of(20, 5)
    with pytest.raises(Rewind):
        await replica.folding.apply([*events[:5], *events[8:]])
    state = await state_of(database, EXECUTION)
    assert (state.last_seq, state.gap.expected, state.gap.found) == (5, 6, 9)
    await replica.folding.apply(events[5:])
    state, rows = await read_back(database)
    assert state == fold(Execution(EXECUTION), events).state
    assert as_rows(rows) == expected_rows(events)


async def test_another_replicas_progress_is_no_gap(database: Database) -> None:
    events = run_of(30, 6)
    first, second = Replica(database), Replica(database)
    await first.folding.apply(events[:10])
    await second.folding.apply(events[:20])
    await first.folding.apply(events[20:])  # what it remembers ends at 10
    assert await state_of(database, EXECUTION) == fold(Execution(EXECUTION), events).state


async def test_a_gap_that_another_replica_has_filled_is_none(database: Database) -> None:
    events = run_of(30, 8)
    first, second = Replica(database), Replica(database)
    with pytest.raises(Rewind):
        await first.folding.apply([*events[:5], *events[8:]])
    await second.folding.apply(events[5:8])
    await first.folding.apply(events[8:])  # it remembers the very gap that these would show
    assert await state_of(database, EXECUTION) == fold(Execution(EXECUTION), events).state


async def test_executions_in_one_batch_are_folded_apart(replica: Replica, database: Database) -> None:
    runs = {f"run-{number}": run_of(30, number, execution=f"run-{number}") for number in range(4)}
    mixed = [event for together in zip(*runs.values(), strict=True) for event in together]
    await replica.folding.apply(mixed)
    for execution, events in runs.items():
        state, rows = await read_back(database, execution)
        assert state == fold(Execution(execution), events).state
        assert as_rows(rows) == expected_rows(events)


class Died(Exception):
    pass


class DieAt:
    def __init__(self, point: str) -> None:
        self.point = point

    def reached(self, point: str) -> None:
        if point == self.point:
            raise Died


@pytest.mark.parametrize("point", ["after_records", "after_issues", "after_cas"])
async def test_a_crash_between_two_steps_leaves_nothing_that_counts(database: Database, point: str) -> None:
    events = run_of(60, 7)
    dying, heir = Replica(database), Replica(database)
    dying.folding._probe = DieAt(point)
    with pytest.raises(Died):
        await dying.folding.apply(events[:40])
    await heir.folding.apply(events)
    state, rows = await read_back(database)
    assert state == fold(Execution(EXECUTION), events).state
    assert as_rows(rows) == expected_rows(events)
    issues = await database.collection("issues").find_list({}, limit=200)
    assert all(issue["count"] == 1 for issue in issues)
    assert len(issues) == sum(
        event.outcome in {Outcome.REJECTED, Outcome.WARNING} for event in events if isinstance(event, RecordResult)
    )
