"""Bodies with mistakes: what of them can still be read, and which mistakes are said once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from psasync.contracts.vocabulary import Entity
from psasync_scheduler.domain.bodies import SyncChange, SyncNew
from psasync_scheduler.domain.drafts import Draft, FlowDraft, flow_of, merged
from psasync_scheduler.domain.errors import FieldError

NEW = TypeAdapter(Draft[SyncNew])
RIGHT = {"connection": "c", "name": "S", "entities": ["company"]}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(list(Entity)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.sampled_from(list(Entity)), inner),
    max_leaves=8,
)


def test_a_right_body_is_the_body():
    draft = NEW.validate_python(RIGHT)
    assert draft.body == SyncNew.model_validate(RIGHT)
    assert draft.mistakes == ()


def test_every_mistake_of_the_shape_has_its_path():
    sent = RIGHT | {
        "name": "",
        "entities": ["planet"],
        "custom_fields": {"moon": []},
        "schedule": {"time": "25:00"},
        "notifications": {"recipients": ["it@example.com", "nobody"], "pager": True},
    }
    draft = NEW.validate_python(sent)
    assert draft.body is None
    assert {mistake.field for mistake in draft.mistakes} == {
        "name",
        "entities.0",
        "custom_fields.moon",
        "schedule.time",
        "notifications.recipients.1",
        "notifications.pager",
    }


def test_what_is_no_object_is_no_draft():
    with pytest.raises(ValidationError):
        NEW.validate_python(["company"])


def test_the_document_shows_the_body():
    assert NEW.json_schema() == TypeAdapter(SyncNew).json_schema()


def test_nulls_have_their_path():
    draft = TypeAdapter(Draft[SyncChange]).validate_python({"name": None, "active": None, "schedule": None})
    assert {mistake.field for mistake in draft.mistakes} == {"name", "active"}


class TestFlow:
    def test_entities_keep_their_places(self):
        flow = flow_of({"entities": ["planet", "company"], "custom_fields": {"company": ["a"], "planet": ["b"]}})
        assert flow == FlowDraft(("planet", Entity.COMPANY), {Entity.COMPANY: ("a",)}, {})

    def test_without_entities_no_other_part_is_foreign(self):
        assert flow_of({"custom_fields": {"contact": ["a"]}}).entities == (Entity.CONTACT,)

    def test_a_change_is_laid_over_what_is_there(self):
        there = FlowDraft((Entity.COMPANY,), {Entity.COMPANY: ("a",)}, {})
        assert flow_of({"name": 1}, there) == there
        assert flow_of({"custom_fields": {}}, there) == FlowDraft((Entity.COMPANY,), {}, {})

    @given(st.fixed_dictionaries({}, optional=dict.fromkeys(("entities", "custom_fields", "mapping"), anything)))
    def test_anything_can_be_read(self, sent):
        flow = flow_of(sent)
        assert all(isinstance(entity, Entity) for entity in flow.custom_fields.keys() | flow.mapping.keys())


def test_what_is_mistaken_already_is_not_said_again():
    known = [FieldError("entities.0", "a"), FieldError("schedule", "b")]
    further = [FieldError("entities.0", "c"), FieldError("entities.01", "d"), FieldError("schedule.cron", "e")]
    assert merged(known, further) == [*known, FieldError("entities.01", "d")]
