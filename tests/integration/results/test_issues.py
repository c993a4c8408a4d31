from __future__ import annotations

from typing import Any

import pytest

from psasync.contracts.events.records import RecordsEvent
from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity, Outcome, Trigger
from psasync.kit.mongo import Database
from psasync_results.domain.issues import ALL_RECORDS, telling
from psasync_results.store import issues as store
from tests.integration.results.conftest import Replica
from tests.unit.results.streams import SYNC, TENANT, Stream

PARENT = (Issue(code=IssueCode.PARENT_MISSING, message="company 4 is not here", field="company_id"),)
HELD = (Issue(code=IssueCode.DELETIONS_HELD, message="400 of 900 companies are gone"),)
LONG = (Issue(code=IssueCode.FIELD_TOO_LONG, message="too long", field="name"),)

REQUIRED_TWICE = tuple(
    Issue(code=IssueCode.FIELD_REQUIRED, message=message, field="name") for message in ("still empty", "again")
)


async def issues_of(database: Database) -> dict[str, dict[str, Any]]:
    found = await database.collection("issues").find_list({}, limit=100)
    return {f"{issue['source_id']}/{issue['code']}": issue for issue in found}


def run(number: int, fence: int, **request: Any) -> Stream:
    wanted = SyncRequested(tenant=TENANT, sync=SYNC, **request) if request else None
    return Stream(f"run-{number}", fence=fence, request=wanted).started()


async def test_refused_twice_then_written(replica: Replica, database: Database) -> None:
    await replica.folding.apply(run(1, 1).record(Outcome.REJECTED, source_id="7").ended().events)
    await replica.folding.apply(run(2, 2).record(Outcome.REJECTED, source_id="7").ended().events)
    issue = (await issues_of(database))["7/field_required"]
    assert (issue["state"], issue["count"]) == ("open", 2)
    assert (issue["first_execution"], issue["last_execution"]) == ("run-1", "run-2")

    await replica.folding.apply(run(3, 3).record(Outcome.CREATED, source_id="7").ended().events)
    issue = (await issues_of(database))["7/field_required"]
    assert (issue["state"], issue["resolution"], issue["closed_by"]) == ("resolved", "resolved", "run-3")

    await replica.folding.apply(run(4, 4).record(Outcome.REJECTED, source_id="7").ended().events)
    issue = (await issues_of(database))["7/field_required"]
    assert (issue["state"], issue["count"], issue["closed_by"]) == ("open", 3, None)


async def test_written_with_another_issue_closes_only_the_old_one(replica: Replica, database: Database) -> None:
    await replica.folding.apply(run(1, 1).record(Outcome.REJECTED, source_id="7").ended().events)
    await replica.folding.apply(run(2, 2).record(Outcome.WARNING, source_id="7", issues=LONG).ended().events)
    found = await issues_of(database)
    assert found["7/field_required"]["state"] == "resolved"
    assert found["7/field_too_long"]["state"] == "open"


@pytest.mark.parametrize("outcome", [Outcome.UNCHANGED, Outcome.SKIPPED, Outcome.FAILED])
async def test_what_says_nothing_about_the_issue_leaves_it(
    replica: Replica, database: Database, outcome: Outcome
) -> None:
    await replica.folding.apply(run(1, 1).record(Outcome.REJECTED, source_id="7").ended().events)
    await replica.folding.apply(run(2, 2).record(outcome, source_id="7").ended().events)
    assert (await issues_of(database))["7/field_required"]["state"] == "open"


@pytest.mark.parametrize(
    ("outcome", "issues"),
    [
        (Outcome.DELETED, ()),
        (Outcome.SKIPPED, (Issue(code=IssueCode.SOURCE_GONE, message="gone"),)),
    ],
)
async def test_gone_at_the_source(replica: Replica, database: Database, outcome: Outcome, issues: tuple) -> None:
    await replica.folding.apply(run(1, 1).record(Outcome.REJECTED, source_id="7").ended().events)
    await replica.folding.apply(run(2, 2).record(outcome, source_id="7", issues=issues).ended().events)
    found = await issues_of(database)
    assert (found["7/field_required"]["state"], found["7/field_required"]["resolution"]) == ("resolved", "gone")
    assert list(found) == ["7/field_required"]


