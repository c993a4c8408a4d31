"""What a mapping makes of a record."""

from __future__ import annotations

import copy

from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.mapping import EntityMapping
from psasync.contracts.mapping_transform import transform_of

RECORD = {
    "name": "Northwind",
    "status": "Active",
    "address": {"city": "Bern", "country": None},
    "custom_fields": {"Tier": "A", "Old": 7},
}


def mapped(**mapping):
    transform = transform_of(EntityMapping(**mapping))
    assert transform is not None
    before = copy.deepcopy(RECORD)
    result = transform(RECORD)
    assert before == RECORD, "the record that was read has been changed"
    return result


def test_nothing_to_do_costs_nothing():
    assert transform_of(None) is None
    assert transform_of(EntityMapping()) is None


def test_renames_between_canonical_and_custom_fields():
    result = mapped(rename={"custom_fields.Tier": "type", "address.city": "custom_fields.Town"})
    assert result["type"] == "A"
    assert result["custom_fields"] == {"Old": 7, "Town": "Bern"}
    assert result["address"] == {"country": None}


def test_a_field_that_is_not_there_is_not_renamed():
    assert mapped(rename={"website": "status"})["status"] == "Active"


def test_values_are_translated_after_renames_and_others_stay():
    result = mapped(rename={"status": "type"}, values={"type": {"Active": "A"}, "custom_fields.Old": {"7": "seven"}})
    assert result["type"] == "A"
    assert "status" not in result
    assert result["custom_fields"]["Old"] == "seven"
    assert mapped(values={"status": {"Closed": "C"}})["status"] == "Active"


def test_nothing_and_truth_can_be_translated():
    transform = transform_of(EntityMapping(values={"active": {"true": False, "": True}}))
    assert transform({"active": True}) == {"active": False}
    assert transform({"active": None}) == {"active": True}
    assert transform({}) == {}


def test_fixed_values_win():
    result = mapped(rename={"name": "status"}, fixed={"status": "fixed", "address.country": "CH", "website": None})
    assert (result["status"], result["address"]["country"], result["website"]) == ("fixed", "CH", None)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
paths = st.sampled_from(["name", "status", "address.city", "custom_fields.Tier", "custom_fields.a.b"])


@given(
    st.dictionaries(st.sampled_from(["name", "status", "address", "custom_fields"]), json_values),
    st.dictionaries(paths, paths, max_size=3),
    st.dictionaries(paths, st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2), max_size=3),
    st.dictionaries(paths, st.text(max_size=3) | st.none(), max_size=3),
)
def test_any_record_can_be_mapped(record, rename, values, fixed):
    transform = transform_of(EntityMapping(rename=rename, values=values, fixed=fixed))
    if transform is not None:
        before = copy.deepcopy(record)
        assert isinstance(transform(record), dict)
        assert before == record
