"""Lists: filters, paging under concurrent writes, and an index under each."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.vocabulary import Entity, Outcome, Status, Trigger
from psasync.kit.http import encode_cursor
from psasync.kit.mongo import Database
from psasync_results.domain.days import DayKey
from psasync_results.domain.execution import CancelAsked, Execution
from psasync_results.domain.labels import label_order
from psasync_results.domain.request import fold_cancel, fold_request
from psasync_results.settings import ResultsSettings
from psasync_results.store.ageing import (
    BY_END,
    OLDEST_END,
    closed_filter,
    day_filter,
    ended_filter,
    tenants_between,
)
from psasync_results.store.cards import SORT as CARDS_SORT
from psasync_results.store.cards import cards_filter
from psasync_results.store.changes import IN_ORDER, NEWEST_FIRST, since_filter, unfinished_filter
from psasync_results.store.comparison import fences_of, previous_filter
from psasync_results.store.daily import SORT as DAYS_SORT
from psasync_results.store.daily import days_filter, stale_filter
from psasync_results.store.daily import ended_filter as ended_on
from psasync_results.store.executions import CHANGED
from psasync_results.store.history import HistoryQuery
from psasync_results.store.issue_groups import BY_CODE, FIRST_OF_CODE, LAST_OF_CODE, OF_SYNC_BY_CODE, GroupQuery
from psasync_results.store.issue_pages import LABEL_SORT, IssueQuery
from psasync_results.store.issue_tenants import OPEN_BY_TENANT, open_after
from psasync_results.store.issue_updates import LIVE
from psasync_results.store.issues import LIVE_OF_SYNC
from psasync_results.store.known_tenants import BY_TENANT
from psasync_results.store.newest import SORT, order
from psasync_results.store.of_record import OF_RECORD, OfRecords, of_records
from psasync_results.store.open_issues import open_filter
from psasync_results.store.record_history import SourceRecord, history_filter
from psasync_results.store.record_pages import SORT as SEQ_SORT
from psasync_results.store.record_pages import Range, RecordQuery, bucket_filter, log_filter, record_filter
from psasync_results.store.running import running_filter
from psasync_results.store.storage import page_filter
from tests.integration.results.conftest import Replica, tallying
from tests.integration.results.service import ACME, as_, running
from tests.unit.results.streams import EXECUTION, Stream

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NEVER = datetime(2100, 1, 1, tzinfo=UTC)


async def queue(replica: Replica, id_: str, at: datetime, **request: Any) -> None:
    wanted = SyncRequested(**({"tenant": "acme", "sync": "acme-cw", "deadline": NEVER} | request))
    await replica.folding.change(id_, lambda state: fold_request(state, wanted, at))


async def all_pages(client, path: str, **params: Any) -> list[dict[str, Any]]:
    found, cursor = [], None
    while True:
        answer = (await client.get(path, params=params | ({"cursor": cursor} if cursor else {}))).json()
        found += answer["items"]
        cursor = answer["next_cursor"]
        if cursor is None:
            return found


class TestHistory:
    async def test_filters(self, replica: Replica, settings: ResultsSettings) -> None:
        await queue(replica, "a", NOON, trigger=Trigger.NIGHTLY)
        await queue(replica, "b", NOON + timedelta(hours=1), sync="acme-2")
        await queue(replica, "c", NOON + timedelta(hours=2), tenant="other", sync="other-cw")
        failed = Stream("d").started().record(Outcome.REJECTED).ended().events
        await replica.folding.apply(failed)  # requested on the 21st
        async with running(settings, kafka=False) as client:

            async def ids(**params: Any) -> list[str]:
                return [item["id"] for item in await all_pages(client, "/v1/executions", **params)]

            assert await ids() == ["d", "c", "b", "a"]
            assert await ids(tenant="acme") == ["d", "b", "a"]
            assert await ids(sync="acme-2") == ["b"]
            assert await ids(status="queued") == ["c", "b", "a"]
            assert await ids(outcome="failure") == ["d"]
            assert await ids(trigger="nightly") == ["a"]
            assert await ids(**{"from": (NOON + timedelta(hours=1)).isoformat()}) == ["d", "c", "b"]
            assert await ids(to=(NOON + timedelta(hours=1)).isoformat()) == ["a"]
            assert await ids(tenant="acme", status="queued", trigger="manual") == []
            assert await ids(mode="force") == []
            assert await ids(mode="missing", requested_by="ann") == ["d"]
            assert await ids(requested_by="an") == []
            assert await ids(text="FIELD acme-2") == []
            assert await ids(text="acme-2") == ["b"]
            assert await ids(text="cw") == ["d", "c", "a"]
            assert await ids(text="Ann cw", outcome="failure") == ["d"]

    async def test_pages_neither_repeat_nor_lose_while_others_write(
        self, replica: Replica, settings: ResultsSettings
    ) -> None:
        """Writers insert in front of the reader, behind it and where it stands, and change what it has yet to read."""
        old = [f"old-{number:02}" for number in range(23)]
        for number, id_ in enumerate(old):
            await queue(replica, id_, NOON + timedelta(seconds=number // 5))  # many equally old
        finished, written = asyncio.Event(), 0

        async def write() -> None:
            nonlocal written
            while not finished.is_set():
                at = NOON + timedelta(seconds=(written * 7) % 11 - 3)
                await queue(replica, f"new-{written:04}", at)
                wish = CancelAsked("acme", "ann", "changes the document", at)
                await replica.folding.change(old[written % len(old)], partial(fold_cancel, cancel=wish))
                written += 1

        async with running(settings, kafka=False) as client:
            writers = [asyncio.create_task(write()) for _ in range(2)]
            try:
                found = [item["id"] for item in await all_pages(client, "/v1/executions", limit=4)]
                exported = await client.get("/v1/executions/export", params={"format": "jsonl"})
            finally:
                finished.set()
                await asyncio.gather(*writers)
        assert written > 3
        for ids in (found, [json.loads(line)["id"] for line in exported.text.splitlines()]):
            assert len(ids) == len(set(ids))
            assert [id_ for id_ in ids if id_ in old] == sorted(old, reverse=True)

    async def test_what_lies_years_apart_is_one_list(self, replica: Replica, settings: ResultsSettings) -> None:
        ages = {f"{days}-days": days for days in (0, 2, 30, 31, 700, 9_000)} | {"ahead": -400}
        for id_, days in ages.items():
            await queue(replica, id_, NOON - timedelta(days=days))
        expected = sorted(ages, key=lambda id_: ages[id_])
        async with running(settings, kafka=False) as client:
            for limit in (1, 3, 50):
                found = await all_pages(client, "/v1/executions", limit=limit)
                assert [item["id"] for item in found] == expected

    @pytest.mark.parametrize("cursor", ["!!", encode_cursor({"seq": 3}), encode_cursor({"order": 3})])
    async def test_a_cursor_of_somebody_else_is_400(self, settings: ResultsSettings, cursor: str) -> None:
        async with running(settings, kafka=False) as client:
            answer = await client.get("/v1/executions", params={"cursor": cursor})
            assert (answer.status_code, answer.json()["type"]) == (400, "urn:psasync:problem:bad-cursor")

    async def test_what_makes_no_sense_is_422(self, settings: ResultsSettings) -> None:
        async with running(settings, kafka=False) as client:
            for query in (
                "status=broken",
                "limit=0",
                "limit=201",
                "from=yesterday",
                "from=2026-11-20T00:00:00",
                "text=--",
            ):
                assert (await client.get(f"/v1/executions?{query}")).status_code == 422, query


class TestRecords:
    def stream(self) -> Stream:
        stream = Stream().started()
        for number in range(1_050):
            stream.record(Outcome.REJECTED if number % 100 == 7 else Outcome.UNCHANGED, Entity.COMPANY)
        for number in range(40):
            stream.record(Outcome.WARNING if number % 9 == 0 else Outcome.CREATED, Entity.CONTACT)
        return stream.ended()

    async def test_filters_and_pages_over_documents_and_buckets(
        self, replica: Replica, settings: ResultsSettings
    ) -> None:
        events = self.stream().events
        await replica.folding.apply(events)
        records = [event for event in events if event.type == "record.result"]
        async with running(settings, kafka=False) as client:
            path = f"/v1/executions/{EXECUTION}/records"

            async def seqs(**params: Any) -> list[int]:
                return [item["seq"] for item in await all_pages(client, path, **params)]

            assert await seqs(limit=500) == [event.seq for event in records]
            for outcome in ("rejected", "unchanged", "warning", "created", "failed"):
                assert await seqs(limit=300, outcome=outcome) == [e.seq for e in records if e.outcome == outcome]
            assert await seqs(limit=7, entity="contact") == [e.seq for e in records if e.entity == "contact"]
            assert await seqs(entity="asset") == []
            assert await seqs(code="field_required") == [e.seq for e in records if e.issues]
            assert await seqs(code="field_too_long") == []
            assert await seqs(entity="contact", outcome="unchanged") == []
            assert await seqs(entity="contact", outcome="warning", limit=2) == await seqs(outcome="warning")
            assert await seqs(entity="contact", code="field_required") == await seqs(outcome="warning")
            assert await seqs(outcome="rejected", code="field_required", limit=3) == await seqs(outcome="rejected")
            assert await seqs(label="RECORD 10", limit=5) == [e.seq for e in records if e.label.startswith("Record 10")]
            assert await seqs(label="record 5", entity="contact") == []
            one = (await client.get(path, params={"outcome": "unchanged", "limit": 1})).json()["items"][0]
            first = next(event for event in records if event.outcome == "unchanged")
            assert (one["source_id"], one["label"], one["hash"]) == (first.id, first.label, first.hash)

    async def test_the_log_by_level(self, replica: Replica, settings: ResultsSettings) -> None:
        stream = Stream().started()
        for number in range(9):
            stream.log(f"line {number}", level="warning" if number % 3 == 0 else "info")
        await replica.folding.apply(stream.ended().events)
        async with running(settings, kafka=False) as client:
            path = f"/v1/executions/{EXECUTION}/log"
            lines = await all_pages(client, path, limit=2)
            assert [line["message"] for line in lines] == [f"line {number}" for number in range(9)]
            warnings = await all_pages(client, path, level="warning")
            assert [line["message"] for line in warnings] == ["line 0", "line 3", "line 6"]


async def test_issues_by_state_and_code(replica: Replica, settings: ResultsSettings) -> None:
    first = Stream("one", fence=1).started()
    for number in range(5):
        first.record(Outcome.REJECTED, source_id=f"r{number}")
    await replica.folding.apply(first.ended().events)
    await replica.folding.apply(Stream("two", fence=2).started().record(Outcome.UPDATED, source_id="r1").ended().events)
    async with running(settings, kafka=False) as client:
        path = "/v1/tenants/acme/issues"
        found = await all_pages(client, path, limit=2)
        assert [issue["source_id"] for issue in found] == ["r4", "r3", "r2", "r1", "r0"]
        resolved = await all_pages(client, path, state="resolved")
        assert [(issue["source_id"], issue["closed_by"]) for issue in resolved] == [("r1", "two")]
        assert await all_pages(client, path, code="field_invalid") == []
        assert (await client.get(path, headers=as_(ACME))).status_code == 200


AFTER = order(NOON, "x")


def query_shapes() -> Iterator[tuple[str, dict[str, Any], Any]]:
    for scope in ({}, {"tenant": "acme"}):
        for more in (
            {},
            {"sync": "s"},
            {"status": "error"},
            {"outcome": "failure"},
            {"trigger": "nightly"},
            {"mode": "force"},
            {"requested_by": "ann"},
            {"words": ["refused", "ann"]},
        ):
            for after in (None, AFTER):
                yield "executions", HistoryQuery(scope, **more).filter(after), SORT
        yield "executions", HistoryQuery(scope, since=NOON, until=NOON).filter(AFTER), SORT
    for more in ({}, {"outcome": "rejected"}, {"entity": "company"}, {"code": "field_required"}):
        yield "record_results", record_filter("e", RecordQuery(**more), Range(5, 100)), SEQ_SORT
    yield "record_buckets", bucket_filter("e", Range(5, 100)), (("bucket", 1),)
    for before in (None, 3):
        yield "record_results", history_filter(SourceRecord("s", "company", "1"), before), (("fence", -1),)
    for level in (None, "info"):
        yield "logs", log_filter("e", level, Range(0, 9)), SEQ_SORT
    for more in ({}, {"state": "open"}, {"sync": "s"}, {"entity": "company"}, {"code": "field_required"}):
        for after in (None, AFTER):
            yield "issues", IssueQuery("acme", **more).filter(after), SORT
    for place in (None, label_order("Abc", "x")):
        yield "issues", IssueQuery("acme", label="Ab").filter_by_label(place), LABEL_SORT
    yield "issues", {"sync": "s", **LIVE, "source_id": {"$in": ["1", "2"]}}, None
    for scope in ({}, {"tenant": "acme"}):
        yield "executions", since_filter(scope, NOON), IN_ORDER
        yield "executions", unfinished_filter(scope, Status.QUEUED), SORT
    yield "executions", {CHANGED: {"$gt": NOON}}, NEWEST_FIRST
    for tenant, after in itertools.product(("acme", None), (None, NOON)):
        yield "executions", ended_filter(tenant, after, NOON), OLDEST_END
    for tenant in ("acme", None):
        yield "issues", closed_filter(tenant, NOON), (("closed_at", 1),)
        yield "daily", day_filter(tenant, NOON), (("day", 1),)
    for collection, bound in itertools.product(("executions", "issues", "daily"), ("b", None)):
        yield collection, tenants_between("acme", bound), BY_TENANT
    for scope, place in (({}, None), ({}, "acme"), ({"tenant": "acme"}, None)):
        yield "storage", page_filter(scope, place), BY_TENANT
    yield "sync_changes", {"due_at": {"$lte": NOON}}, (("due_at", 1),)
    key = DayKey("acme", "Europe/Berlin", NOON.date())
    yield "executions", {"untallied_at": {"$lt": NOON}}, (("untallied_at", 1),)
    yield "executions", ended_on(key), None
    yield "executions", previous_filter("acme", "s", AFTER), SORT
    yield "executions", running_filter("acme"), SORT
    for sync in (None, "s"):
        yield "cards", cards_filter("acme", sync), CARDS_SORT
    for tenant in (None, "acme"):
        yield "daily", days_filter(tenant, NOON.date(), NOON.date()), DAYS_SORT
    yield "daily", {"day": "2026-11-20"}, None
    yield "daily", stale_filter(NOON), (("stale_at", 1),)
    yield "issues", open_filter("acme", "s", "company"), None
    yield "executions", {"pending.at": {"$lt": NOON}}, None
    yield "executions", {"status": "queued", "deadline": {"$lt": NOON}}, None


async def test_every_list_query_uses_an_index(replica: Replica, database: Database) -> None:
    stream = Stream().started().record(Outcome.REJECTED).log().record(Outcome.UNCHANGED)
    await replica.folding.apply(stream.ended().events)
    await tallying(database).sweep(-timedelta(seconds=1))
    scans = []
    for collection, filter_, sort in query_shapes():
        plan = str((await database.collection(collection).explain(filter_, sort))["queryPlanner"]["winningPlan"])
        if "COLLSCAN" in plan or "IXSCAN" not in plan:
            scans.append((collection, filter_))
    assert not scans, "\n".join(map(str, scans))
    for fences in ({"$gt": 3}, fences_of(Execution("e", fence=3))):
        records = OfRecords(database)
        assert [each async for each in records.find("s", ["1", "2"], fences)] == []
        wanted = of_records("s", ["1", "2"], fences)
        plan = str((await database.collection("record_results").explain(wanted, hint=records._hint))["queryPlanner"])
        assert OF_RECORD in plan, plan
    for query, index in ((GroupQuery("acme", "open"), BY_CODE), (GroupQuery("acme", "open", "s"), OF_SYNC_BY_CODE)):
        for code, sort in (({"$gt": "a"}, FIRST_OF_CODE), ("field_required", LAST_OF_CODE)):
            asked = {**query.filter(), "code": code}
            plan = str((await database.collection("issues").explain(asked, sort))["queryPlanner"])
            assert index in plan, plan
    for scope, last in (({}, None), ({}, "m"), ({"tenant": "acme"}, None)):
        asked = open_after(scope, "a", last)
        plan = str((await database.collection("issues").explain(asked, BY_TENANT))["queryPlanner"])
        assert OPEN_BY_TENANT in plan, plan
    for after in (None, NOON):
        ended = ended_filter("acme", after, NOON)
        plan = str((await database.collection("executions").explain(ended, OLDEST_END))["queryPlanner"])
        assert BY_END in plan, plan
    gone = {"sync": "s", **LIVE, "entity": {"$nin": ["company"]}}
    plan = str((await database.collection("issues").explain(gone, hint=LIVE_OF_SYNC))["queryPlanner"])
    assert LIVE_OF_SYNC in plan, plan


async def test_the_index_test_can_fail(replica: Replica, database: Database) -> None:
    await replica.folding.apply(Stream().started().events)
    plan = await database.collection("executions").explain({"fence": 1})
    assert "COLLSCAN" in str(plan["queryPlanner"]["winningPlan"])
