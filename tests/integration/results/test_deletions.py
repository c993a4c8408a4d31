"""Deletions from the event to what people and systems are shown."""

from __future__ import annotations

from typing import Any

import pytest

from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity, Outcome
from psasync_results.domain.issues import ALL_RECORDS
from psasync_results.settings import ResultsSettings
from tests.integration.results.conftest import Replica
from tests.integration.results.service import Talker, ended, running, statuses
from tests.unit.results.streams import EXECUTION, PATIENT, SYNC, TENANT, Stream


@pytest.fixture
async def talker(settings: ResultsSettings):
    talker = Talker(settings)
    yield talker
    await talker.producer.stop(5)


async def test_what_is_gone_is_shown_and_counted_apart(settings: ResultsSettings, talker: Talker) -> None:
    stream = Stream(request=PATIENT).started()
    stream.record(Outcome.UNCHANGED).record(Outcome.DELETED, source_id="9", hash=None).progress(done=True)
    stream.record(Outcome.DELETED, Entity.CONTACT, source_id="7", hash=None)
    async with running(settings) as client:
        await talker.say(*stream.ended().events)
        done = await ended(client, EXECUTION)
        assert (done["status"], done["outcome"], done["error"]) == ("finished", "success", None)
        assert (done["fetched"], done["totals"]) == (1, {"unchanged": 1, "deleted": 2})
        assert done["counts"] == {"company": {"unchanged": 1, "deleted": 1}, "contact": {"deleted": 1}}

        async def records(**filters: str) -> list[dict[str, Any]]:
            return (await client.get(f"/v1/executions/{EXECUTION}/records", params=filters)).json()["items"]

        first, second = await records(outcome="deleted")
        assert (first["source_id"], first["label"], first["hash"], first["dest"]) == ("9", "Record 3", None, "d3")
        assert (second["entity"], second["source_id"]) == ("contact", "7")
        assert await records(outcome="deleted", entity="contact") == [second]
        assert await records(entity="contact", outcome="unchanged") == []
        history = (await client.get("/v1/executions", params={"outcome": "success"})).json()["items"]
        assert [(line["id"], line["fetched"], line["totals"]["deleted"]) for line in history] == [(EXECUTION, 1, 2)]
    assert [status for _, status in await statuses(settings, EXECUTION, 2)] == ["in_progress", "finished"]


async def test_held_deletions_are_a_warning_with_an_issue(replica: Replica, settings: ResultsSettings) -> None:
    held = Issue(code=IssueCode.DELETIONS_HELD, message="40 of 90 companies are gone at the source")
    stream = Stream().started().record(Outcome.UNCHANGED).record(Outcome.SKIPPED, source_id=ALL_RECORDS, issues=(held,))
    await replica.folding.apply(stream.progress(done=True).ended().events)
    async with running(settings, kafka=False) as client:
        shown = (await client.get(f"/v1/executions/{EXECUTION}")).json()
        assert (shown["status"], shown["outcome"]) == ("finished_with_warnings", "warning")
        assert shown["codes"] == {"deletions_held": 1}
        (record,) = (await client.get(f"/v1/executions/{EXECUTION}/records?code=deletions_held")).json()["items"]
        assert (record["source_id"], record["issues"][0]["message"]) == ("*", held.message)
        (issue,) = (await client.get(f"/v1/tenants/{TENANT}/issues?code=deletions_held&state=open")).json()["items"]
        assert (issue["sync"], issue["entity"], issue["source_id"]) == (SYNC, "company", "*")
        assert (issue["severity"], issue["message"], issue["count"]) == ("warning", held.message, 1)


async def test_every_code_is_explained_and_asked_for(settings: ResultsSettings) -> None:
    async with running(settings, kafka=False) as client:
        explained = (await client.get("/v1/issue-codes")).json()
        assert {entry["code"] for entry in explained} == set(IssueCode)
        for code in IssueCode:
            assert (await client.get(f"/v1/tenants/{TENANT}/issues?code={code}")).json()["items"] == []