@pytest.mark.parametrize(
    ("outcome", "issues", "resolution"), [(Outcome.CREATED, (), "resolved"), (Outcome.DELETED, (), "gone")]
)
async def test_an_older_execution_that_is_folded_later_opens_nothing(
    replica: Replica, database: Database, outcome: Outcome, issues: tuple, resolution: str
) -> None:
    await replica.folding.apply(run(2, 2).record(outcome, source_id="7", issues=issues).ended().events)
    await replica.folding.apply(run(3, 3).record(Outcome.UPDATED, source_id="7", issues=()).ended().events)
    await replica.folding.apply(run(1, 1).record(Outcome.REJECTED, source_id="7").ended().events)
    issue = (await issues_of(database))["7/field_required"]
    assert (issue["state"], issue["resolution"], issue["closed_by"]) == ("resolved", resolution, "run-2")


async def test_what_was_over_before_does_not_hide_what_is_over_since(replica: Replica, database: Database) -> None:
    """Two executions in one batch: what is later than the first of them is not all later than the second."""
    await replica.folding.apply(run(4, 4).record(Outcome.CREATED, source_id="7", issues=()).ended().events)
    await replica.folding.apply(run(2, 2).record(Outcome.DELETED, source_id="7", issues=()).ended().events)
    first = run(1, 1).record(Outcome.REJECTED, source_id="8").ended().events
    await replica.folding.apply([*first, *run(3, 3).record(Outcome.REJECTED, source_id="7").ended().events])
    issue = (await issues_of(database))["7/field_required"]
    assert (issue["state"], issue["resolution"], issue["closed_by"]) == ("resolved", "resolved", "run-4")


async def test_what_a_later_execution_still_says_stays_open(replica: Replica, database: Database) -> None:
    await replica.folding.apply(run(2, 2).record(Outcome.WARNING, source_id="7", issues=LONG).ended().events)
    await replica.folding.apply(run(1, 1).record(Outcome.REJECTED, source_id="7").ended().events)
    await replica.folding.apply(run(1, 1).record(Outcome.WARNING, source_id="7", issues=LONG).ended().events)
    found = await issues_of(database)
    assert found["7/field_required"]["state"] == "resolved"
    assert (found["7/field_too_long"]["state"], found["7/field_too_long"]["last_execution"]) == ("open", "run-2")


async def test_a_later_dry_run_proves_nothing(replica: Replica, database: Database) -> None:
    dry = run(2, 2, trigger=Trigger.MANUAL, requested_by="ann", dry_run=True)
    await replica.folding.apply(dry.record(Outcome.CREATED, source_id="7").ended().events)
    await replica.folding.apply(run(1, 1).record(Outcome.REJECTED, source_id="7").ended().events)
    assert (await issues_of(database))["7/field_required"]["state"] == "open"


async def test_a_late_older_execution_changes_nothing(replica: Replica, database: Database) -> None:
    await replica.folding.apply(run(2, 2).record(Outcome.REJECTED, source_id="7").ended().events)
    await replica.folding.apply(run(1, 1).record(Outcome.CREATED, source_id="7").ended().events)
    issue = (await issues_of(database))["7/field_required"]
    assert (issue["state"], issue["count"], issue["last_execution"]) == ("open", 1, "run-2")


async def test_both_runs_in_one_batch(replica: Replica, database: Database) -> None:
    first = run(1, 1).record(Outcome.REJECTED, source_id="7").ended().events
    second = run(2, 2).record(Outcome.UPDATED, source_id="7").ended().events
    await replica.folding.apply([*first, *second])
    assert (await issues_of(database))["7/field_required"]["state"] == "resolved"


@pytest.mark.parametrize("comes", [Outcome.CREATED, Outcome.UPDATED])
async def test_a_missing_parent_is_an_issue_until_the_record_comes_through(
    replica: Replica, database: Database, comes: Outcome
) -> None:
    skipped = run(1, 1).record(Outcome.SKIPPED, source_id="7", issues=PARENT)
    await replica.folding.apply(skipped.ended().events)
    issue = (await issues_of(database))["7/parent_missing"]
    assert (issue["state"], issue["severity"], issue["field"]) == ("open", "warning", "company_id")
    await replica.folding.apply(run(2, 2).record(comes, source_id="7").ended().events)
    issue = (await issues_of(database))["7/parent_missing"]
    assert (issue["state"], issue["resolution"], issue["closed_by"]) == ("resolved", "resolved", "run-2")


