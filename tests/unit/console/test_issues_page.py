"""What the issues' page shows and sends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from psasync_client.models.results import ChangedView, ExecutionView, GroupView, IssueView, RetryView
from psasync_console.pages.issues import acting
from psasync_console.pages.issues.view import groups_of, lines_of, retried
from psasync_console.pages.issues.wanted import Wanted
from psasync_console.web.forms import Form

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
SYNCS = {"s1": "Nightly"}


def issue(**fields: object) -> IssueView:
    return IssueView.model_validate(
        {
            "id": "i1",
            "code": "field_required",
            "severity": "error",
            "entity": "contact",
            "source_id": "12",
            "label": "Ada Byron",
            "field": "email",
            "message": "email is empty",
            "count": 3,
            "state": "open",
            "sync": "s1",
            "tenant": "t1",
            "first_seen_at": NOW - timedelta(days=2),
            "last_seen_at": NOW,
            "first_execution": "e1",
            "last_execution": "e3",
            **fields,
        }
    )


def group(code: str, severity: str, count: int) -> GroupView:
    words = {"title": code, "meaning": "It means.", "action": "Do."}
    return GroupView.model_validate(
        {"code": code, "severity": severity, "count": count, "at_least": False, "last_seen_at": NOW, **words}
    )


class TestLines:
    def test_a_record(self):
        (line,) = lines_of([issue()], SYNCS, {})
        assert (line.record, line.entity, line.sync_name, line.times) == ("Ada Byron", "Contacts", "Nightly", 3)
        assert line.history == "/syncs/s1/record?entity=contact&source_id=12"
        assert line.retriable

    def test_an_entity_as_a_whole_has_no_record_to_try_again(self):
        (line,) = lines_of([issue(source_id="*", code="deletions_held")], {}, {})
        assert (line.record, line.history, line.retriable, line.sync_name) == ("All contacts", "", False, "s1")

    def test_why_it_is_over(self):
        dismissal = {"at": NOW, "by": "Grace", "reason": "known"}
        dismissed = issue(state="dismissed", dismissal=dismissal)
        closed = issue(state="resolved", resolution="gone", closed_at=NOW, closed_by="e9")
        # It was dismissed once, and the record has changed since.
        again = issue(dismissal=dismissal)
        said = [(line.over, line.over_by) for line in lines_of([dismissed, closed, again], SYNCS, {})]
        assert said == [("Dismissed by Grace: known", ""), ("The record is no longer there", "e9"), ("", "")]


def test_the_worst_groups_come_first_then_the_largest():
    groups = [
        group("a_note", "info", 90),
        group("small", "error", 1),
        group("warn", "warning", 50),
        group("big", "error", 7),
    ]
    shown = groups_of(groups, ["small"], {"small": lines_of([issue()], SYNCS, {})})
    assert [(each.code, each.open, len(each.lines)) for each in shown] == [
        ("big", False, 0),
        ("small", True, 1),
        ("warn", False, 0),
        ("a_note", False, 0),
    ]


class TestWanted:
    def test_the_address_says_only_what_differs(self):
        assert Wanted().query == ""
        assert (
            Wanted("dismissed", code="internal", label="A & B").query == "state=dismissed&code=internal&label=A+%26+B"
        )

    def test_another_choice_begins_at_the_lists_beginning(self):
        wanted = Wanted("dismissed", code="internal", cursor="far")
        assert wanted.other(state="open") == "code=internal"
        assert wanted.other(code="") == "state=dismissed"

    def test_a_form_cannot_choose_a_state_that_there_is_not(self):
        assert Wanted.of_form(Form([("state", "deleted"), ("sync", "s1")])) == Wanted("open", sync="s1")


class TestSelection:
    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ([("ids", "a"), ("ids", "b"), ("ids", "a")], {"ids": ["a", "b"]}),
            ([("ids", "a"), ("only", "c")], {"ids": ["c"]}),
            ([("ids", "a"), ("all", "internal")], {"filter": {"sync": "s1", "code": "internal"}}),
            ([("all", "*")], {"filter": {"sync": "s1"}}),
            ([("reason", "known")], None),
        ],
    )
    def test_what_is_sent(self, fields, expected):
        assert acting.selection(Form(fields), {"sync": "s1"}) == expected

    def test_a_form_sent_twice_is_one_retry_and_another_choice_is_another(self):
        first = acting.idempotency_key("form", {"ids": ["a"]})
        assert first == acting.idempotency_key("form", {"ids": ["a"]})
        assert first != acting.idempotency_key("form", {"ids": ["b"]})


class TestTold:
    def test_of_a_retry(self):
        taken = {"sync": "s1", "records": 2, "outcome": "accepted", "status": 202, "execution_id": "e9"}
        refused = {
            "sync": "s2",
            "records": 1,
            "outcome": "refused",
            "status": 409,
            "problem": {"detail": "It is paused."},
        }
        answer = RetryView.model_validate({"items": [taken, refused], "left_out": 1, "more": False})
        told = acting.told_of_retry(answer, {"s2": "Weekly"})
        assert told.text.startswith(
            "2 records tried again; this page follows what comes of it. Not for Weekly: It is paused."
        )
        assert "1 issue of a whole list left out" in told.text
        assert (told.tone, told.executions) == ("warning", ["e9"])

    def test_of_nothing_left_to_try(self):
        told = acting.told_of_retry(RetryView(items=[], left_out=0, more=False), {})
        assert (told.text, told.tone) == ("There is no record to try again any more.", "warning")

    def test_of_a_change(self):
        assert acting.told_of_change(ChangedView(changed=1, more=False), "dismissed").text == "1 issue dismissed."
        assert "do it again" in acting.told_of_change(ChangedView(changed=500, more=True), "dismissed").text


def test_what_came_of_a_retry():
    totals = {"created": 1, "updated": 1, "rejected": 1}
    execution = ExecutionView.model_construct(id="e9", sync="s1", status="finished_with_warnings", totals=totals)
    shown = retried(execution, SYNCS)
    assert (shown.sync_name, shown.says) == ("Nightly", "2 records came through, 1 record still refused")
    assert retried("e10", SYNCS).status == "queued"
