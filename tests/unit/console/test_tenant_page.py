"""What the page of a tenant says of its syncs."""

from __future__ import annotations

from psasync_client.models.results import CardView, TrendPointView
from psasync_client.models.scheduler import TenantView
from psasync_console.pages.tenant.view import bars, present
from tests.unit.client import answers
from tests.unit.console.answers import summary

AT = "2026-11-25T10:00:00Z"
TENANT = TenantView.model_validate(answers.tenant())


def card(**more: object) -> CardView:
    latest = {
        "execution": "e2",
        "status": "error",
        "status_text": "ERROR",
        "outcome": "failure",
        "ended_at": AT,
        "duration_ms": 5,
        "complete": False,
        "counts": {"created": 1, "rejected": 0},
    }
    of_entity = {
        "entity": "company",
        "last_correct": {"at": AT, "execution": "e1"},
        "latest": latest,
        "open_issues": 1_000,
        "trend": [],
    }
    return CardView.model_validate({"sync": "s1", "running": "e3", "entities": [{**of_entity, **more}]})


def test_the_last_correct_sync_and_the_latest_run_are_told_apart(sync_view):
    block = present(TENANT, [sync_view], [card()], []).syncs[0]
    shown = block.cards[0]
    assert (shown.correct_run, shown.latest_run, shown.latest_status, shown.complete) == ("e1", "e2", "error", False)
    assert [(each.label, each.count) for each in shown.counts] == [("Created", 1)]
    assert shown.open_issues == "1000 or more"
    assert block.running == "e3"


def test_a_sync_without_a_run_names_what_it_will_show(sync_view):
    block = present(TENANT, [sync_view], [], []).syncs[0]
    assert (list(block.cards), block.waiting) == ([], ["Companies", "Contacts"])


def test_why_a_sync_cannot_be_started(sync_view):
    paused = {"at": AT, "by": "ann", "reason": "migration"}
    by_hand = sync_view.model_copy(
        update={
            "active": False,
            "paused": type(sync_view).model_validate({**sync_view.model_dump(), "paused": paused}).paused,
        }
    )
    assert present(TENANT, [by_hand], [], []).syncs[0].stopped == "Paused by ann: migration"
    of_tenant = TENANT.model_copy(update={"active": False})
    assert present(of_tenant, [sync_view], [], []).syncs[0].stopped == "The tenant is paused."
    assert not present(TENANT, [sync_view], [], []).syncs[0].stopped


def test_what_runs_now_is_named_by_its_sync(sync_view):
    now = present(TENANT, [sync_view], [], [summary("in_progress", waiting={"reason": "throttled", "until": None})]).now
    assert (now[0].sync, now[0].waits) == ("all", "throttled")


def test_bars_are_red_where_something_did_not_come_through():
    points = [
        TrendPointView.model_validate(
            {"execution": "e", "ended_at": AT, "outcome": "success", "fetched": 9, "changed": changed, "problems": bad}
        )
        for changed, bad in ((10, 0), (0, 0), (4, 1))
    ]
    found = bars(points)
    assert [bar.tone for bar in found] == ["blue", "blue", "red"]
    assert [bar.tall for bar in found] == [22.0, 1.5, 11.0]