class TestHeldDeletions:
    def held(self, number: int, **request: Any) -> list[RecordsEvent]:
        stream = run(number, number, **request).progress()
        stream.record(Outcome.SKIPPED, source_id=ALL_RECORDS, issues=HELD, hash=None)
        return stream.progress(done=True).ended().events

    def settled(self, number: int, entity: Entity = Entity.COMPANY, **request: Any) -> list[RecordsEvent]:
        return run(number, number, **request).progress(entity, done=True, deletions_settled=True).ended().events

    async def state(self, database: Database) -> tuple[str, int]:
        issue = (await issues_of(database))["*/deletions_held"]
        return issue["state"], issue["count"]

    async def test_open_until_a_complete_pass_holds_nothing_back(self, replica: Replica, database: Database) -> None:
        await replica.folding.apply(self.held(1))
        await replica.folding.apply(run(2, 2).progress(done=True).ended().events)
        await replica.folding.apply(self.held(3))
        assert await self.state(database) == ("open", 2)
        await replica.folding.apply(self.settled(4, Entity.CONTACT))
        assert await self.state(database) == ("open", 2)
        await replica.folding.apply(self.settled(5))
        assert await self.state(database) == ("resolved", 2)
        issue = (await issues_of(database))["*/deletions_held"]
        assert (issue["resolution"], issue["closed_by"]) == ("resolved", "run-5")
        await replica.folding.apply(self.held(6))
        assert await self.state(database) == ("open", 3)

    async def test_repeated_and_late_events_change_nothing(self, replica: Replica, database: Database) -> None:
        held, settled, again = self.held(1), self.settled(2), self.held(3)
        issues = store.Issues(database)
        for _ in range(2):
            await issues.apply([event for event in (*held, *settled) if telling(event)])
            assert await self.state(database) == ("resolved", 1)
        await issues.apply([event for event in again if telling(event)])
        await issues.apply([event for event in (*settled, *held) if telling(event)])
        assert await self.state(database) == ("open", 2)

    async def test_both_runs_in_one_batch(self, replica: Replica, database: Database) -> None:
        await replica.folding.apply([*self.held(1), *self.settled(2)])
        assert await self.state(database) == ("resolved", 1)

    async def test_only_held_deletions_are_over(self, replica: Replica, database: Database) -> None:
        await replica.folding.apply(run(1, 1).record(Outcome.REJECTED, source_id=ALL_RECORDS).ended().events)
        await replica.folding.apply(self.settled(2))
        assert (await issues_of(database))["*/field_required"]["state"] == "open"

    async def test_a_dry_run_neither_opens_nor_settles(self, replica: Replica, database: Database) -> None:
        await replica.folding.apply(self.held(1, dry_run=True))
        assert await issues_of(database) == {}
        await replica.folding.apply(self.held(2))
        await replica.folding.apply(self.settled(3, dry_run=True))
        assert await self.state(database) == ("open", 1)


async def test_a_dry_run_touches_no_issue(replica: Replica, database: Database) -> None:
    await replica.folding.apply(run(1, 1, dry_run=True).record(Outcome.REJECTED, source_id="7").ended().events)
    assert await issues_of(database) == {}


async def test_many_open_issues_are_asked_for_by_record(
    replica: Replica, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_READ_AT_ONCE", 5)
    monkeypatch.setattr(store, "_ASKED_AT_ONCE", 3)
    broken, healed = run(1, 1), run(2, 2)
    for number in range(12):
        broken.record(Outcome.REJECTED, source_id=f"r{number}")
    for number in range(0, 12, 2):
        healed.record(Outcome.UPDATED, source_id=f"r{number}")
    await replica.folding.apply(broken.ended().events)
    await replica.folding.apply(healed.ended().events)
    states = {key: issue["state"] for key, issue in (await issues_of(database)).items()}
    assert states == {f"r{number}/field_required": "open" if number % 2 else "resolved" for number in range(12)}


async def test_repeated_and_late_results_are_not_counted_again(replica: Replica, database: Database) -> None:
    first = run(1, 1).record(Outcome.REJECTED, source_id="7").ended().events
    second = run(2, 2).record(Outcome.REJECTED, source_id="7", issues=REQUIRED_TWICE).ended().events
    results = [event for event in (*second, *first, *second) if event.type == "record.result"]
    await store.Issues(database).apply(results)
    await store.Issues(database).apply(results)
    issue = (await issues_of(database))["7/field_required"]
    assert (issue["count"], issue["last_execution"], issue["message"]) == (1, "run-2", "still empty")
