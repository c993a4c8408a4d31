"""Rows of a described source become exactly these records."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.http_source.definition import parse
from psasync.psa.http_source.definition.filters import TimeFormat
from psasync.psa.http_source.mapping import EntityMapping
from psasync.psa.http_source.mapping.conversions import (
    ConversionError,
    boolean,
    calendar_day,
    identifier,
    number,
    text,
    whole,
)
from psasync.psa.http_source.mapping.instants import instant
from psasync.psa.http_source.reading.filters import beginning, end
from tests.contract.psa.systems.http_source import definition

CONTACT = {
    "id": 12.0,
    "customer": {"id": 5},
    "full_name": " Zoë Weber ",
    "job_title": "",
    "email": None,
    "phones": [{"kind": "work", "number": 5550001}],
    "address": {"street": "1 Elm Avenue", "city": "Dunmore", "state": "", "zip": 1234, "country": "Denmark"},
    "enabled": "No",
    "attributes": {"vip": True},
    "created_at": "2026-03-01T08:30:00+02:00",
}


def mapping(entity: Entity) -> EntityMapping:
    return EntityMapping.of(entity, parse(json.dumps(definition())).entities[entity])


def one(entity: Entity, row: object, *chosen: str):
    (record,) = mapping(entity).mapped([row], chosen).records
    return record


def test_a_contact():
    record = one(Entity.CONTACT, CONTACT, "VIP", "Nobody")
    assert (record.source_id, record.label) == ("12", "Zoë Weber")
    assert record.business_date == datetime(2026, 3, 1, 6, 30, tzinfo=UTC)
    assert record.data == {
        "name": "Zoë Weber",
        "company_id": "5",
        "title": None,
        "email": None,
        "phone": "5550001",
        "address": {
            "line1": "1 Elm Avenue",
            "city": "Dunmore",
            "region": None,
            "postal_code": "1234",
            "country": "Denmark",
        },
        "active": False,
        "custom_fields": {"VIP": True, "Nobody": None},
    }


def test_a_product():
    row = {"id": "P-1", "name": "Backup", "code": "SKU-1", "description": None, "unit_price": "12.50", "active": 1}
    record = one(Entity.PRODUCT, row)
    assert (record.source_id, record.business_date) == ("P-1", None)
    assert record.data == {
        "name": "Backup",
        "code": "SKU-1",
        "description": None,
        "unit_price": 12.5,
        "active": True,
    }


def test_a_row_with_nothing_but_an_id_has_every_described_field_and_no_other():
    record = one(Entity.CONTACT, {"id": 3})
    assert record.label == "#3"
    assert record.data == dict.fromkeys(("name", "company_id", "title", "email", "phone", "address", "active"), None)


def test_a_field_that_cannot_be_used_is_named():
    row = {"id": 9, "name": "X", "unit_price": "12,50"}
    mapped = mapping(Entity.PRODUCT).mapped([row, {"id": 10, "name": "Y"}])
    assert [record.source_id for record in mapped.records] == ["10"]
    (bad,) = mapped.unreadable
    assert (bad.source_id, bad.issue.code, bad.issue.field) == ("9", IssueCode.FIELD_INVALID, "unit_price")
    assert bad.issue.message == "unit_price is no number."


SAID = {
    text: [("a ", "a"), ("", None), (" ", None), (None, None), (5, "5"), (1.5, "1.5"), (True, "true")],
    identifier: [("7", "7"), (7, "7"), (7.0, "7"), (None, None), (" x ", "x")],
    number: [("1.5", 1.5), ("-3", -3), (7, 7), (0.5, 0.5), ("", None), (None, None)],
    whole: [("4", 4), (4.0, 4), ("4.0", 4), (None, None)],
    boolean: [(True, True), ("Yes", True), (1, True), ("enabled", True), ("off", False), (0, False), ("", None)],
    calendar_day: [
        ("2026-03-01", "2026-03-01"),
        ("2026-03-01T23:59:59-08:00", "2026-03-01"),
        (1772323200, "2026-03-01"),
        ("", None),
        (None, None),
    ],
}
REFUSED = {
    text: [[], {}],
    identifier: [1.5, True, []],
    number: ["1,5", "1e5", "abc", "1_000", True, [], "٣"],
    whole: ["4.5", 4.5, "x"],
    boolean: ["perhaps", 2, []],
    calendar_day: ["01.03.2026", "soon", True, [], 1e300],
}


@pytest.mark.parametrize(
    ("convert", "value", "expected"), [(how, *pair) for how, pairs in SAID.items() for pair in pairs]
)
def test_conversions(convert, value, expected):
    found = convert(value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(("convert", "value"), [(how, value) for how, values in REFUSED.items() for value in values])
def test_values_that_do_not_fit(convert, value):
    with pytest.raises(ConversionError):
        convert(value)


def test_own_words_for_true_and_false():
    def meaning(field: dict, value: object) -> object:
        content = {"entities": {"product": {"path": "/p", "id": "id", "fields": {"name": "n", "active": field}}}}
        described = parse(json.dumps(content)).entities[Entity.PRODUCT]
        mapped = EntityMapping.of(Entity.PRODUCT, described).mapped([{"id": 1, "s": value}])
        return mapped.records[0].data["active"] if mapped.records else "refused"

    only_true = {"path": "s", "true": ["Live"]}
    assert [meaning(only_true, word) for word in ("live", "retired", "", None)] == [True, False, None, None]
    both = {"path": "s", "true": ["live"], "false": ["retired"]}
    assert [meaning(both, word) for word in ("LIVE", "retired", "new")] == [True, False, "refused"]
    turned = {"path": "s", "true": ["false"], "false": ["true"]}
    assert [meaning(turned, word) for word in (True, False)] == [False, True]


def test_instants_without_a_zone_are_those_of_the_definition():
    berlin = ZoneInfo("Europe/Berlin")
    assert instant("2026-07-01T02:00:00", berlin) == datetime(2026, 7, 1, tzinfo=UTC)
    assert instant("2026-07-01", berlin) == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert instant(1751328000, berlin) == datetime(2025, 7, 1, tzinfo=UTC)
    assert instant("", berlin) is None


def test_filters_find_more_rather_than_less():
    time = datetime(2026, 3, 29, 12, 0, 0, 500_000, tzinfo=UTC)
    berlin = ZoneInfo("Europe/Berlin")
    assert [beginning(time, how) for how in TimeFormat] == ["2026-03-29T12:00:00Z", "2026-03-29", "1774785600"]
    assert [end(time, how, berlin) for how in TimeFormat] == ["2026-03-29T12:00:01Z", "2026-03-30", "1774785601"]
    midnight = datetime(2026, 3, 29, tzinfo=berlin)
    assert end(midnight, TimeFormat.ISO_DATE, berlin) == "2026-03-29"


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
ROW = ANY | st.fixed_dictionaries({}, optional=dict.fromkeys(CONTACT, ANY))


@given(st.lists(ROW, max_size=5))
def test_any_rows_are_records_or_unreadable(rows):
    rows = orjson.loads(json.dumps(rows))  # as they come: without numbers that JSON cannot have here
    mapped = mapping(Entity.CONTACT).mapped(rows, ("VIP",))
    assert len(mapped.records) + len(mapped.unreadable) == len(rows)
    for record in mapped.records:
        assert record.source_id
        assert len(record.label) <= 200
        json.dumps(record.data)
