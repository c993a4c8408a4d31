"""A definition is right, or is refused in one clear message; nothing else comes of it."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.http_source import ENTRY, open_adapter
from psasync.psa.http_source.definition import MAX_CHARACTERS, Definition, DefinitionError, parse
from psasync.psa.port import Credentials, PeriodFilter, PsaError, UpdatedSince
from tests.contract.psa.budgets import CountingBudget

GOOD = {
    "entities": {
        "product": {
            "path": "/products",
            "query": {"expand": "prices"},
            "paging": {"style": "page_number", "size_parameter": "per_page", "size": 50, "total": "meta.total"},
            "records": "items",
            "id": "sku",
            "label": "title",
            "fields": {
                "name": "title",
                "unit_price": {"path": "prices[0].amount", "as": "number"},
                "active": {"path": "state", "true": ["on sale"]},
                "description": {"constant": "from the marketplace"},
            },
            "custom_fields": {"Vendor": "vendor.name"},
            "updated_since": {"parameter": "since", "format": "epoch"},
            "business_date": {"path": "created", "zone": "Europe/Berlin"},
            "by_id": {"path": "/products/{id}", "record": "item"},
        },
        "company": {"path": "/customers", "id": "id", "fields": {"name": "name"}},
    }
}


def changed(place: str, value: object) -> dict:
    """GOOD with one value set, or left out where it is `...`; steps are separated by spaces."""
    content = copy.deepcopy(GOOD)
    *way, last = place.split()
    inner = content
    for step in way:
        inner = inner[step]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return content


def refusal(content: object) -> str:
    with pytest.raises(DefinitionError) as caught:
        parse(json.dumps(content))
    return str(caught.value)


def test_a_complete_definition_is_taken():
    definition = parse(json.dumps(GOOD))
    assert definition.ordered == (Entity.COMPANY, Entity.PRODUCT)  # not as written: what is referred to comes first
    product = definition.entities[Entity.PRODUCT]
    assert product.fields["unit_price"].path.steps == ("prices", 0, "amount")
    assert parse(json.dumps({**GOOD, "reading_order": ["product", "company"]})).ordered[0] is Entity.PRODUCT


def test_capabilities_follow_from_the_definition():
    can = ENTRY.capabilities_of({"definition": json.dumps(GOOD)}).entities
    assert list(can) == [Entity.COMPANY, Entity.PRODUCT]
    product, company = can[Entity.PRODUCT], can[Entity.COMPANY]
    assert (product.updated_since, product.period, product.by_id) == (UpdatedSince.SERVER, PeriodFilter.HERE, True)
    assert (product.business_date, product.custom_fields, product.absent_fields) == ("created", True, {"code"})
    assert (company.updated_since, company.period, company.by_id) == (UpdatedSince.NONE, PeriodFilter.NONE, False)
    assert company.absent_fields == {"website", "status_id", "status"}


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ("entities product path", "https://elsewhere.example/products", "entities.product.path: must be a path below"),
        ("entities product path", "//elsewhere.example/x", "entities.product.path: must be a path below"),
        ("entities product path", "/a/../../b", "entities.product.path: must not lead upwards"),
        ("entities product path", "/a/%2e%2E/b", "entities.product.path: must not lead upwards"),
        ("entities product path", "/products?key=1", "entities.product.path: must be a path below"),
        ("entities product path", ..., "entities.product.path: is needed"),
        ("entities product id", "", "entities.product.id: is an empty path"),
        ("entities product id", ..., "entities.product.id: is needed"),
        ("entities product fields name", ..., "entities.product.fields.name: is needed"),
        ("entities product fields nmae", "x", "entities.product.fields.nmae: a product has no such field; it has name"),
        ("entities product fields name", {"path": "a..b"}, "fields.name.path: is no path: it cannot be read from"),
        ("entities product fields name", {"path": "a", "constant": "b"}, "fields.name: needs either"),
        ("entities product fields name", {"path": "title", "as": "eval"}, "fields.name.as: input should be 'text'"),
        ("entities product fields name", {"path": "title", "as": "number"}, "fields.name.as: the field is a text"),
        ("entities product fields name", {"path": "title", "true": ["x"]}, "fields.name: only a boolean"),
        ("entities product fields active", {"path": "a", "true": ["x"], "false": ["X"]}, "cannot mean both"),
        ("entities product fields active", {"constant": "yes"}, "fields.active.constant: is no boolean"),
        ("entities product fields unit_price", {"constant": True}, "fields.unit_price.constant: is no number"),
        ("entities product paging", {"style": "scroll"}, "entities.product.paging: has no such `style`"),
        ("entities product paging", {}, "entities.product.paging: needs a `style`"),
        ("entities product paging size", 5000, "entities.product.paging.size: input should be less than"),
        ("entities product paging size", "50", "entities.product.paging.size: input should be a valid integer"),
        ("entities product paging code", "x", "entities.product.paging.code: is no word of a definition"),
        ("entities product query", {"per_page": "1"}, "the parameter per_page is used for two things"),
        ("entities product by_id path", "/products", "entities.product.by_id.path: must name {id} once"),
        ("entities product by_id path", "/{id}/{id}", "entities.product.by_id.path: must name {id} once"),
        ("entities product business_date zone", "Mars/Base", "business_date.zone: is no time zone"),
        ("entities product business_date from_parameter", "from", "entities.product.business_date: needs both"),
        ("entities product updated_since format", "rfc", "updated_since.format: input should be"),
        ("entities widget", {}, "entities.widget: input should be"),
        ("reading_order", ["product"], "reading_order: must name each entity"),
        ("entities", {}, "entities: "),
        ("script", "print(1)", "script: is no word of a definition"),
    ],
)
def test_a_mistake_is_told_with_its_place(place, value, told):
    message = refusal(changed(place, value))
    assert told in message
    assert len(message) < 1500


def test_every_mistake_is_told_at_once():
    content = changed("entities product path", "x")
    content["entities"]["company"]["fields"] = {"name": {"path": ""}}
    message = refusal(content)
    assert "entities.product.path" in message
    assert "entities.company.fields.name.path" in message


def test_too_long_and_empty_and_no_json():
    for text, told in (("", "missing"), (" " * 9, "missing"), ("x" * (MAX_CHARACTERS + 1), "longer"), ("{", "JSON")):
        with pytest.raises(DefinitionError, match=told):
            parse(text)


def test_a_wrong_definition_is_a_configuration_error_of_the_connection():
    credentials = Credentials(
        connection="c",
        tenant="t",
        settings={"base_url": "https://market.example", "auth": "none", "definition": '{"entities": {}}'},
        secrets={},
    )
    for call in (
        lambda: open_adapter(credentials, budget=CountingBudget()),
        lambda: ENTRY.capabilities_of(credentials.settings),
    ):
        with pytest.raises(PsaError, match="definition is wrong: entities") as caught:
            call()
        assert (caught.value.kind, caught.value.permanent) == ("configuration", True)
        assert caught.value.code is IssueCode.MAPPING_INVALID


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def _places(content: object, way: tuple = ()) -> list[tuple]:
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [way, *(place for step, value in inner for place in _places(value, (*way, step)))]


@given(place=st.sampled_from(_places(GOOD)[1:]), value=JSON, drop=st.booleans())
def test_a_definition_broken_anywhere_is_taken_or_refused_and_nothing_else(place, value, drop):
    content = copy.deepcopy(GOOD)
    inner = content
    for step in place[:-1]:
        inner = inner[step]
    if drop:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    _parse_or_refuse(json.dumps(content))


@given(st.text(max_size=60) | JSON.map(json.dumps) | st.just("[" * 4000) | st.just('{"entities":' * 2000))
def test_any_text_is_taken_or_refused_and_nothing_else(text):
    _parse_or_refuse(text)


def _parse_or_refuse(text: str) -> None:
    try:
        assert isinstance(parse(text), Definition)
    except DefinitionError as error:
        assert 0 < len(str(error)) < 1500  # noqa: PT017 - both outcomes are right
