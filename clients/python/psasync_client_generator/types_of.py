"""Types of parameters and answers, as they are written in code."""

from collections.abc import Callable, Mapping
from typing import Any

from psasync_client_generator.interface import Schema

Place = Callable[[str], tuple[str, str]]
"""Module and class that a reference stands for."""

_TEXTS = {"date-time": "datetime", "date": "date"}
_SCALARS = {"integer": "int", "number": "float", "boolean": "bool"}


def parameter_type(schema: Schema, place: Place) -> str:
    """Without `None`, which a parameter has where it may be left out. Words may be given as text."""
    alternatives = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    return " | ".join(_parameter(each, place) for each in alternatives)


def _parameter(schema: Schema, place: Place) -> str:
    if "$ref" in schema:
        return f"{_class(schema, place)} | str"
    if schema.get("type") == "array":
        return f"Sequence[{parameter_type(schema['items'], place)}]"
    return _plain(schema)


def answer_type(schema: Schema, place: Place) -> str:
    if "$ref" in schema:
        return _class(schema, place)
    if schema.get("type") == "array":
        # A group may have a method that is called `list`.
        return f"builtins.list[{answer_type(schema['items'], place)}]"
    return _plain(schema)


def body_type(schema: Schema, place: Place) -> str:
    model = next(each for each in schema.get("anyOf", [schema]) if "$ref" in each)
    return f"{_class(model, place)} | Mapping[str, Any]"


def _class(schema: Schema, place: Place) -> str:
    return ".".join(place(schema["$ref"]))


def _plain(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if kind == "string":
        return _TEXTS.get(schema.get("format", ""), "str")
    if kind == "object":
        return "dict[str, Any]"
    return _SCALARS[str(kind)]
