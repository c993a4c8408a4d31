"""What the options of `psasync run` ask for, and what has to be confirmed."""

from datetime import date

import pytest

from psasync_cli.errors import CliError
from psasync_cli.exits import ExitCode
from psasync_cli.runs.danger import dangers
from psasync_cli.runs.request import Again, Asked, body_of, undecided
from psasync_client.models.scheduler import PreflightView

DAY, LATER = date(2026, 11, 1), date(2026, 11, 7)
PERIOD = {"first": "2026-11-01", "last": "2026-11-07"}


def test_nothing_is_the_default_run():
    assert body_of(Asked()) == {"mode": "missing"}


def test_one_date_is_imported_as_if_it_had_never_been():
    assert body_of(Asked(on=DAY)) == {"mode": "force", "period": {"first": "2026-11-01", "last": "2026-11-01"}}
    assert body_of(Asked(on=DAY, again=Again.MISSING))["mode"] == "missing"


@pytest.mark.parametrize("again", Again)
def test_a_range_says_what_of_it(again):
    assert body_of(Asked(first=DAY, last=LATER, again=again)) == {"mode": again.value, "period": PERIOD}


def test_a_range_that_does_not_say_is_undecided():
    asked = Asked(first=DAY, last=LATER)
    assert undecided(asked)
    with pytest.raises(CliError) as refused:
        body_of(asked)
    assert refused.value.code is ExitCode.USAGE
    assert "--missing" in refused.value.remedy


@pytest.mark.parametrize(
    "asked",
    [
        Asked(on=DAY, first=DAY, last=LATER),
        Asked(first=DAY, again=Again.MISSING),
        Asked(last=DAY),
        Asked(first=LATER, last=DAY, again=Again.MISSING),
        Asked(records=["4711"]),
        Asked(records=["contact:"]),
    ],
)
def test_options_that_do_not_go_together_are_refused(asked):
    with pytest.raises(CliError) as refused:
        body_of(asked)
    assert refused.value.code is ExitCode.USAGE


def test_the_rest_is_passed_on():
    body = body_of(Asked(entities=["contact"], records=["contact:a:b"], dry_run=True, allow_deletions=True))
    assert body == {
        "mode": "missing",
        "entities": ["contact"],
        "records": [{"entity": "contact", "source_id": "a:b"}],
        "dry_run": True,
        "allow_deletions": True,
    }


def preflight(needed, records=0):
    return PreflightView(
        settings={},
        blocked=[],
        warnings=[],
        needs_confirmation=needed,
        imported={"days": [], "more_days": 0, "records": records},
        queue=None,
        full_pass=[],
        plan=None,
        not_supported=[],
    )


@pytest.mark.parametrize(
    ("request_body", "needed", "words"),
    [
        ({"mode": "force"}, True, "1,234 records"),
        ({"mode": "force"}, None, "Nobody can say"),
        ({"mode": "missing", "allow_deletions": True}, False, "mass deletion"),
    ],
)
def test_a_danger_is_named(request_body, needed, words):
    (danger,) = dangers(request_body, preflight(needed, 1234))
    assert words in danger


@pytest.mark.parametrize(
    ("request_body", "needed"),
    [
        ({"mode": "missing"}, False),
        ({"mode": "missing"}, None),
        ({"mode": "force"}, False),
        ({"mode": "force", "dry_run": True, "allow_deletions": True}, True),
    ],
)
def test_what_is_harmless_is_not_asked_about(request_body, needed):
    assert dangers(request_body, preflight(needed, 1234)) == []
