"""Exports: all of a list, as a file, without the memory to hold it."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from psasync.contracts.vocabulary import Entity, Outcome
from psasync.kit.mongo import Database
from psasync_results.domain.rows import BUCKET, name
from psasync_results.export.columns import EXECUTION_COLUMNS, RECORD_COLUMNS
from psasync_results.settings import ResultsSettings
from tests.integration.results.conftest import Replica
from tests.integration.results.service import ACME, OTHER, as_, running, until
from tests.integration.results.test_lists import NOON, all_pages, queue
from tests.unit.results.streams import EXECUTION, Stream

RECORDS = f"/v1/executions/{EXECUTION}/records"
MANY = 60_000
ROW_IN_MEMORY = 700  # bytes that a shown record takes at the very least


async def test_the_history_as_csv_and_json_lines(replica: Replica, settings: ResultsSettings) -> None:
    for number in range(12):
        await queue(replica, f"q-{number:02}", NOON + timedelta(minutes=number), requested_by="=HYPERLINK()")
    await queue(replica, "foreign", NOON, tenant="other")
    await replica.folding.apply(Stream("failed").started().record(Outcome.REJECTED).ended("error").events)
    async with running(settings, kafka=False) as client:
        answer = await client.get("/v1/executions/export", params={"tenant": "acme"})
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"] == 'attachment; filename="executions.csv"'
        rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
        assert tuple(rows[0]) == EXECUTION_COLUMNS
        assert [row["id"] for row in rows] == ["failed", *(f"q-{number:02}" for number in reversed(range(12)))]
        assert rows[1]["requested_by"] == "'=HYPERLINK()"
        assert (rows[0]["rejected"], rows[0]["error_code"]) == ("1", "credentials_refused")
        lines = await client.get("/v1/executions/export", params={"format": "jsonl", "status": "queued"})
        found = [json.loads(line) for line in lines.text.splitlines()]
        assert {line["id"] for line in found} == {"foreign", *(f"q-{number:02}" for number in range(12))}
        mine = await client.get("/v1/executions/export", params={"format": "jsonl"}, headers=as_(OTHER))
        assert [json.loads(line)["id"] for line in mine.text.splitlines()] == ["foreign"]
        assert (await client.get("/v1/executions/export", params={"format": "pdf"})).status_code == 422
        refused = await client.get("/v1/executions/export", params={"tenant": "acme"}, headers=as_(OTHER))
        assert refused.status_code == 404


async def test_the_records_are_those_of_the_list(replica: Replica, settings: ResultsSettings) -> None:
    stream = Stream().started()
    for number in range(1_200):
        stream.record(Outcome.REJECTED if number % 50 == 0 else Outcome.UNCHANGED, Entity.COMPANY)
    await replica.folding.apply(stream.ended().events)
    async with running(settings, kafka=False) as client:
        for filters in ({}, {"outcome": "rejected"}, {"label": "record 11"}):
            listed = await all_pages(client, RECORDS, limit=500, **filters)
            text = (await client.get(f"{RECORDS}/export", params=filters, headers=as_(ACME))).text
            rows = list(csv.DictReader(io.StringIO(text, newline="")))
            assert tuple(rows[0]) == RECORD_COLUMNS
            assert [int(row["seq"]) for row in rows] == [record["seq"] for record in listed]
            assert [row["codes"] for row in rows] == [
                " ".join(issue["code"] for issue in record["issues"]) for record in listed
            ]
        assert (await client.get(f"{RECORDS}/export", headers=as_(OTHER))).status_code == 404


@pytest.fixture
async def large(replica: Replica, database: Database) -> None:
    """An execution with `MANY` unchanged records, written as the fold writes them."""
    await replica.folding.apply(Stream().started().record(Outcome.UNCHANGED).events)
    buckets = database.collection("record_buckets")
    for number in range(1, MANY // BUCKET):
        seqs = range(number * BUCKET, (number + 1) * BUCKET)
        rows = {str(seq): ["company", f"s{seq}", f"Record {seq}", f"{seq:032x}", f"d{seq}", None] for seq in seqs}
        bucket = {"execution": EXECUTION, "bucket": number, "tenant": "acme", "sync": "acme-cw", "rows": rows}
        await buckets.insert_one({"_id": name(EXECUTION, number), "at": datetime.now(UTC), **bucket})
    counted = {"counts": {"company": {"unchanged": MANY - BUCKET + 1}}, "last_seq": MANY - 1}
    await database.collection("executions").update_one({"_id": EXECUTION}, {"$set": counted})


async def test_memory_does_not_grow_with_the_file(large: None, settings: ResultsSettings) -> None:
    async with running(settings, kafka=False) as client:
        await client.get(RECORDS, params={"limit": 500})  # what the first request of a kind allocates for good
        lines = 0
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            async with client.stream("GET", f"{RECORDS}/export") as answer:
                async for chunk in answer.aiter_bytes():
                    lines += chunk.count(b"\n")
            most = tracemalloc.get_traced_memory()[1] - before
        finally:
            tracemalloc.stop()
        print(f"{most:,} bytes more")
        assert lines == 1 + MANY - BUCKET + 1
        assert most < MANY * ROW_IN_MEMORY / 2, f"{most:,} bytes more"


async def test_a_client_that_leaves_gives_its_place_back(large: None, settings: ResultsSettings) -> None:
    one_at_a_time = settings.model_copy(update={"results_exports": 1})
    async with running(one_at_a_time, kafka=False) as client:
        async with client.stream("GET", f"{RECORDS}/export") as answer:
            assert answer.status_code == 200
            assert (await client.get(f"{RECORDS}/export")).status_code == 503

        async def free() -> bool:
            async with client.stream("GET", f"{RECORDS}/export") as again:
                return again.status_code == 200

        await until(free, "the place is free again")
