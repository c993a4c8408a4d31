"""What the page of an execution says of it."""

from __future__ import annotations

from typing import Any

import pytest

from psasync.contracts.vocabulary import Role
from psasync_client.models.results import FacetsView, LogView, RecordView
from psasync_console.pages.executions.head import Head, head
from psasync_console.pages.executions.log import log_part
from psasync_console.pages.executions.records import RecordFilter, page_at_source, records_part
from psasync_console.pages.executions.resolved import settings_part
from psasync_console.pages.executions.timeline import timeline
from tests.unit.console.answers import run, session

LATER = "2026-11-25T10:05:00Z"
ERROR = {"kind": "authentication", "code": "credentials_refused", "message": "401 it said", "hint": ""}
PLAN = {"plan": [{"entity": "company", "reading": "full"}, {"entity": "company", "reading": "gone"}]}


def shown(status: str = "finished", role: Role = Role.OPERATOR, **more: Any) -> Head:
    return head(run(status, **more), "Acme", "all", session(role))


def test_an_error_says_its_kind_what_happened_and_what_to_do():
    trouble = shown("error", error=ERROR, settings={"connection": "c1"}).trouble
    assert trouble is not None
    assert (trouble.kind, trouble.message) == ("Sign-in at the PSA refused", "401 it said")
    assert "Make new API keys" in trouble.action
    assert trouble.connection == "c1"


def test_a_technical_fault_does_not_lead_to_the_connection():
    trouble = shown("error", error={**ERROR, "kind": "technical"}, settings={"connection": "c1"}).trouble
    assert trouble is not None
    assert not trouble.connection


@pytest.mark.parametrize(
    ("status", "role", "more", "may"),
    [
        ("queued", Role.OPERATOR, {}, (True, False, False)),
        ("in_progress", Role.OPERATOR, {}, (True, False, False)),
        ("in_progress", Role.VIEWER, {}, (False, False, False)),
        (
            "in_progress",
            Role.OPERATOR,
            {"cancel_requested": {"by": "ann", "reason": "", "at": LATER}},
            (False, False, False),
        ),
        ("finished", Role.OPERATOR, {"totals": {"created": 1}}, (False, True, False)),
        ("finished_with_warnings", Role.OPERATOR, {"totals": {"rejected": 1}}, (False, True, True)),
        ("finished_with_warnings", Role.OPERATOR, {"totals": {"skipped": 1}}, (False, True, True)),
        ("finished_with_warnings", Role.VIEWER, {"totals": {"rejected": 1}}, (False, False, False)),
    ],
)
def test_what_can_be_done(status, role, more, may):
    found = shown(status, role, **more)
    assert (found.may_cancel, found.may_run_again, found.may_retry) == may


def test_progress_by_kind_of_record_in_the_order_of_reading():
    found = shown(
        "in_progress",
        settings={"plan": [{"entity": "company"}, {"entity": "contact"}, {"entity": "asset"}]},
        counts={"contact": {"created": 30, "deleted": 5}, "company": {"updated": 2}},
        totals={"created": 30},
        completed_entities=["company"],
        current_entity="contact",
        pace={"estimated_end": None, "expected": {"contact": 60}, "overall": 2, "recent": None, "treated": 32},
    )
    assert [(line.entity, line.state, line.treated) for line in found.entities] == [
        ("company", "done", 2),
        ("contact", "reads", 30),
        ("asset", "waits", 0),
    ]
    assert [line.share for line in found.entities] == [100.0, 50.0, None]


def test_what_is_not_read_to_its_end_is_never_shown_as_whole():
    pace = {"estimated_end": None, "expected": {"contact": 10}, "overall": None, "recent": None, "treated": 30}
    more = {"counts": {"contact": {"created": 30}}, "totals": {"created": 30}, "current_entity": "contact"}
    assert shown("in_progress", pace=pace, **more).entities[0].share == 99.0
    assert shown("error", **more, error=ERROR).entities[0].state == "stopped"


def test_who_canceled_and_why():
    canceled = {"by": "ann", "reason": "wrong tenant", "superseded_by": None}
    assert shown("canceled", canceled=canceled).cancel == "Canceled by ann: wrong tenant."
    asked = {"by": "ann", "reason": "wrong tenant", "at": LATER}
    assert "It stops at the next safe place" in shown("in_progress", cancel_requested=asked).cancel
    assert "It came too late" in shown("finished", cancel_requested=asked).cancel


