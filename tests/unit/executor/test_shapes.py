"""Typed dicts must take and give exactly what the models do."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from psasync.contracts.canonical import MODELS
from psasync.contracts.vocabulary import Entity
from psasync_executor.domain.shapes import shape_of
from psasync_executor.domain.validation import validate

TEXTS = st.sampled_from(["", " ", " padded ", "x" * 250, "x" * 251, "x" * 501, "y" * 20_001, "\ud800", "yes", "7"])
SCALARS = st.none() | st.booleans() | st.integers(-3, 2**70) | st.floats() | TEXTS | st.text(max_size=8)
NOT_JSON = st.sampled_from([datetime(2026, 1, 1, tzinfo=UTC), {3}, (1, 2), Decimal("1.5"), b"x", float("inf")])
VALUES = st.recursive(
    SCALARS | NOT_JSON, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner)
)
ADDRESS = st.dictionaries(st.sampled_from(["line1", "line2", "city", "region", "country", "planet"]), SCALARS)
SHAPES = {entity: TypeAdapter(shape_of(model)) for entity, model in MODELS.items()}


@st.composite
def records(draw):
    entity = draw(st.sampled_from(list(MODELS)))
    known = [name for name in MODELS[entity].model_fields if name != "name"]
    fields = st.dictionaries(st.sampled_from([*known, "unknown"]), VALUES | ADDRESS, max_size=6)
    name = draw(st.just({"name": " A name "}) | st.fixed_dictionaries({}, optional={"name": SCALARS}))
    return entity, {**draw(fields), **name}


def by_model(entity: Entity, record: dict):
    try:
        return MODELS[entity].model_validate(record).model_dump(mode="json", exclude_unset=True)
    except ValidationError as error:
        return sorted({str(detail["loc"]) for detail in error.errors()})


def by_shape(entity: Entity, record: dict):
    try:
        return SHAPES[entity].validate_python(record)
    except ValidationError as error:
        return sorted({str(detail["loc"]) for detail in error.errors()})


@given(records())
def test_the_same_records_pass_in_the_same_form_and_the_same_fields_are_refused(given_record):
    entity, record = given_record
    assert repr(by_shape(entity, record)) == repr(by_model(entity, record))


@pytest.mark.parametrize("entity", MODELS)
def test_order_and_absence_of_fields_are_the_models(entity):
    every = dict.fromkeys(reversed(MODELS[entity].model_fields), None)
    required = {name: "1" for name, field in MODELS[entity].model_fields.items() if field.is_required()}
    for record in ({**every, **required}, required):
        (stored,) = validate(entity, [record])
        model = MODELS[entity].model_validate(record)
        assert list(stored.items()) == list(model.model_dump(mode="json", exclude_unset=True).items())
