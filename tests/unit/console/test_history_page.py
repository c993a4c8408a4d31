"""The history: its filter in the address, its lines, and actions on many."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from psasync_client import Conflict, ConnectionFailed
from psasync_console.pages.history.bulk import act
from psasync_console.pages.history.filters import HistoryFilter
from psasync_console.pages.history.view import line
from tests.unit.console.answers import summary


def test_the_address_keeps_what_is_chosen_and_nothing_else():
    chosen = HistoryFilter.of({"tenant": "t1", "status": "", "text": " bad key ", "other": "x"})
    assert chosen.query == "tenant=t1&text=bad+key"
    assert HistoryFilter.of({"tenant": "t1", "text": "bad key"}) == chosen
    assert not HistoryFilter.of({})


def test_days_are_those_of_the_tenant_and_both_included():
    asked = HistoryFilter(first="2026-11-03", last="2026-11-03").asked("Europe/Berlin")
    assert asked["from_"] == datetime(2026, 11, 2, 23, tzinfo=UTC)
    assert asked["to"] == datetime(2026, 11, 3, 23, tzinfo=UTC)


@pytest.mark.parametrize("day", ["yesterday", "2026-02-31", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_is_left_out(day):
    asked = HistoryFilter(first=day, last=day).asked("Mars/Base")
    assert (asked["from_"], asked["to"]) == (None, None)


def test_a_line_says_what_became_of_it():
    canceled = {"by": "ann", "reason": "wrong tenant", "superseded_by": None}
    found = line(summary("canceled", canceled=canceled, totals={"created": 2, "unchanged": 9}), {"t1": "Acme"}, {})
    assert (found.tenant_name, found.sync_name, found.note) == ("Acme", "s1", "by ann: wrong tenant")
    assert [(each.label, each.count) for each in found.counts] == [("Created", 2)]


@pytest.mark.parametrize(
    ("more", "note"),
    [
        ({"cancel_requested": {"by": "a", "reason": "", "at": "2026-11-25T10:00:00Z"}}, "is asked to stop"),
        ({"waiting": {"reason": "throttled", "until": None}}, "throttled"),
        ({}, ""),
    ],
)
def test_a_running_line_says_what_it_waits_for(more, note):
    assert line(summary("in_progress", **more), {}, {}).note == note


class _Executions:
    def __init__(self) -> None:
        self.keys: list[str] = []

    async def again(self, execution: str, *, idempotency_key: str) -> Any:
        self.keys.append(idempotency_key)
        if execution == "e2":
            raise Conflict(409, "Paused", detail="The sync is paused; resume it first.")
        if execution == "e3":
            raise ConnectionFailed("scheduler", "http://x", "refused")
        return type("Accepted", (), {"execution_id": f"new-{execution}"})


class _Api:
    def __init__(self) -> None:
        self.executions = _Executions()


async def test_each_of_many_has_an_outcome_of_its_own():
    api: Any = _Api()
    done = await act(api, "again", ["e1", "e2", "e3"], "key", "")
    assert [(each.execution, each.ok, each.led_to) for each in done] == [
        ("e1", True, "new-e1"),
        ("e2", False, ""),
        ("e3", False, ""),
    ]
    assert done[1].text == "The sync is paused; resume it first."
    assert api.executions.keys == ["key:e1", "key:e2", "key:e3"]
