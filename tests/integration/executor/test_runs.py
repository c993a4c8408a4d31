"""Whole runs on real servers, with a simulated PSA."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from psasync.contracts.events.requested import Period, RecordRef
from psasync.contracts.execution_id import platform_record_id
from psasync.contracts.vocabulary import Entity, Mode
from psasync.psa.port import Page

from .lab import TENANT

BAD = {"name": ""}


def readings(story) -> dict[str, str]:
    """How each entity was read first."""
    plan = story.of_type("execution.started")[-1]["settings"]["plan"]
    return {step["entity"]: step["reading"] for step in reversed(plan)}


class TestFirstImport:
    async def test_everything_is_created_and_stored(self, lab):
        lab.psa.fill(Entity.COMPANY, 45)
        lab.psa.fill(Entity.CONTACT, 3)
        lab.node()

        story = (await lab.run()).consistent()

        assert story.outcomes == {"created": 48}
        assert story.end["result"] == "completed"
        assert story.end["completed_entities"] == ["company", "company_site", "contact"]
        assert len(await lab.documents("records")) == 48
        assert len(await lab.documents("ledger")) == 48
        assert story.events[0]["type"] == "execution.started"

    async def test_the_destination_id_follows_from_the_record(self, lab):
        lab.psa.put(Entity.COMPANY, "c1", name="Acme")
        lab.node()

        story = await lab.run()

        expected = platform_record_id(tenant=TENANT, sync="nightly", entity="company", source_id="c1")
        (record,) = await lab.documents("records")
        assert record["_id"] == expected
        assert record["data"] == {"name": "Acme"}
        assert story.of_type("record.result")[0]["dest"] == expected

    async def test_a_closed_job_keeps_no_secret_and_no_page(self, lab):
        lab.psa.fill(Entity.COMPANY, 1)
        lab.node()
        job = await lab.job((await lab.run()).events[0]["execution"])
        assert not {"outbox", "decided", "slot_sync", "slot_connection", "queue_key"} & set(job)
        assert (job["expires_at"] - datetime.now(UTC)).days in {29, 30}


class TestIncrementalRuns:
    async def test_a_second_run_reads_from_the_cursor_and_writes_nothing(self, lab):
        lab.psa.fill(Entity.COMPANY, 25)
        lab.node()
        await lab.run()
        before = await lab.documents("records"), await lab.documents("ledger")

        story = (await lab.run()).consistent()

        assert readings(story)["company"] == "since"
        assert set(story.outcomes) == {"unchanged"}
        assert len(story.records) < 25
        assert (await lab.documents("records"), await lab.documents("ledger")) == before

    async def test_changed_and_new_records_are_written(self, lab):
        lab.psa.fill(Entity.COMPANY, 25)
        lab.node()
        await lab.run()
        lab.psa.put(Entity.COMPANY, "c00003", name="renamed")
        lab.psa.put(Entity.COMPANY, "new", name="new")

        story = (await lab.run()).consistent()

        assert story.outcomes["updated"] == 1
        assert story.outcomes["created"] == 1
        names = {record["source_id"]: record["data"]["name"] for record in await lab.documents("records")}
        assert names["c00003"] == "renamed"

    @pytest.mark.parametrize("change", [{"entities": (Entity.COMPANY,)}, {"custom_fields": {Entity.COMPANY: ("x",)}}])
    async def test_a_change_of_mapping_or_entities_makes_a_full_pass(self, lab, change):
        lab.psa.fill(Entity.COMPANY, 3)
        lab.node()
        await lab.run()
        lab.catalog.add("nightly", **change)
        assert readings(await lab.run())["company"] == "full"
        assert readings(await lab.run())["company"] == "since"

    async def test_only_default_runs_move_the_cursor(self, lab):
        lab.psa.fill(Entity.COMPANY, 3)
        lab.node()
        await lab.run()
        before = await lab.documents("cursors")
        lab.psa.put(Entity.COMPANY, "c9", name="new", date=datetime(2026, 3, 1, 12, tzinfo=UTC))
        for fields in (
            {"entities": (Entity.COMPANY,)},
            {"mode": Mode.FORCE, "confirmed": True},
            {"period": Period(first=date(2026, 3, 1), last=date(2026, 3, 1))},
            {"records": (RecordRef(entity=Entity.COMPANY, source_id="c9"),)},
            {"dry_run": True},
        ):
            (await lab.run(**fields)).consistent()
            assert await lab.documents("cursors") == before, fields

    async def test_a_record_that_moves_between_pages_is_reported_once(self, lab):
        lab.psa.fill(Entity.COMPANY, 25)
        original = lab.psa._page

        def shifted(scope, offset, limit) -> Page:
            return original(scope, max(0, offset - 5), limit)

        lab.psa._page = shifted
        lab.node()
        story = (await lab.run()).consistent()
        assert story.outcomes == {"created": 25}


class TestRefusedRecords:
    async def test_a_refused_record_says_why_and_is_tried_again_by_id(self, lab):
        lab.psa.put(Entity.COMPANY, "good", name="good")
        lab.psa.put(Entity.COMPANY, "empty", name="  ")
        lab.psa.put(Entity.COMPANY, "long", name="x" * 300)
        lab.psa.put(Entity.COMPANY, "wrong", name="ok", website=["a", "list"])
        lab.node()

        first = (await lab.run()).consistent()

        issues = {one["id"]: one["issues"] for one in first.of_type("record.result")}
        assert [(i["code"], i["field"]) for i in issues["empty"]] == [("field_required", "name")]
        assert [(i["code"], i["field"]) for i in issues["long"]] == [("field_too_long", "name")]
        assert [(i["code"], i["field"]) for i in issues["wrong"]] == [("field_invalid", "website")]
        assert first.outcomes == {"created": 1, "rejected": 3}
        assert first.end["completed_entities"][0] == "company"

        for number in range(3):  # so that no cursor covers them any more
            lab.psa.put(Entity.CONTACT, f"later{number}", name="later")
        second = (await lab.run()).consistent()
        assert second.outcomes["rejected"] == 3

        lab.psa.rows[Entity.COMPANY]["empty"].data = {"name": "filled in"}
        lab.psa.remove(Entity.COMPANY, "long")
        third = (await lab.run()).consistent()
        fates = {source_id: outcome for _, source_id, outcome in third.records}
        assert fates["empty"] == "created"
        assert fates["wrong"] == "rejected"
        assert fates["long"] == "skipped"
        gone = next(one for one in third.of_type("record.result") if one["id"] == "long")
        assert gone["issues"][0]["code"] == "source_gone"

        fourth = (await lab.run()).consistent()
        assert {source_id for _, source_id, outcome in fourth.records if outcome != "unchanged"} == {"wrong"}

    async def test_an_imported_record_that_is_refused_later_is_updated_when_corrected(self, lab):
        lab.psa.put(Entity.COMPANY, "c1", name="first")
        lab.node()
        await lab.run()
        lab.psa.put(Entity.COMPANY, "c1", **BAD)
        refused = await lab.run()
        assert refused.outcomes == {"rejected": 1}
        assert (await lab.documents("records"))[0]["data"] == {"name": "first"}
        lab.psa.rows[Entity.COMPANY]["c1"].data = {"name": "first"}
        # The same contents as ever, but `unchanged` would leave the issue open.
        assert (await lab.run()).outcomes == {"updated": 1}

    async def test_retry_of_reads_just_what_that_execution_left_missing(self, lab):
        lab.psa.put(Entity.COMPANY, "a", **BAD)
        lab.psa.put(Entity.COMPANY, "ok", name="ok")
        lab.node()
        first = await lab.run()
        lab.psa.rows[Entity.COMPANY]["a"].data = {"name": "good"}
        story = (await lab.run(retry_of=first.events[0]["execution"])).consistent()
        assert story.records == [("company", "a", "created")]
        again = (await lab.run(retry_of=first.events[0]["execution"])).consistent()
        assert again.records == []
        assert again.end["result"] == "completed"

    async def test_what_no_json_and_no_document_can_hold_is_refused_and_the_run_goes_on(self, lab):
        lab.psa.put(Entity.COMPANY, "half", name="half \ud800")
        lab.psa.put(Entity.COMPANY, "big", name="big", custom_fields={"n": 2**63})
        lab.psa.put(Entity.COMPANY, "nul", name="nul", custom_fields={"a\x00b": 1})
        lab.psa.put(Entity.COMPANY, "dots", name="dots", custom_fields={"Acct. No.": 1, "$x": 2})
        lab.node()
        story = (await lab.run()).consistent()
        fates = {source_id: outcome for _, source_id, outcome in story.records}
        assert fates == {"half": "rejected", "big": "rejected", "nul": "rejected", "dots": "created"}


class TestNarrowRuns:
    async def test_named_records_are_read_by_id(self, lab):
        lab.psa.fill(Entity.COMPANY, 150)
        lab.node()
        wanted = tuple(RecordRef(entity=Entity.COMPANY, source_id=f"c{n:05}") for n in range(130))
        absent = RecordRef(entity=Entity.CONTACT, source_id="nobody")
        story = (await lab.run(records=(*wanted, absent))).consistent()
        assert story.outcomes == {"created": 130, "skipped": 1}

    async def test_a_period_is_whole_days_of_the_tenant(self, lab):
        for hour, name in ((22, "before"), (23, "first"), (22 + 24, "last"), (23 + 24, "after")):
            moment = datetime(2026, 1, 9 + hour // 24, hour % 24, tzinfo=UTC)
            lab.psa.put(Entity.COMPANY, name, name=name, date=moment)
        lab.node()
        day = Period(first=date(2026, 1, 10), last=date(2026, 1, 10))
        story = (await lab.run(period=day)).consistent()
        assert {source_id for _, source_id, _ in story.records} == {"first", "last"}

    async def test_a_dry_run_tells_and_writes_nothing(self, lab):
        lab.psa.fill(Entity.COMPANY, 30)
        lab.psa.put(Entity.COMPANY, "bad", **BAD)
        lab.node()
        story = (await lab.run(dry_run=True)).consistent()
        assert story.outcomes == {"created": 30, "rejected": 1}
        for collection in ("records", "ledger", "cursors"):
            assert await lab.documents(collection) == []


class TestForce:
    async def test_imported_data_needs_a_confirmation(self, lab):
        lab.psa.fill(Entity.COMPANY, 3)
        lab.node()
        free = (await lab.run(mode=Mode.FORCE)).consistent()
        assert free.outcomes == {"created": 3}

        refused = await lab.run(mode=Mode.FORCE)
        assert refused.end["error"]["kind"] == "configuration"
        assert refused.end["error"]["code"] == "confirmation_missing"
        assert "3 records" in refused.end["error"]["message"]

        confirmed = (await lab.run(mode=Mode.FORCE, confirmed=True)).consistent()
        assert confirmed.outcomes == {"updated": 3}
        assert len(await lab.documents("records")) == 3

    async def test_only_the_period_counts(self, lab):
        lab.psa.put(Entity.COMPANY, "old", name="old", date=datetime(2026, 1, 5, 12, tzinfo=UTC))
        lab.psa.put(Entity.COMPANY, "new", name="new", date=datetime(2026, 2, 5, 12, tzinfo=UTC))
        lab.node()
        january = Period(first=date(2026, 1, 1), last=date(2026, 1, 31))
        february = Period(first=date(2026, 2, 1), last=date(2026, 2, 28))
        assert (await lab.run(period=january)).outcomes == {"created": 1}
        assert (await lab.run(period=february, mode=Mode.FORCE)).outcomes == {"created": 1}
        refused = await lab.run(period=january, mode=Mode.FORCE)
        assert refused.end["error"]["code"] == "confirmation_missing"
