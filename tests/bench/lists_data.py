"""Years of nights of many tenants, straight into the database: executions, their records, cards, days and issues."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from psasync.contracts.events.records import RecordResult
from psasync.contracts.vocabulary import Entity, Outcome, Trigger
from psasync.kit.mongo import Database, Document, apply_indexes, connect
from psasync.kit.parts import parts
from psasync_results.domain.cards import TREND, CardRun, card_run
from psasync_results.domain.days import DayKey, DayTotals
from psasync_results.domain.execution import Execution
from psasync_results.domain.fold import fold
from psasync_results.domain.keeping import LONGEST_DAYS
from psasync_results.domain.rows import bucketed, buckets, name, record_document
from psasync_results.settings import ResultsSettings
from psasync_results.store import daily, executions
from psasync_results.store.cards import Cards
from psasync_results.store.documents import to_document
from psasync_results.store.indexes import indexes_of
from psasync_results.store.issues import Issues
from psasync_results.store.record_results import BUCKETS, RECORDS
from tests.unit.results.streams import Stream

NIGHTS = 1_000  # of each tenant
UNCHANGED = 9  # records of each night, beside one that was written or refused
ISSUES = 50  # open ones of each tenant
SEED = 20261125
LAST_NIGHT = datetime.now(UTC).replace(
    hour=0, minute=0, second=0, microsecond=0
)  # pages of the last days are not empty
REQUESTERS = ("ann@vendor.example", "bob@vendor.example", "cy@vendor.example")
_INSERTED = 2_000  # documents of one call
LOADING_SECONDS = 300.0  # of one call: a server may stand still while it writes gigabytes to its disk


@dataclass(frozen=True)
class Kind:
    """A night that many have had."""

    state: Execution
    records: Sequence[Document]
    buckets: Sequence[Document]


def kept(settings: ResultsSettings) -> ResultsSettings:
    """Those of services that have the executions behind them: in databases of their own, where nothing is too old."""
    return settings.model_copy(
        update={
            "mongo_database_prefix": f"{settings.mongo_database_prefix}l",
            "execution_retention_days": LONGEST_DAYS,
            "record_retention_days": LONGEST_DAYS,
        }
    )


async def loaded(settings: ResultsSettings, count: int) -> int:
    """The tenants that have so many executions together, once they are in the database of `kept` settings."""
    tenants = max(1, count // NIGHTS)
    database = await connect(settings.model_copy(update={"mongo_timeout_seconds": LOADING_SECONDS}), "results")
    found = await database.collection(executions.COLLECTION).find_one({"_id": execution_id(tenants - 1, 0)})
    if found is None:
        await fill(database, settings, tenants)
    await database.close()
    return tenants


async def fill(database: Database, settings: ResultsSettings, tenants: int) -> None:
    await apply_indexes(database, indexes_of(settings))
    dice, platform, kinds = random.Random(SEED), {}, _kinds()
    for tenant in range(tenants):
        nights = list(_nights(dice, tenant, kinds))
        documents = [document for document, _ in nights]
        await _insert(database, executions.COLLECTION, documents)
        await _insert(database, RECORDS, [_of(each, night) for night, kind in nights for each in kind.records])
        await _insert(database, BUCKETS, [_of(each, night) for night, kind in nights for each in kind.buckets])
        runs = [run for document in documents[:TREND] if isinstance(run := card_run(document), CardRun)]
        await Cards(database).add(f"tenant-{tenant}", f"sync-{tenant}", runs)
        await _insert(database, daily.COLLECTION, list(_days(tenant, documents, platform)))
        await Issues(database, in_order=True).apply(_refused(tenant))
    await _insert(database, daily.COLLECTION, [_day(*each) for each in platform.items()])


def execution_id(tenant: int, night: int) -> str:
    return f"{tenant:08x}-{night:04x}-5000-8000-000000000000"


async def _insert(database: Database, collection: str, documents: Sequence[Document]) -> None:
    for part in parts(documents, _INSERTED):
        await database.collection(collection).insert_many(part, ordered=False)


def _kinds() -> Sequence[Kind]:
    """Mostly good, some with refusals, a few that fail."""
    return [_kind(Outcome.CREATED), _kind(Outcome.REJECTED), _kind(Outcome.UPDATED, "error")]


def _kind(outcome: Outcome, result: str = "completed") -> Kind:
    stream = Stream().started().record(outcome)
    for _ in range(UNCHANGED):
        stream.record(Outcome.UNCHANGED, Entity.CONTACT)
    stream.ended(result)
    results = [event for event in stream.events if isinstance(event, RecordResult)]
    plan = {"plan": [{"entity": each, "reading": "since"} for each in ("company", "contact")], "time_zone": "UTC"}
    return Kind(
        replace(fold(Execution("kind"), stream.events).state, settings=plan),
        [record_document(event) for event in results if not bucketed(event)],
        [
            {
                "bucket": bucket.number,
                "rows": {str(seq): list(row) for seq, row in bucket.rows.items()},
            }
            for bucket in buckets(event for event in results if bucketed(event))
        ],
    )


def _nights(dice: random.Random, tenant: int, kinds: Sequence[Kind]) -> Iterator[tuple[Document, Kind]]:
    """A tenant's, the last one first."""
    for night in range(NIGHTS):
        kind = dice.choices(kinds, weights=(90, 8, 2))[0]
        at = LAST_NIGHT - timedelta(days=night, seconds=-tenant)
        manual = dice.random() < 0.05
        request = {
            **(kind.state.request or {}),
            "trigger": Trigger.MANUAL if manual else Trigger.NIGHTLY,
            "requested_by": dice.choice(REQUESTERS) if manual else "schedule",
        }
        told = {"id": execution_id(tenant, night), "tenant": f"tenant-{tenant}", "sync": f"sync-{tenant}"}
        times = {"requested_at": at, "started_at": at, "ended_at": at + timedelta(seconds=dice.randint(5, 900))}
        state = replace(kind.state, **told, **times, request=request, fence=NIGHTS - night)
        yield {**to_document(state), "rev": 1, "pending": []}, kind


def _of(template: Document, night: Document) -> Document:
    """A record, or a bucket of them, of that night."""
    number = template.get("seq", template.get("bucket"))
    whose: Document = {field: night[field] for field in ("tenant", "sync", "fence")}
    return {
        **template,
        **whose,
        "_id": name(night["_id"], number),
        "execution": night["_id"],
        "at": night["started_at"],
    }


def _refused(tenant: int) -> list[Any]:
    """Records with an issue each, of the last night."""
    stream = Stream(execution_id(tenant, 0), tenant=f"tenant-{tenant}", sync=f"sync-{tenant}", fence=NIGHTS).started()
    for _ in range(ISSUES):
        stream.record(Outcome.REJECTED, Entity.CONTACT)
    return [event for event in stream.events if isinstance(event, RecordResult)]


def _days(tenant: int, documents: Sequence[Document], platform: dict[DayKey, DayTotals]) -> Iterator[Document]:
    for document in documents[:366]:
        key, totals = DayKey(f"tenant-{tenant}", "UTC", document["ended_at"].date()), DayTotals()
        totals.add(document)
        platform.setdefault(key.of_platform, DayTotals()).plus(totals.as_document())
        yield _day(key, totals)


def _day(key: DayKey, totals: DayTotals) -> Document:
    named = {"_id": key.id, "tenant": key.tenant, "zone": key.zone, "day": key.day.isoformat()}
    return {**named, **totals.as_document(), "rev": 1, "wanted": 1}
