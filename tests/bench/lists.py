"""What people look at, beside many executions: cards, history with each filter, one execution, issues, statistics."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta
from typing import Any

import httpx

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import HistoryOutcome, Trigger
from tests.bench import lists_data
from tests.bench.figures import percentile, table
from tests.bench.lab import Lab
from tests.bench.lists_data import (
    ISSUES,
    LAST_NIGHT,
    NIGHTS,
    REQUESTERS,
    SEED,
    UNCHANGED,
    execution_id,
)
from tests.bench.sizes import of_collections
from tests.integration.results.service import running

GOAL_MS = 200
REQUESTS = 60  # of each kind


async def section(lab: Lab) -> list[str]:
    settings = lists_data.kept(lab.settings)
    started = time.perf_counter()
    tenants = await lists_data.loaded(settings, lab.executions)
    took = time.perf_counter() - started
    async with running(settings, kafka=False) as client:
        rows = [await _measured(client, what, paths(tenants)) for what, paths in QUESTIONS.items()]
    uri, name = settings.mongo_uri.get_secret_value(), f"{settings.mongo_database_prefix}_results"
    return [
        f"### results: lists beside {tenants * NIGHTS:,} executions of {tenants:,} tenants",
        "",
        (
            f"With {tenants * NIGHTS * (UNCHANGED + 1):,} record results, {UNCHANGED} in {UNCHANGED + 1} of them "
            f"unchanged, and {tenants * ISSUES:,} open issues."
        ),
        "",
        f"Over HTTP, one request at a time, {REQUESTS} of each kind; goal: 95 % within {GOAL_MS} ms. Seed {SEED}.",
        f"Loaded in {took:,.0f} s.",
        "",
        *table(("request", "median ms", "95 % ms", "longest ms"), rows),
        "",
        "What that takes:",
        "",
        *await asyncio.to_thread(of_collections, uri, name),
    ]


Request = tuple[str, Mapping[str, Any]]


def _cards(tenants: int) -> Iterator[Request]:
    for tenant in _some(tenants):
        yield f"/v1/tenants/tenant-{tenant}/cards", {}


def _one(below: str = "", **query: Any) -> Any:
    def requests(tenants: int) -> Iterator[Request]:
        for number, tenant in enumerate(_some(tenants)):
            yield f"/v1/executions/{execution_id(tenant, number % NIGHTS)}{below}", query

    return requests


def _issues(below: str = "", **query: Any) -> Any:
    def requests(tenants: int) -> Iterator[Request]:
        for tenant in _some(tenants):
            yield f"/v1/tenants/tenant-{tenant}/issues{below}", query

    return requests


def _record_history(tenants: int) -> Iterator[Request]:
    for tenant in _some(tenants):
        yield f"/v1/syncs/sync-{tenant}/record-history", {"entity": "company", "source_id": "s2"}


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
    "one execution": _one(),
    "one execution's records": _one("/records"),
    "one execution's records, refused": _one("/records", outcome="rejected"),
    "one execution's facets": _one("/facets"),
    "one record in all executions": _record_history,
    "issues of a tenant": _issues(),
    "issues of a tenant, of a code": _issues(code=IssueCode.FIELD_REQUIRED.value),
    "issues of a tenant, groups": _issues("/groups"),
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
