"""What is chosen in the dialog, what it asks for, and where a mistake stands."""

from __future__ import annotations

import pytest

from psasync_client import FieldError, Invalid
from psasync_console.pages.run_dialog.choices import Choices
from psasync_console.pages.run_dialog.view import dialog, review
from psasync_console.web.forms import Form
from tests.unit.console.answers import options, preflight

CARRIED = ["company", "contact"]


def chosen(**fields: str | list[str]) -> Choices:
    fields.setdefault("entities", CARRIED)
    pairs = [(name, each) for name, value in fields.items() for each in ([value] if isinstance(value, str) else value)]
    return Choices.of(Form(pairs))


DAY = {"when": "date", "date": "2026-11-03"}
DAYS = {"when": "range", "first": "2026-11-03", "last": "2026-11-05"}
PERIOD = {"first": "2026-11-03", "last": "2026-11-05"}


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({}, {"mode": "missing"}),
        ({"dry_run": "on"}, {"mode": "missing", "dry_run": True}),
        ({"entities": ["contact"]}, {"mode": "missing", "entities": ["contact"]}),
        ({"allow_deletions": "on"}, {"mode": "missing", "allow_deletions": True}),
        (DAY, {"mode": "force", "period": {"first": "2026-11-03", "last": "2026-11-03"}}),
        ({**DAYS, "mode": "missing"}, {"mode": "missing", "period": PERIOD}),
        ({**DAYS, "mode": "force", "confirmed": "on"}, {"mode": "force", "period": PERIOD, "confirmed": True}),
        # What belongs to another choice is left out.
        ({**DAYS, "date": "2026-01-01", "allow_deletions": "on"}, {"mode": "missing", "period": PERIOD}),
        ({"when": "default", "mode": "force", "confirmed": "on"}, {"mode": "missing"}),
    ],
)
def test_what_is_asked_for(fields, body):
    assert chosen(**fields).body(CARRIED) == body


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({}, set()),
        ({"when": "date"}, {"date"}),
        ({"when": "date", "date": "2026-02-31"}, {"date"}),
        ({"when": "range"}, {"first", "last"}),
        ({"when": "range", "first": "2026-11-05", "last": "2026-11-03"}, {"last"}),
        ({"entities": []}, {"entities"}),
    ],
)
def test_mistakes_stand_at_their_fields(fields, at):
    assert set(chosen(**fields).mistakes().at) == at


@pytest.mark.parametrize(
    ("fields", "needed"),
    [
        ({}, False),
        (DAY, True),
        ({**DAYS, "mode": "missing"}, False),
        ({**DAYS, "mode": "force"}, True),
        ({**DAYS, "mode": "force", "dry_run": "on"}, False),
        ({**DAY, "confirmed": "on"}, False),
    ],
)
def test_importing_again_has_to_be_confirmed(fields, needed):
    assert bool(chosen(**fields).unconfirmed()) is needed


@pytest.mark.parametrize(
    ("fields", "field", "shown_at"),
    [
        (DAY, "period", "date"),
        (DAYS, "period.first", "first"),
        (DAYS, "period", "last"),
        (DAYS, "entities.1", "entities"),
        ({}, "mode", "mode"),
    ],
)
def test_what_the_scheduler_refuses_stands_at_the_field_of_the_form(fields, field, shown_at):
    error = Invalid(422, "Invalid", errors=(FieldError(field, "no"),))
    assert chosen(**fields).refused(error).at == {shown_at: "no"}


def test_without_periods_it_says_why_and_whom_to_ask(sync_view):
    view = dialog(options(periods=False), sync_view, Choices())
    assert not view.periods
    assert view.gap == "The PSA keeps no date on company. Ask the helpdesk if you need it."


def test_days_are_shown_only_where_something_is_imported_again():
    imported = {"days": [{"day": "2026-11-03", "records": 2}], "records": 2, "more_days": 0}
    again = review(preflight(imported=imported), chosen(**DAY), options())
    assert again.confirm
    assert again.days is not None
    assert again.days.records == 2
    missing = review(preflight(imported=imported), chosen(**DAYS), options())
    assert (missing.confirm, missing.days) == (False, None)


def test_what_cannot_be_said_is_not_called_nothing():
    assert review(preflight(imported=None), chosen(**DAY), options()).unknown


def test_the_danger_names_the_destination_that_cannot_recognise_records():
    warned = options(warning="Market can only be sent to.")
    text = review(preflight(warnings=["Market can only be sent to."]), chosen(**DAY), warned)
    assert "may come twice" in text.danger
    assert text.warnings == []  # told once
