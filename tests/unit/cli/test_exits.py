"""How commands end."""

import re
from pathlib import Path

import pytest

from psasync_cli.exits import MEANINGS, ExitCode
from psasync_cli.failures import failure
from psasync_cli.runs.ends import exit_code
from psasync_client import (
    Conflict,
    ConnectionFailed,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    ProblemError,
    StillRunning,
    Timeout,
    TooManyRequests,
    Unauthorized,
    Unavailable,
    UnexpectedAnswer,
)
from psasync_client.models.common import Status

PAGE = Path(__file__).parents[3] / "docs" / "cli.md"


def test_every_code_has_a_meaning_and_stands_in_the_documentation():
    documented = dict(re.findall(r"^\| (\d+) \| `([a-z-]+)` \|", PAGE.read_text(), flags=re.MULTILINE))
    assert documented == {str(int(code)): code.name.lower().replace("_", "-") for code in ExitCode}
    assert set(MEANINGS) == set(ExitCode)


def test_the_codes_are_a_promise():
    assert {code.name: int(code) for code in ExitCode} == {
        "OK": 0,
        "FAILED": 1,
        "USAGE": 2,
        "WARNINGS": 3,
        "NOT_FOUND": 4,
        "NOT_ALLOWED": 5,
        "REFUSED": 6,
        "CONFIRMATION": 7,
        "UNREACHABLE": 8,
        "TIMEOUT": 9,
        "CANCELED": 10,
        "INTERNAL": 70,
        "INTERRUPTED": 130,
    }


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.FINISHED, ExitCode.OK),
        (Status.FINISHED_WITH_WARNINGS, ExitCode.WARNINGS),
        (Status.ERROR, ExitCode.FAILED),
        (Status.CANCELED, ExitCode.CANCELED),
        (Status.IN_PROGRESS, ExitCode.OK),
    ],
)
def test_the_end_of_a_run(status, code):
    assert exit_code(status) is code


def problem(kind, status, code="", **more):
    return kind(status, "No", type=f"urn:psasync:problem:{code}", detail="It is so.", **more)


@pytest.mark.parametrize(
    ("error", "code", "remedy"),
    [
        (problem(Unauthorized, 401), ExitCode.NOT_ALLOWED, "psasync login"),
        (problem(Forbidden, 403), ExitCode.NOT_ALLOWED, "psasync whoami"),
        (problem(NotFound, 404), ExitCode.NOT_FOUND, ""),
        (problem(Conflict, 409, "in-use"), ExitCode.REFUSED, "--cascade"),
        (problem(Conflict, 409, "paused"), ExitCode.REFUSED, "resume"),
        (problem(Conflict, 412, "stale"), ExitCode.REFUSED, "meanwhile"),
        (problem(Conflict, 409, "confirmation-needed"), ExitCode.CONFIRMATION, ""),
        (problem(Invalid, 422), ExitCode.REFUSED, ""),
        (problem(TooManyRequests, 429, retry_after=12.0), ExitCode.UNREACHABLE, "12 s"),
        (problem(Unavailable, 503), ExitCode.UNREACHABLE, "psasync doctor"),
        (problem(ProblemError, 500), ExitCode.UNREACHABLE, ""),
        (ConnectionFailed("results", "http://x", "refused"), ExitCode.UNREACHABLE, "psasync doctor"),
        (Timeout("too long"), ExitCode.UNREACHABLE, "psasync doctor"),
        (StillRunning("an-id", 5, "in_progress"), ExitCode.TIMEOUT, "psasync watch an-id"),
        (UnexpectedAnswer("no JSON"), ExitCode.UNREACHABLE, "address"),
    ],
    ids=lambda value: getattr(value, "name", None) or type(value).__name__,
)
def test_what_the_platform_answers(error, code, remedy):
    found = failure(error)
    assert found.code is code
    assert remedy in found.remedy
    assert found.message


def test_each_mistake_is_named_with_its_field():
    found = failure(problem(Invalid, 422, errors=(FieldError("name", "is missing"),)))
    assert found.details == ("name: is missing",)
