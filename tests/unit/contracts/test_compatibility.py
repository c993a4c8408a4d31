"""The rule that guards published versions must itself be able to say no."""

import copy

import pytest

from psasync.contracts.asyncapi import schemas
from psasync.contracts.compatibility import breaks, grown
from psasync.contracts.surface import grown_surface, surface, surface_breaks


def _with(content: dict, path: list[str], value: object) -> dict:
    """A copy with one place set, or removed for None."""
    copied = copy.deepcopy(content)
    place = copied
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return copied


def _changed(path: list[str], value: object) -> dict:
    return _with(schemas(), path, value)


def test_the_same_schemas_break_nothing():
    assert breaks(schemas(), schemas()) == []


def test_a_new_optional_field_breaks_nothing():
    assert breaks(schemas(), _changed(["SyncRequested", "properties", "added"], {"type": "string"})) == []


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["SyncRequested", "properties", "mode"], None, "SyncRequested.mode: is gone"),
        (["SyncRequested", "required"], ["tenant", "sync", "mode"], "SyncRequested.mode: is required now"),
        (["Outcome", "enum"], ["created"], "Outcome: value 'updated' is gone"),
        (["RecordResult", "properties", "seq", "type"], "string", "RecordResult.seq: was"),
        (["TicketChanged"], None, "TicketChanged: is gone"),
    ],
)
def test_a_broken_promise_is_named(path, value, said):
    assert any(said in problem for problem in breaks(schemas(), _changed(path, value)))


def test_what_is_published_grows_and_never_breaks():
    published = {"A": {"properties": {"x": {"type": "string"}}}, "B": {"properties": {"y": {"type": "string"}}}}
    current = {"A": {"properties": {"x": {"type": "string"}, "z": {}}}, "B": {"properties": {}}, "C": {}}
    assert grown(published, current) == {"A": current["A"], "B": published["B"], "C": {}}
    assert grown(published, {}) == published


def _ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(shape: dict) -> dict:
    return {"content": {"application/json": {"schema": shape}}}


STATE = {"anyOf": [{"enum": ["open", "closed"], "type": "string"}, {"type": "null"}]}
THINGS, CREATE, SECRET = "/v1/things", "POST /v1/things", "/internal/secrets"
LIVE = "/v1/things/events"
DOCUMENT = {
    "paths": {
        THINGS: {
            "get": {
                "parameters": [{"in": "query", "name": "state", "required": False, "schema": STATE}],
                "responses": {"200": _content({"type": "array", "items": _ref("Thing")})},
            },
            "post": {
                "requestBody": {**_content(_ref("NewThing")), "required": True},
                "responses": {"201": _content(_ref("Thing")), "204": {"description": "Nothing to say."}},
            },
        },
        LIVE: {"get": {"responses": {"200": {}}, "x-events": {"changed": _ref("Change")}}},
        SECRET: {"get": {"responses": {"200": _content(_ref("Secret"))}}},
    },
    "components": {
        "schemas": {
            "Thing": {"properties": {"id": {"type": "string"}, "size": _ref("Size")}, "required": ["id"]},
            "NewThing": {"properties": {"size": _ref("Size"), "note": {"type": "string"}}, "required": ["size"]},
            "Size": {"properties": {"cm": {"type": "integer"}, "exact": {"type": "boolean"}}, "required": ["cm"]},
            "Change": {"properties": {"thing": _ref("Thing")}, "required": ["thing"]},
            "Secret": {"properties": {"text": {"type": "string"}}},
        }
    },
}
GET, POST = ["paths", THINGS, "get"], ["paths", THINGS, "post"]
SCHEMAS = ["components", "schemas"]


def _http_breaks(path: list, value: object) -> list[str]:
    return surface_breaks(surface(DOCUMENT), surface(_with(DOCUMENT, path, value)))


def test_only_public_operations_and_what_they_use_are_promised():
    promise = surface(DOCUMENT)
    assert set(promise["operations"]) == {"GET /v1/things", CREATE, "GET /v1/things/events"}
    assert set(promise["schemas"]) == {"Thing", "NewThing", "Size", "Change"}
    assert _http_breaks(["paths", SECRET], None) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ([*GET, "description"], "Other words."),
        (["paths", "/v1/others"], {"get": {"responses": {"200": {}}}}),
        ([*GET, "parameters", 0, "schema", "anyOf", 0, "enum"], ["open", "closed", "lost"]),
        ([*POST, "requestBody", "required"], False),
        ([*POST, "responses", "202"], _content(_ref("Thing"))),
        ([*SCHEMAS, "NewThing", "properties", "added"], {"type": "string"}),
        ([*SCHEMAS, "NewThing", "required"], []),
        ([*SCHEMAS, "Thing", "required"], ["id", "size"]),
        (["paths", LIVE, "get", "x-events", "added"], _ref("Thing")),
    ],
)
def test_callers_do_not_mind(path, value):
    assert _http_breaks(path, value) == []


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (POST, None, "POST /v1/things: is gone"),
        ([*GET, "parameters"], [], "GET /v1/things.query state: is gone"),
        ([*GET, "parameters", 0, "required"], True, "GET /v1/things.query state: is required now"),
        ([*GET, "parameters", 0, "schema", "anyOf", 0, "enum"], ["open"], "query state: value 'closed' is gone"),
        ([*POST, "responses", "204"], None, "POST /v1/things.answer 204 nothing: is gone"),
        ([*POST, "responses", "201"], _content(_ref("Size")), "POST /v1/things.answer 201 application/json: was"),
        ([*SCHEMAS, "NewThing", "required"], ["size", "note"], "NewThing.note: is required now"),
        ([*SCHEMAS, "Size", "required"], ["cm", "exact"], "Size.exact: is required now"),
        ([*SCHEMAS, "Thing", "required"], [], "Thing.id: may be missing now"),
        ([*SCHEMAS, "Change", "required"], [], "Change.thing: may be missing now"),
        (["paths", LIVE, "get", "x-events"], {}, "GET /v1/things/events.answer event changed: is gone"),
        ([*SCHEMAS, "Thing", "properties", "id", "type"], "integer", "Thing.id: was"),
    ],
)
def test_a_broken_promise_to_callers_is_named(path, value, said):
    assert any(said in problem for problem in _http_breaks(path, value))


def test_a_published_operation_outlives_its_removal():
    promise = surface(DOCUMENT)
    smaller = surface(_with(DOCUMENT, POST, None))
    assert grown_surface(promise, smaller) == promise
    assert grown_surface(smaller, promise) == promise
    assert surface_breaks(grown_surface(promise, smaller), smaller)
