"""What is kept of a declaration, and what syncs are held against."""

from datetime import UTC, datetime

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import DeclaredField
from psasync_scheduler.domain.declarations import (
    MAX_ALL_OPTIONS,
    MAX_FIELDS,
    MAX_OPTIONS,
    MAX_VALUES,
    Discovery,
    SetUpValue,
    declared_entity,
    undeclared,
)


def kept(*entities) -> Discovery:
    return Discovery(connection="c", version=1, discovered_at=datetime(2030, 1, 1, tzinfo=UTC), entities=entities)


def test_what_is_kept_is_bounded_and_says_so():
    fields = [
        DeclaredField(f"F{number}", "x" * 999, options=("y" * 999,) * (MAX_OPTIONS + 1))
        for number in range(MAX_FIELDS + 1)
    ]
    values = [SetUpValue(id=str(number), name="z") for number in range(MAX_VALUES + 1)]
    found = declared_entity(Entity.COMPANY, fields, values, "")
    assert found.truncated
    assert found.custom_fields is not None
    assert found.values is not None
    assert (len(found.custom_fields), len(found.values)) == (MAX_FIELDS, MAX_VALUES)
    assert sum(len(field.options) for field in found.custom_fields) == MAX_ALL_OPTIONS
    assert len(found.custom_fields[0].label) == 200
    assert len(kept(found).model_dump_json()) < 4_000_000
    assert kept(found).names() == {}, "of what is not all there, nothing can be said to be missing"


def test_what_declares_nothing_is_not_judged():
    company = declared_entity(Entity.COMPANY, [DeclaredField("Tier", "Tier")], None, "")
    board = declared_entity(Entity.TICKET_BOARD, None, [], "")
    assert kept(company, board).names() == {Entity.COMPANY: {"Tier"}}


def test_each_unknown_field_stands_at_its_place():
    declared = {Entity.COMPANY: frozenset({"Tier", "Sector"}), Entity.CONTACT: frozenset()}
    chosen = {Entity.COMPANY: ("Tier", "tiers", "Moon"), Entity.CONTACT: ("VIP",), Entity.ASSET: ("Rack",)}
    found = {error.field: error.message for error in undeclared(chosen, declared, "The PSA")}
    assert set(found) == {"custom_fields.company.1", "custom_fields.company.2", "custom_fields.contact.0"}
    assert found["custom_fields.company.1"].endswith("did you mean Tier?")
    assert "did you mean" not in found["custom_fields.contact.0"]
