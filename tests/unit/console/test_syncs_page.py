"""Mappings, samples and schedules between forms and what is sent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from psasync.contracts.vocabulary import Entity
from psasync_client.models.scheduler import EntityMapping, EntityView, NotificationOverride, SamplesView, Schedule
from psasync_console.pages.syncs.entities import choices
from psasync_console.pages.syncs.mapping_form import mapping_form, mapping_of, typed
from psasync_console.pages.syncs.samples import samples_shown
from psasync_console.pages.syncs.schedule_form import ScheduleForm
from psasync_console.pages.syncs.telling import own_choices, shown
from psasync_console.pages.syncs.view import schedule_words
from psasync_console.web.forms import Form

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
MAPPING = {
    "rename": {"title": "custom_fields.Role"},
    "values": {"active": {"yes": True, "no": False}, "type": {"Main": "Primary"}},
    "fixed": {"phone": None, "title": "Customer"},
}


def sent(**columns: list[str]) -> Form:
    return Form([(name.replace("_", ".", 1), value) for name, values in columns.items() for value in values])


class TestMapping:
    def test_a_form_that_is_sent_back_is_the_same_mapping(self):
        form = mapping_form(EntityMapping.model_validate(MAPPING))
        fields = [("rename.left", each.left) for each in form.rename]
        fields += [("rename.right", each.right) for each in form.rename]
        for column, name in (("field", "field"), ("left", "left"), ("right", "right")):
            fields += [(f"values.{column}", getattr(each, name)) for each in form.values]
        fields += [("fixed.field", each.field) for each in form.fixed]
        fields += [("fixed.right", each.right) for each in form.fixed]
        assert mapping_of(Form(fields), Entity.CONTACT) == MAPPING
        assert form.count == 6

    def test_empty_rows_are_nothing(self):
        assert mapping_of(sent(rename_left=["", ""], rename_right=["", "x"]), Entity.CONTACT) == {}

    def test_a_mistake_stands_at_its_row_and_the_rest_above(self):
        mistakes = {"rename.title": "no such", "values.type.Main": "too long", "values.active": "fixed", "": "odd"}
        form = mapping_form(EntityMapping.model_validate(MAPPING), mistakes)
        assert form.rename[0].mistake == "no such"
        assert [(each.left, each.mistake) for each in form.values[:3]] == [
            ("yes", "fixed"),
            ("no", ""),
            ("Main", "too long"),
        ]
        assert form.others == ["odd"]

    @pytest.mark.parametrize(
        ("entity", "field", "text", "value"),
        [
            (Entity.CONTACT, "active", "Yes", True),
            (Entity.CONTACT, "active", "perhaps", "perhaps"),
            (Entity.CONTACT, "title", "true", "true"),
            (Entity.CONTACT, "title", "", None),
            (Entity.PRODUCT, "unit_price", "9.50", 9.5),
            (Entity.PRODUCT, "unit_price", "cheap", "cheap"),
            (Entity.TICKET_STATUS, "sort_order", "3", 3),
            (Entity.CONTACT, "custom_fields.Tier", "3", "3"),
        ],
    )
    def test_values_are_what_the_field_takes(self, entity, field, text, value):
        assert typed(entity, field, text) == value
        assert type(typed(entity, field, text)) is type(value)


def test_a_sample_shows_what_the_mapping_did():
    before = {"name": "Ada", "title": "Dr", "address": {"city": "Rome"}, "notes": "n" * 400}
    after = {"name": "Ada", "address": {"city": "Roma"}, "notes": "n" * 400, "custom_fields": {"Role": "Dr"}}
    record = {"source_id": "1", "label": "Ada", "before": before, "after": after}
    samples = samples_shown(SamplesView.model_validate({"entity": "contact", "records": [record], "unreadable": 0}))
    (found,) = samples.records
    assert [(line.field, line.change) for line in found.lines] == [
        ("name", ""),
        ("title", "removed"),
        ("address.city", "changed"),
        ("notes", ""),
        ("custom_fields.Role", "added"),
    ]
    assert len(found.lines[3].before) < 310


class TestSchedule:
    def test_a_new_sync_is_offered_every_night(self):
        assert ScheduleForm.of(None, new=True).rule == "daily"
        assert ScheduleForm.of(None).rule == "never"
        assert ScheduleForm.of(Schedule(time="02:00", enabled=False)).rule == "never"

    def test_one_rule_is_sent(self):
        form = ScheduleForm.sent(Form([("rule", "cron"), ("time", "02:00"), ("cron", "0 1 * * *"), ("window", "30")]))
        assert form.body() == {"cron": "0 1 * * *", "spread_minutes": 30}
        assert ScheduleForm.sent(Form([("rule", "never")])).body() is None

    def test_what_is_no_window_is_left_to_the_service(self):
        assert ScheduleForm("daily", "01:00", "", "long").body() == {"time": "01:00", "spread_minutes": "long"}

    def test_in_words(self):
        assert (
            schedule_words(Schedule(time="02:00", spread_minutes=60)) == "Every day at 02:00, spread over 60 minutes."
        )
        assert schedule_words(Schedule(cron="0 1 * * 1", spread_minutes=0)) == "By the cron expression 0 1 * * 1."
        assert schedule_words(None) == "It does not run by itself."


def test_a_new_sync_begins_with_what_most_people_carry():
    def view(entity: str, updated_since: str = "server") -> EntityView:
        flags = {"by_id": True, "custom_fields": False, "period": False, "period_filter": "none"}
        words = {"business_date": "", "note": "", "absent_fields": []}
        return EntityView.model_validate({"entity": entity, "updated_since": updated_since, **flags, **words})

    offered = choices([view("company"), view("asset", "none")], None)
    assert [(each.name, each.ticked) for each in offered] == [("Companies", True), ("Assets", False)]
    assert offered[1].says == "All of it is read each time."
    assert [each.ticked for each in choices([view("company"), view("asset")], ["asset"])] == [False, True]


def test_what_a_sync_leaves_to_its_tenant_is_null():
    sent = own_choices(Form([("failure", "no"), ("digest", "yes"), ("recovery", ""), ("recipients", "a@x.example")]))
    assert (sent["failure"], sent["digest"], sent["recovery"], sent["recipients"]) == (False, True, None, None)
    ticked = own_choices(Form([("own_recipients", "on"), ("recipients", "a@x.example")]))
    assert ticked["recipients"] == ["a@x.example"]
    assert shown(NotificationOverride(failure=False))["failure"] == "no"
    assert shown(NotificationOverride())["digest"] == ""
