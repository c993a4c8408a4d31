"""What pages show, made of what the services answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from psasync_client import FieldError, Invalid
from psasync_client.models.results import DayView, DurationsView
from psasync_client.models.scheduler import Schedule, StretchView
from psasync_console.pages.administration.view import changes_of, chosen_days
from psasync_console.pages.overview.view import charts
from psasync_console.pages.schedules.view import rule, spread_of
from psasync_console.web.forms import Form, Mistakes

DAY = date(2026, 11, 27)
NIGHT = datetime(2026, 11, 28, 1, tzinfo=UTC)


def day(**values: object) -> DayView:
    fields = {
        "day": DAY,
        "durations": DurationsView(p50=1_000, p95=9_000),
        "failure_share": 0.5,
        "fetched": 12,
        "outcomes": {"success": 1, "failure": 1},
        "records": {"created": 10, "rejected": 2, "unchanged": 500},
        "runs": 2,
        "statuses": {"finished": 1, "error": 1},
        "triggers": {"nightly": 2},
        "zone": None,
    }
    return DayView.model_validate({**fields, **values})


def test_every_day_has_a_place_and_only_what_occurs_a_series():
    drawn = charts([day()], DAY - timedelta(days=1), DAY + timedelta(days=1))
    assert drawn.labels == ["26 Nov", "27 Nov", "28 Nov"]
    assert drawn.runs == [("Success", "green", [0, 1, 0]), ("Failure", "red", [0, 1, 0])]
    assert drawn.records == [("Created", "green", [0, 10, 0]), ("Refused", "red", [0, 2, 0])]
    assert [values for _, _, values in drawn.durations] == [[None, 1_000, None], [None, 9_000, None]]
    assert not drawn.empty


def test_a_platform_without_runs_has_empty_charts():
    assert charts([], DAY, DAY).empty


def stretch(place: int, **systems: int) -> StretchView:
    begins = NIGHT + place * timedelta(minutes=15)
    return StretchView.model_validate({"begins": begins, "syncs": sum(systems.values()), "systems": systems})


def test_the_spread_shows_the_night_and_a_little_around():
    stretches = [stretch(place) for place in range(40)]
    stretches[10], stretches[12] = stretch(10, connectwise=3), stretch(12, connectwise=1, halopsa=1)
    found = spread_of(stretches)
    assert list(found.begins) == [stretches[place].begins for place in range(8, 15)]
    assert found.series == [
        ("ConnectWise PSA", "blue", [0, 0, 3, 0, 1, 0, 0]),
        ("HaloPSA", "purple", [0, 0, 0, 0, 1, 0, 0]),
    ]
    assert (found.busiest, found.busiest_at) == (3, stretches[10].begins)


def test_nothing_to_come_is_no_spread():
    assert spread_of([stretch(0), stretch(1)]).begins == ()


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (None, "It has no schedule."),
        (Schedule(time="01:30"), "Every day at 01:30, spread over 60 minutes."),
        (Schedule(cron="0 2 * * 1-5", spread_minutes=0), "By the cron expression 0 2 * * 1-5."),
        (Schedule(time="01:30", enabled=False), "Every day at 01:30, spread over 60 minutes; switched off."),
    ],
    ids=["none", "time", "cron", "off"],
)
def test_a_rule_in_words(schedule, words):
    assert rule(schedule) == words


def test_days_that_are_kept():
    texts = {"executions": "", "records": " 60 ", "logs": "soon", "issues": "-1", "daily": "9999999"}
    chosen, mistakes = chosen_days(texts)
    assert chosen == {"executions": None, "records": 60}
    assert set(mistakes) == {"logs", "issues", "daily"}


def test_changes_say_what_was_and_what_is():
    changes = {"name": {"from": "Old", "to": "New"}, "active": False, "note": {"from": None, "to": "x" * 400}}
    assert dict(changes_of(changes)) == {
        "active": "False",
        "name": "Old → New",
        "note": f"nothing → {'x' * 300} …",
    }


def test_a_mistake_stands_at_the_field_that_holds_it():
    errors = (FieldError("schedule.time", "is no time"), FieldError("entities", "is empty"), FieldError("", "odd"))
    found = Mistakes.of(Invalid(422, "Invalid", errors=errors), ["schedule", "name"])
    assert found.at == {"schedule": "is no time"}
    assert found.others == ["entities: is empty", "odd"]
    assert Mistakes.of(Invalid(400, "Invalid", detail="cannot be read"), []).others == ["cannot be read"]
    assert not Mistakes()


def test_forms_give_the_last_of_a_name_and_keep_spaces_of_secrets():
    form = Form([("active", "off"), ("active", "on"), ("secrets.key", " s "), ("secrets.id", "1"), ("csrf", "t")])
    assert form.ticked("active")
    assert form.all("active") == ["off", "on"]
    assert form.raw("secrets.key") == " s "
    assert form.under("secrets.") == {"key": " s ", "id": "1"}
    assert "csrf" not in form.values()
