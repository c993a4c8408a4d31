"""The form of a connection, what is sent of it, and what a check says."""

from __future__ import annotations

from datetime import UTC, datetime

from psasync_client.models.relay import WebhookHealth, WebhookView
from psasync_client.models.scheduler import CheckView, ConnectionView, LastCheck, SystemView
from psasync_console.pages.connections.checked import checked, health_of
from psasync_console.pages.connections.fields import form_of, told_above
from psasync_console.pages.connections.saving import change_body, new_body
from psasync_console.pages.connections.view import system_cards
from psasync_console.pages.connections.webhooks import webhook_of
from psasync_console.web.forms import Form, Mistakes

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def field(name: str, **more: object) -> dict[str, object]:
    usual = {"label": name.title(), "help": "", "secret": False, "required": False, "example": "", "default": None}
    return {"name": name, "choices": [], **usual, **more}


def system(name: str = "connectwise", **more: object) -> SystemView:
    fields = [
        field("base_url", required=True),
        field("prefix", default="PS-"),
        field("definition", required=True),
        field("token", secret=True, required=True),
    ]
    lines = {"properties": {"definition": {"contentMediaType": "application/json"}}}
    usual = {"title": name, "source": True, "destination": False, "webhooks": True, "entities": [], "fields": fields}
    form = {"settings": lines, "secrets": {}, "order": []}
    return SystemView.model_validate({"system": name, "form": form, **usual, **more})


class TestForm:
    def test_what_is_needed_comes_first_and_the_rest_is_folded(self):
        form = form_of(system())
        assert [each.name for each in form.needed] == ["settings.base_url", "settings.definition", "secrets.token"]
        assert [(each.name, each.value) for each in form.more] == [("settings.prefix", "PS-")]
        assert [each.name for each in form.needed if each.long] == ["settings.definition"]
        assert not form.unfolded

    def test_a_folded_field_with_a_mistake_is_shown(self):
        assert form_of(system(), mistakes={"settings.prefix": "too long"}).unfolded

    def test_a_secret_is_never_shown_again_not_even_what_was_just_entered(self):
        sent = Form([("settings.base_url", "https://psa.example"), ("secrets.token", "s3cret")])
        form = form_of(system(), None, sent)
        values = {each.name: each.value for each in form.needed}
        assert values["settings.base_url"] == "https://psa.example"
        assert values["secrets.token"] == ""
        assert "s3cret" not in repr(form)

    def test_a_kept_secret_says_who_has_set_it(self):
        secret = {"token": {"set_at": NOW, "set_by": "Ada"}}
        stored = ConnectionView.model_validate(
            {
                **dict.fromkeys(("id", "name", "tenant"), "x"),
                **dict.fromkeys(("created_at", "updated_at"), NOW),
                **dict.fromkeys(("calls_per_minute", "concurrent_calls", "version"), 1),
                "active": True,
                "state": "active",
                "system": "connectwise",
                "webhook_url": None,
                "settings": {},
                "secrets": secret,
            }
        )
        (token,) = (each for each in form_of(system(), stored).needed if each.secret)
        assert (token.kept, token.set_by, token.set_at) == (True, "Ada", NOW)


def test_what_is_wrong_beside_the_systems_fields_is_told_above_them():
    mistakes = Mistakes({"name": "is taken", "settings.base_url": "no address"}, ["odd"])
    assert told_above(mistakes) == ["odd", "Name: is taken"]


class TestSent:
    def test_secrets_go_as_they_were_entered_and_empty_settings_not_at_all(self):
        form = Form([("tenant", "t"), ("system", "s"), ("name", "N"), ("settings.a", " x "), ("settings.b", "  ")])
        spaced = Form([*form.fields, ("secrets.token", " with spaces ")])
        assert new_body(spaced) == {
            "tenant": "t",
            "system": "s",
            "name": "N",
            "settings": {"a": "x"},
            "secrets": {"token": " with spaces "},
        }

    def test_a_change_leaves_the_secrets_that_were_not_entered(self):
        body = change_body(
            Form([("name", "N"), ("settings.a", "x"), ("secrets.token", ""), ("calls_per_minute", "60")])
        )
        assert body == {"name": "N", "settings": {"a": "x"}, "calls_per_minute": 60}

    def test_what_is_no_number_is_left_to_the_service(self):
        assert change_body(Form([("concurrent_calls", "many")]))["concurrent_calls"] == "many"


class TestCheck:
    def test_a_refusal_names_where_to_look(self):
        view = CheckView(
            ok=False,
            error_kind="authentication",
            message="401",
            hint="Make a new key.",
            readable={},
            fields=["secrets.token", "settings.gone"],
            server_time_zone=None,
            system_version=None,
        )
        shown = checked(view, {"secrets.token": "API token"})
        assert (shown.title, shown.hint, shown.where) == (
            "Sign-in at the PSA refused",
            "Make a new key.",
            ["API token"],
        )

    def test_what_cannot_be_read_is_told_with_why(self):
        probe = {"entity": "asset", "readable": False, "reason": "No right.", "hint": "Grant it."}
        view = CheckView.model_validate(
            {
                "ok": True,
                "error_kind": None,
                "message": "",
                "readable": {"asset": False, "company": True},
                "permissions": [probe],
                "server_time_zone": None,
                "system_version": "2025.1",
            }
        )
        shown = checked(view, {})
        assert [(each.entity, each.can, each.why) for each in shown.entities] == [
            ("Assets", False, "No right. Grant it."),
            ("Companies", True, ""),
        ]
        assert not shown.all_readable
        assert shown.facts == [("Version", "2025.1")]

    def test_the_last_check(self):
        assert health_of(None) is None
        last = LastCheck(at=NOW, by="Ada", ok=False, message="Refused.", hint="Ask.", not_readable=["contact"])
        found = health_of(last)
        assert found is not None
        assert (found.words, found.not_readable) == ("Refused. Ask.", ["Contacts"])


def test_what_can_be_read_from_stands_first():
    systems = [system("http_endpoint", source=False, webhooks=False), system("http_source", webhooks=False), system()]
    assert [card.system for card in system_cards(systems)] == ["connectwise", "http_source", "http_endpoint"]


class TestWebhook:
    def health(self, **counts: object) -> WebhookHealth:
        usual = {
            **dict.fromkeys(("connection", "tenant"), "x"),
            **dict.fromkeys(("last_event_at", "last_refused_at")),
            **dict.fromkeys(("published", "repeated", "ignored", "deactivated"), 0),
            "refused": {},
            "deferred": {},
            "latest_refusals": [],
        }
        return WebhookHealth.model_validate({**usual, **counts})

    def view(self, **more: object) -> WebhookView:
        nothing = dict.fromkeys(("asked_at", "since", "checked_at", "renewed_at", "address", "repair", "wanted"))
        words = dict.fromkeys(("by", "detail", "waits", "connection", "tenant"), "")
        return WebhookView.model_validate({"by_api": True, "state": "unknown", "steps": [], **nothing, **words, **more})

    def test_one_that_nobody_asked_for_is_not_a_fault(self):
        assert webhook_of(self.view(), self.health()).badge.label == "Not set up"
        assert webhook_of(self.view(wanted=True), self.health()).badge.label == "Not known"

    def test_refusals_are_worded_the_most_frequent_first(self):
        found = webhook_of(self.view(), self.health(refused={"body-incomplete": 1, "brand-new": 5}))
        assert found.refused == [("Brand new", 5), ("A ticket without an id", 1)]
        assert found.refusals == 6
