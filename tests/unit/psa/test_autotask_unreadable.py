"""Rows that are not as Autotask documents them: each an unreadable record, never an exception."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.vocabulary import Entity
from psasync.psa.autotask.endpoints import CAPABILITIES
from psasync.psa.autotask.mapping import map_rows
from tests.unit.psa.autotask_samples import CONTACT, NAMES, ROWS


@pytest.mark.parametrize(
    "row",
    [
        None,
        7,
        "text",
        [],
        {},
        {"firstName": "no id"},
        {**CONTACT, "id": None},
        {**CONTACT, "companyID": {"id": 301}},
        {**CONTACT, "isActive": "yes"},
        {**CONTACT, "createDate": "yesterday"},
        {**CONTACT, "createDate": 7},
    ],
)
def test_a_row_of_another_shape_is_unreadable_and_harms_no_other(row):
    mapped = map_rows(Entity.CONTACT, [CONTACT, row, {**CONTACT, "id": 903}], NAMES)
    assert [record.source_id for record in mapped.records] == ["902", "903"]
    assert len(mapped.unreadable) == 1
    assert 1 <= len(mapped.unreadable[0].source_id) <= 200
    assert mapped.unreadable[0] == map_rows(Entity.CONTACT, [row], NAMES).unreadable[0]


@pytest.mark.parametrize("fields", [5, ["VIP"], [{"value": "Yes"}], [{"name": ["VIP"], "value": "Yes"}]])
def test_custom_fields_of_another_shape_make_the_row_unreadable(fields):
    mapped = map_rows(Entity.CONTACT, [{**CONTACT, "userDefinedFields": fields}], NAMES, ("VIP",))
    assert (len(mapped.records), len(mapped.unreadable)) == (0, 1)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(ROWS)), st.data())
def test_no_row_breaks_the_mapping(entity, data):
    fields = st.dictionaries(st.sampled_from(sorted(ROWS[entity])), JSON, max_size=6)
    rows = data.draw(st.lists(fields.map(lambda changed: {**ROWS[entity], **changed}) | JSON, max_size=5))
    mapped = map_rows(entity, rows, NAMES, ("Tier",) if CAPABILITIES.entities[entity].custom_fields else ())
    assert len(mapped.records) + len(mapped.unreadable) == len(rows)
    assert all(1 <= len(record.label) <= 200 and record.source_id for record in mapped.records)
