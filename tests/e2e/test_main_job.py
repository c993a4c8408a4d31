"""The main job through the running services: request, read, write, fold, read back."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="session")

RECORDS = 300


async def test_a_forced_sync_accounts_for_every_record(platform, company):
    syncing = await platform.connect(company(), RECORDS)
    document = await platform.run(syncing)
    refused = sum(len(ids) for ids in syncing.refused.values())
    assert document["status"] == "finished_with_warnings", document
    assert document["outcome"] == "failure"
    assert document["fetched"] == syncing.records
    waiting = document["totals"]["skipped"]  # what belongs to the company that was refused
    assert document["totals"] == {
        "created": syncing.records - refused - waiting,
        "rejected": refused,
        "skipped": waiting,
    }
    rows = await platform.records(document["id"])
    assert len(rows) == syncing.records
    assert len({(row["entity"], row["source_id"]) for row in rows}) == syncing.records
    rejected = [row for row in rows if row["outcome"] == "rejected"]
    assert all(row["issues"][0]["code"] == "field_required" for row in rejected)
    skipped = [row for row in rows if row["outcome"] == "skipped"]
    assert waiting == len(skipped) > 0
    assert {row["issues"][0]["code"] for row in skipped} == {"parent_missing"}
    contacts = [row for row in rows if row["entity"] == "contact" and row["outcome"] == "created"]
    assert len(await platform.platform_records(syncing, "contact")) == len(contacts)


async def test_a_second_run_finds_what_changed_and_nothing_else(platform, company):
    syncing = await platform.connect(company(), RECORDS)
    first = await platform.run(syncing)
    for kind, ids in syncing.refused.items():
        corrected = {"name": "Corrected", "firstName": "Cora", "lastName": "Corrected"}
        await platform.control(
            "POST", syncing.company, f"/records/{kind}", {"action": "change", "ids": ids, "patch": corrected}
        )
    changed = await platform.control(
        "POST", syncing.company, "/records/contacts", {"action": "change", "count": 7, "patch": {"title": "Chief"}}
    )
    second = await platform.run(syncing)
    waited = {row["source_id"] for row in await platform.records(first["id"], outcome="skipped", entity="contact")}
    assert second["totals"].get("updated") == len({str(number) for number in changed["ids"]} - waited)
    refused = sum(len(ids) for ids in syncing.refused.values())
    assert second["totals"].get("created") == refused + first["totals"]["skipped"]
    third = await platform.run(syncing)
    assert third["outcome"] == "no_change", third


async def test_wrong_credentials_end_the_run_with_the_right_kind(platform, company):
    syncing = await platform.connect(company(), 50)
    await platform.control("PATCH", syncing.company, "", {"private_key": "another-one"})
    document = await platform.run(syncing)
    assert document["status"] == "error"
    assert document["error"]["kind"] == "authentication"
    assert document["error"]["code"] == "credentials_refused"
    assert "demo-private-key" not in str(document)


async def test_a_request_repeated_with_its_key_is_one_execution(platform, company):
    syncing = await platform.connect(company(), 50)
    path = f"/v1/syncs/{syncing.sync}/executions"
    headers = {"Idempotency-Key": "same"}
    answers = [await platform.call("POST", "scheduler", path, json={}, headers=headers) for _ in range(3)]
    assert len({answer["execution_id"] for answer in answers}) == 1
    await platform.call("POST", "scheduler", path, json={"dry_run": True}, headers=headers, expect=422)


async def test_a_dry_run_says_what_it_would_do_and_does_nothing(platform, company):
    syncing = await platform.connect(company(), 50)
    document = await platform.run(syncing, dry_run=True)
    assert document["totals"]["created"] > 0
    assert await platform.platform_records(syncing, "company") == []
    first = await platform.run(syncing)
    assert first["totals"] == document["totals"]
