"""Who is told of what, and who was."""

from __future__ import annotations

from datetime import UTC, datetime

from psasync_client.models.results import NoticeView, TrialsView
from psasync_client.models.scheduler import NotificationChoices
from psasync_console.pages.notices.view import notice_line
from psasync_console.pages.notices.wanted import Wanted, midnight
from psasync_console.pages.tenant_settings.telling import Telling, addresses, trials
from psasync_console.web.forms import Form

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def notice(**more: object) -> NoticeView:
    usual = {"id": "n", "address": "it@example.com", "channel": "mail", "kind": "failure", "state": "sent"}
    facts = {"sync_name": "Nightly", "error_kind": "authentication", "message": "401", "execution": "e1"}
    about = {"at": NOW, "created_at": NOW, "deliveries": [], "facts": facts, "sync": "s", "tenant": "t"}
    return NoticeView.model_validate({**usual, **about, **more})


class TestNotice:
    def test_in_words(self):
        line = notice_line(notice())
        assert (line.kind, line.about, line.execution) == ("A run failed", "Nightly", "e1")
        assert line.says == "Sign-in at the PSA refused: 401"
        assert (line.channel, line.address, line.state.label) == ("Mail", "it@example.com", "Sent")

    def test_each_attempt_says_what_became_of_it(self):
        attempts = [
            {"at": NOW, "outcome": "failed", "status": 450, "detail": "later"},
            {"at": NOW, "outcome": "sent", "status": 250, "detail": "ok"},
        ]
        delivery = {
            "id": "d",
            "created_at": NOW,
            "ended_at": NOW,
            "held": None,
            "next_attempt_at": None,
            "requested_by": "Ada",
            "state": "sent",
            "total": None,
            "attempts": attempts,
        }
        (shown,) = notice_line(notice(deliveries=[delivery])).deliveries
        assert [each.says for each in shown.attempts] == ["Did not get through (450): later", "Taken (250)"]
        assert shown.asked_by == "Ada"


def test_days_are_whole_and_nonsense_filters_nothing():
    assert midnight("2026-11-28", days=1) == datetime(2026, 11, 29, tzinfo=UTC)
    assert [midnight(text) for text in ("", "soon", "2026-13-01")] == [None, None, None]
    assert midnight("9999-12-31", days=1) is None
    assert Wanted(kind="digest", first="2026-11-01").query == "kind=digest&first=2026-11-01"


class TestTelling:
    def test_a_form_that_is_sent_back_is_the_same(self):
        choices = NotificationChoices(recipients=["a@example.com", "b@example.com"], digest=True, failure=False)
        shown = Telling.of(choices)
        ticked = [(name, "on") for name, told in shown.told.items() if told]
        again = Telling.sent(Form([("recipients", shown.recipients), *ticked]))
        assert again.body() == choices.model_dump()

    def test_addresses_however_they_are_parted(self):
        form = Form([("recipients", "a@x.example, b@x.example\n\n a@x.example;c@x.example")])
        assert addresses(form) == ["a@x.example", "b@x.example", "c@x.example"]
        assert Telling.sent(Form([])).body()["recipients"] == []

    def test_what_came_of_a_test_message(self):
        items = [
            {"address": "a@x.example", "channel": "mail", "detail": "", "ok": True, "status": 250},
            {"address": "installation", "channel": "webhook", "detail": "gone", "ok": False, "status": 410},
        ]
        found = trials(TrialsView.model_validate({"items": items}))
        assert [(each.to, each.ok, each.says) for each in found] == [
            ("a@x.example", True, "was taken"),
            ("the webhook", False, "gone (410)"),
        ]
