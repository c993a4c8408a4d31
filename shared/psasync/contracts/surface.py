"""What a service's OpenAPI document promises to callers, and whether it still holds.

An operation is held to the same rule as a model: its parameters, bodies and answers are its fields.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypedDict

from psasync.contracts.compatibility import Schema, Schemas, breaks, grown

PUBLIC = "/v1/"
_ANSWER = "answer "
_EVENTS = "x-events"  # of a stream: the schema of each event's data
_REF = "#/components/schemas/"


class Surface(TypedDict):
    """The public part of one service's HTTP interface."""

    operations: dict[str, Schema]  # "GET /v1/..."
    schemas: dict[str, Schema]  # those that the operations use


def surface(document: Mapping[str, Any]) -> Surface:
    """The promise that an OpenAPI document makes; what is not under `/v1/` is none."""
    operations = {
        f"{method.upper()} {path}": _as_model(operation)
        for path, methods in document["paths"].items()
        if path.startswith(PUBLIC)
        for method, operation in methods.items()
    }
    schemas = document.get("components", {}).get("schemas", {})
    used = _reachable(operations.values(), schemas)
    return {"operations": operations, "schemas": {name: schemas[name] for name in sorted(used)}}


def surface_breaks(published: Surface, current: Surface) -> list[str]:
    """What callers of the published operations would trip over, in words."""
    return [
        *breaks(published["operations"], current["operations"]),
        *breaks(published["schemas"], current["schemas"], answers=_only_answered(published)),
    ]


def grown_surface(published: Surface, current: Surface) -> Surface:
    """The promise with what `current` adds to it; nothing published goes or gets narrower."""
    return {
        "operations": grown(published["operations"], current["operations"]),
        "schemas": grown(published["schemas"], current["schemas"], answers=_only_answered(published)),
    }


def _as_model(operation: Mapping[str, Any]) -> Schema:
    sent = list(_sent(operation))
    return {
        "properties": {**{name: shape for name, _, shape in sent}, **dict(_answered(operation))},
        "required": [name for name, required, _ in sent if required],
    }


def _sent(operation: Mapping[str, Any]) -> Iterator[tuple[str, bool, Schema]]:
    """Name, whether it is required, and shape."""
    for parameter in operation.get("parameters", ()):
        yield f"{parameter['in']} {parameter['name']}", parameter.get("required", False), parameter["schema"]
    body = operation.get("requestBody", {})
    for media, content in body.get("content", {}).items():
        yield f"body {media}", body.get("required", False), content["schema"]


def _answered(operation: Mapping[str, Any]) -> Iterator[tuple[str, Schema]]:
    for status, answer in operation["responses"].items():
        for media, content in answer.get("content", {"nothing": {}}).items():
            yield f"{_ANSWER}{status} {media}", content.get("schema", {})
    for name, schema in operation.get(_EVENTS, {}).items():
        yield f"{_ANSWER}event {name}", schema


def _only_answered(promise: Surface) -> set[str]:
    """The schemas that no caller has to write."""
    sent = [
        shape
        for operation in promise["operations"].values()
        for name, shape in operation["properties"].items()
        if not name.startswith(_ANSWER)
    ]
    return promise["schemas"].keys() - _reachable(sent, promise["schemas"])


def _reachable(shapes: Iterable[Schema], schemas: Schemas) -> set[str]:
    found: set[str] = set()
    waiting = [name for shape in shapes for name in _references(shape)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _references(schemas[name])
    return found


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].removeprefix(_REF)
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from _references(value)
