"""What can be wrong with a mapping."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.canonical import MODELS
from psasync.contracts.mapping import EntityMapping
from psasync.contracts.mapping_rules import LARGEST_NUMBER, canonical_paths, mapping_mistakes
from psasync.contracts.vocabulary import Entity


def places(entity: Entity = Entity.CONTACT, custom_fields: tuple[str, ...] = (), **mapping: Any) -> list[str]:
    return [place for place, _ in mapping_mistakes(entity, EntityMapping.model_validate(mapping), custom_fields)]


def test_fields_with_parts_are_named_by_their_parts():
    paths = canonical_paths(Entity.CONTACT)
    assert {"name", "address.city", "active"} <= paths
    assert not {"address", "custom_fields"} & paths


@pytest.mark.parametrize(
    "mapping",
    [
        {},
        {"rename": {"custom_fields.Mail": "email", "email": "custom_fields.Old mail", "title": "address.line1"}},
        {"rename": {"phone": "title", "title": "phone"}},
        {"rename": {"name": "title", "custom_fields.Mail": "name"}},
        {"rename": {"name": "title"}, "fixed": {"name": "Somebody"}},
        {"rename": {"type": "title"}, "values": {"title": {"Owner": "CEO", "": None}}},
        {"values": {"custom_fields.Mail": {"none": None}, "active": {"Yes": True, "No": False}}},
        {"fixed": {"address.country": "NL", "custom_fields.Origin.System": 7, "active": True, "site_id": None}},
    ],
)
def test_what_can_be_applied(mapping: dict[str, Any]):
    assert places(custom_fields=("Mail",), **mapping) == []


@pytest.mark.parametrize(
    ("mapping", "place"),
    [
        ({"rename": {"serial": "title"}}, "rename.serial"),
        ({"rename": {"title": "serial"}}, "rename.title"),
        ({"rename": {"address": "title"}}, "rename.address"),
        ({"rename": {"title": "address"}}, "rename.title"),
        ({"rename": {"title": "custom_fields"}}, "rename.title"),
        ({"rename": {"title": "address.planet"}}, "rename.title"),
        ({"rename": {"title": "title"}}, "rename.title"),
        ({"rename": {"custom_fields.Fax": "phone"}}, "rename.custom_fields.Fax"),
        ({"rename": {"name": "title"}}, "rename.name"),
        ({"rename": {"title": "phone"}, "fixed": {"phone": "1"}}, "rename.title"),
        ({"values": {"serial": {"a": "b"}}}, "values.serial"),
        ({"values": {"custom_fields.Fax": {"a": "b"}}}, "values.custom_fields.Fax"),
        ({"rename": {"type": "title"}, "values": {"type": {"a": "b"}}}, "values.type"),
        ({"values": {"type": {"a": "b"}}, "fixed": {"type": "c"}}, "values.type"),
        ({"values": {"active": {"On": "yes", "Off": "perhaps"}}}, "values.active.Off"),
        ({"values": {"name": {"none": None}}}, "values.name.none"),
        ({"fixed": {"serial": 1}}, "fixed.serial"),
        ({"fixed": {"address": None}}, "fixed.address"),
        ({"fixed": {"address.city": 5}}, "fixed.address.city"),
        ({"fixed": {"name": "  "}}, "fixed.name"),
        ({"fixed": {"custom_fields.Size": float("nan")}}, "fixed.custom_fields.Size"),
        ({"fixed": {"custom_fields.Size": LARGEST_NUMBER + 1}}, "fixed.custom_fields.Size"),
    ],
)
def test_a_mistake_is_told_at_its_place(mapping: dict[str, Any], place: str):
    assert places(custom_fields=("Mail",), **mapping) == [place]


def test_two_renames_onto_one_target_are_both_told():
    found = places(rename={"title": "phone", "type": "phone", "email": "custom_fields.Mail"})
    assert found == ["rename.title", "rename.type"]


def test_every_required_field_has_to_be_filled():
    assert places(Entity.COMPANY_SITE, rename={"company_id": "custom_fields.Parent"}) == ["rename.company_id"]


def test_all_mistakes_at_once():
    found = places(rename={"title": "title"}, values={"serial": {}}, fixed={"active": "perhaps"})
    assert found == ["rename.title", "values.serial", "fixed.active"]


PATHS = st.sampled_from(
    ["name", "title", "active", "address.city", "address", "custom_fields.Mail", "custom_fields.Fax"]
)
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
MAPPINGS = st.builds(
    EntityMapping,
    rename=st.dictionaries(PATHS, PATHS, max_size=4),
    values=st.dictionaries(PATHS, st.dictionaries(st.text(max_size=5), VALUES, max_size=2), max_size=2),
    fixed=st.dictionaries(PATHS, VALUES, max_size=2),
)
FULL = {"name": "5", "title": "5", "active": True, "address.city": "5", "custom_fields.Mail": "a@b.example"}


@given(MAPPINGS)
def test_what_passes_loses_no_record_to_a_missing_field(mapping: EntityMapping):
    """Applied as the contract says it, to a record that has every field."""
    if mapping_mistakes(Entity.CONTACT, mapping, ("Mail",)):
        return
    moved = {target: FULL[source] for source, target in mapping.rename.items()}
    record = {path: value for path, value in FULL.items() if path not in mapping.rename} | moved | mapping.fixed
    required = {name for name, field in MODELS[Entity.CONTACT].model_fields.items() if field.is_required()}
    assert required
    assert all(record.get(name) is not None for name in required)
    assert len(moved) == len(mapping.rename), "no value was replaced by another"
