"""What people look at, beside many executions: cards, the history with each filter, one execution, statistics."""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from psasync.contracts.vocabulary import Entity, HistoryOutcome, Outcome, Trigger
from psasync.kit.mongo import Database, Document, apply_indexes, connect
from psasync_results.domain.cards import TREND, CardRun, card_run
from psasync_results.domain.days import DayKey, DayTotals
from psasync_results.domain.execution import Execution
from psasync_results.domain.fold import fold
from psasync_results.settings import ResultsSettings
from psasync_results.store import daily, executions
from psasync_results.store.cards import Cards
from psasync_results.store.documents import to_document
from psasync_results.store.indexes import indexes_of
from tests.bench.figures import percentile, table
from tests.bench.lab import Lab
from tests.integration.results.service import running
from tests.unit.results.streams import Stream

GOAL_MS = 200
NIGHTS = 1_000  # of each tenant
INSERTED = 2_000  # documents of one call
REQUESTS = 60  # of each kind
SEED = 20261125
LAST_NIGHT = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
REQUESTERS = ("ann@vendor.example", "bob@vendor.example", "cy@vendor.example")


async def section(lab: Lab) -> list[str]:
    settings = lab.settings.model_copy(
        update={"mongo_database_prefix": f"{lab.settings.mongo_database_prefix}l", "execution_retention_days": 20_000}
    )
    tenants = max(1, lab.executions // NIGHTS)
    database = await connect(settings, "results")
    started = time.perf_counter()
    await _fill(database, settings, tenants)
    took = time.perf_counter() - started
    async with running(settings, kafka=False) as client:
        rows = [await _measured(client, what, paths(tenants)) for what, paths in QUESTIONS.items()]
    await database.close()
    return [
        f"### results: lists beside {tenants * NIGHTS:,} executions of {tenants:,} tenants",
        "",
        f"Over HTTP, one request at a time, {REQUESTS} of each kind; goal: 95 % within {GOAL_MS} ms. Seed {SEED}.",
        f"Loaded in {took:,.0f} s.",
        "",
        *table(("request", "median ms", "95 % ms", "longest ms"), rows),
    ]


def _kinds() -> Sequence[Execution]:
    """Runs as nights have them: mostly good, some with refusals, a few that fail."""
    good = Stream().started().record(Outcome.CREATED).record(Outcome.UNCHANGED, Entity.CONTACT).ended()
    refused = Stream().started().record(Outcome.REJECTED).record(Outcome.UPDATED, Entity.CONTACT).ended()
    failed = Stream().started().record(Outcome.CREATED).ended("error")
    states = [fold(Execution("kind"), each.events).state for each in (good, refused, failed)]
    plan = {"plan": [{"entity": each, "reading": "since"} for each in ("company", "contact")], "time_zone": "UTC"}
    return [replace(state, settings=plan) for state in states]


def _documents(dice: random.Random, tenant: int) -> Iterator[Document]:
    """A tenant's nights, the last one first."""
    kinds = _kinds()
    for night in range(NIGHTS):
        kind = dice.choices(kinds, weights=(90, 8, 2))[0]
        at = LAST_NIGHT - timedelta(days=night, seconds=-tenant)
        manual = dice.random() < 0.05
        request = {
            **(kind.request or {}),
            "trigger": Trigger.MANUAL if manual else Trigger.NIGHTLY,
            "requested_by": dice.choice(REQUESTERS) if manual else "schedule",
        }
        told = {"id": _id(tenant, night), "tenant": f"tenant-{tenant}", "sync": f"sync-{tenant}", "request": request}
        times = {"requested_at": at, "started_at": at, "ended_at": at + timedelta(seconds=dice.randint(5, 900))}
        yield {**to_document(replace(kind, **told, **times, fence=NIGHTS - night)), "rev": 1, "pending": []}


def _id(tenant: int, night: int) -> str:
    return f"{tenant:08x}-{night:04x}-5000-8000-000000000000"


async def _fill(database: Database, settings: ResultsSettings, tenants: int) -> None:
    await apply_indexes(database, indexes_of(settings))
    dice, platform = random.Random(SEED), {}
    for tenant in range(tenants):
        documents = list(_documents(dice, tenant))
        for start in range(0, NIGHTS, INSERTED):
            await database.collection(executions.COLLECTION).insert_many(documents[start : start + INSERTED])
        runs = [run for document in documents[:TREND] if isinstance(run := card_run(document), CardRun)]
        await Cards(database).add(f"tenant-{tenant}", f"sync-{tenant}", runs)
        await database.collection(daily.COLLECTION).insert_many(list(_days(tenant, documents, platform)))
    await database.collection(daily.COLLECTION).insert_many([_day(*each) for each in platform.items()])


def _days(tenant: int, documents: Sequence[Document], platform: dict[DayKey, DayTotals]) -> Iterator[Document]:
    for document in documents[:366]:
        key, totals = DayKey(f"tenant-{tenant}", "UTC", document["ended_at"].date()), DayTotals()
        totals.add(document)
        platform.setdefault(key.of_platform, DayTotals()).plus(totals.as_document())
        yield _day(key, totals)


def _day(key: DayKey, totals: DayTotals) -> Document:
    named = {"_id": key.id, "tenant": key.tenant, "zone": key.zone, "day": key.day.isoformat()}
    return {**named, **totals.as_document(), "rev": 1, "wanted": 1}


Request = tuple[str, Mapping[str, Any]]


def _cards(tenants: int) -> Iterator[Request]:
    for tenant in _some(tenants):
        yield f"/v1/tenants/tenant-{tenant}/cards", {}


def _one(tenants: int) -> Iterator[Request]:
    for number, tenant in enumerate(_some(tenants)):
        yield f"/v1/executions/{_id(tenant, number % NIGHTS)}", {}


def _history(*, of_tenant: bool, **filters: Any) -> Any:
    def requests(tenants: int) -> Iterator[Request]:
        for tenant in _some(tenants):
            yield "/v1/executions", {**filters, **({"tenant": f"tenant-{tenant}"} if of_tenant else {})}

    return requests


def _statistics(*, of_tenant: bool) -> Any:
    def requests(tenants: int) -> Iterator[Request]:
        year = {"from": (LAST_NIGHT - timedelta(days=365)).date().isoformat(), "to": LAST_NIGHT.date().isoformat()}
        for tenant in _some(tenants):
            yield "/v1/statistics", year | ({"tenant": f"tenant-{tenant}"} if of_tenant else {})

    return requests


def _some(tenants: int) -> Iterator[int]:
    dice = random.Random(SEED)
    for _ in range(REQUESTS):
        yield dice.randrange(tenants)


_WEEK = {"from": (LAST_NIGHT - timedelta(days=107)).isoformat(), "to": (LAST_NIGHT - timedelta(days=100)).isoformat()}
_FILTERS: Mapping[str, Mapping[str, Any]] = {
    "": {},
    ", failures": {"outcome": HistoryOutcome.FAILURE.value},
    ", status": {"status": "error"},
    ", trigger": {"trigger": Trigger.MANUAL.value},
    ", requester": {"requested_by": REQUESTERS[0]},
    ", words": {"text": "401 psa"},
    ", a week long ago": _WEEK,
    ", two filters": {"status": "error", "trigger": "manual"},
}
QUESTIONS: Mapping[str, Any] = {
    "cards": _cards,
    "one execution": _one,
    **{f"history of a tenant{what}": _history(of_tenant=True, **each) for what, each in _FILTERS.items()},
    **{f"history of all{what}": _history(of_tenant=False, **each) for what, each in _FILTERS.items()},
    "a year's statistics of a tenant": _statistics(of_tenant=True),
    "a year's statistics of all": _statistics(of_tenant=False),
}


async def _measured(client: httpx.AsyncClient, what: str, requests: Iterator[Request]) -> tuple[str, ...]:
    times = [each async for each in _times(client, requests)]
    figures = (percentile(times, 0.5), percentile(times, 0.95), max(times))
    return what, *(f"{figure * 1000:.1f}" for figure in figures)


async def _times(client: httpx.AsyncClient, requests: Iterator[Request]) -> AsyncIterator[float]:
    for path, params in requests:
        started = time.perf_counter()
        (await client.get(path, params=params)).raise_for_status()
        yield time.perf_counter() - started