def test_a_request_that_joined_another_leads_to_it():
    found = shown("canceled", canceled={"by": "", "reason": "superseded", "superseded_by": "e2"})
    assert (found.joined, found.cancel) == ("e2", "")


def test_missing_reports_are_told():
    alarms = shown("in_progress", gap={"expected": 5, "found": 9, "since": LATER}, unreadable=[3]).alarms
    assert "Reports 5 to 8 are missing" in alarms[0]
    assert alarms[1] == "Reports that could not be read: 3."


def test_what_happened_in_its_order():
    attempts = [
        _attempt(1, "2026-11-25T10:00:05Z", end="lost", ended_at="2026-11-25T10:01:00Z"),
        _attempt(2, "2026-11-25T10:01:30Z"),
    ]
    asked = {"by": "ann", "reason": "wrong", "at": "2026-11-25T10:02:00Z"}
    moments = timeline(run("in_progress", attempts=attempts, cancel_requested=asked, requested_by="bob"))
    assert [moment.what for moment in moments] == [
        "Asked for",
        "Attempt 1",
        "Attempt 1: Reported no more; another executor took over",
        "Attempt 2",
        "Cancel asked for",
    ]
    assert moments[0].detail == "by hand, bob"
    assert moments[-1].detail == "by ann: wrong"


def _attempt(number: int, started: str, **more: Any) -> dict[str, Any]:
    return {"number": number, "executor": "x", "fence": number, "started_at": started, "last_at": started, **more}


def test_what_a_full_read_looks_for_afterwards_is_one_line():
    part = settings_part(run(settings={**PLAN, "connection": "c1", "destination": "c2"}), {"c1": "Ours", "c2": "Shop"})
    assert [line.reading for line in part.plan] == ["Everything, then what the source no longer has"]
    assert part.connection_name == "Ours"
    assert ("Destination", "Shop") in part.resolved


FACETS = FacetsView.model_validate(
    {
        "outcomes": [
            {"entity": "company", "outcome": "created", "count": 3},
            {"entity": "contact", "outcome": "created", "count": 4},
            {"entity": "contact", "outcome": "rejected", "count": 2},
        ],
        "codes": [{"entity": "contact", "outcome": "rejected", "code": "field_required", "count": 2}],
    }
)


@pytest.mark.parametrize(
    ("chosen", "outcomes", "entities", "codes"),
    [
        (RecordFilter(), ["Created (7)", "Refused (2)"], ["Companies (3)", "Contacts (6)"], 1),
        (RecordFilter(entity="company"), ["Created (3)"], ["Companies (3)", "Contacts (6)"], 0),
        (RecordFilter(code="field_required"), ["Refused (2)"], ["Contacts (2)"], 1),
        (RecordFilter(outcome="created"), ["Created (7)", "Refused (2)"], ["Companies (3)", "Contacts (4)"], 0),
    ],
)
def test_each_filter_counts_under_the_others(chosen, outcomes, entities, codes):
    part = records_part(run(), [], FACETS, chosen, None, None)
    assert [text for _, text in part.outcomes] == outcomes
    assert [text for _, text in part.entities] == entities
    assert len(part.codes) == codes


def test_a_record_shows_its_issue_and_leads_to_its_history():
    issue = {"code": "field_required", "field": "name", "message": "The field name has no value."}
    record = RecordView.model_validate(
        {"seq": 1, "entity": "contact", "source_id": "a/1", "label": "", "outcome": "rejected", "issues": [issue]}
    )
    line = records_part(run(), [record], FACETS, RecordFilter(), None, None).lines[0]
    assert line.label == "a/1"
    assert line.issues[0].title == "A required field is empty"
    assert line.issues[0].action
    assert line.history == "/syncs/s1/record?entity=contact&source_id=a%2F1"


def test_log_lines_have_the_tone_of_their_level():
    line = LogView.model_validate({"seq": 1, "at": LATER, "level": "warning", "message": "slow"})
    assert log_part([line], "", None, None).lines[0].tone == "yellow"


def test_a_record_leads_to_the_psa_where_its_address_is_known():
    pages = {"contact": "https://psa.example/contacts/{id}", "company": "javascript:alert({id})"}
    assert page_at_source(pages, "contact", "a/1?x") == "https://psa.example/contacts/a%2F1%3Fx"
    assert page_at_source(pages, "company", "1") == ""
    assert page_at_source(pages, "asset", "1") == ""
