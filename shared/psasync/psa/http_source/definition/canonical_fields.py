"""What a definition can fill: the canonical fields of an entity by name, and what kind of value each takes."""

import types
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from psasync.contracts.canonical import MODELS
from psasync.contracts.vocabulary import Entity


class Kind(StrEnum):
    TEXT = "text"
    REFERENCE = "reference"  # the source id of another record
    NUMBER = "number"
    WHOLE = "whole number"
    BOOLEAN = "boolean"


_KINDS: Mapping[type, Kind] = {str: Kind.TEXT, float: Kind.NUMBER, int: Kind.WHOLE, bool: Kind.BOOLEAN}


@cache
def canonical_fields(entity: Entity) -> Mapping[str, Kind]:
    """By name, in the model's order; parts of a field as `address.city`. Custom fields are not among them."""
    return dict(_fields(MODELS[entity]))


def required_fields(entity: Entity) -> frozenset[str]:
    """Without these no record can be taken anywhere."""
    return frozenset(name for name, field in MODELS[entity].model_fields.items() if field.is_required())


def _fields(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Kind]]:
    for name, field in model.model_fields.items():
        plain = _plain(field.annotation)
        if isinstance(plain, type) and issubclass(plain, BaseModel):
            yield from _fields(plain, f"{name}.")
        elif plain in _KINDS:
            yield f"{prefix}{name}", Kind.REFERENCE if name.endswith("_id") else _KINDS[plain]


def _plain(annotation: Any) -> Any:
    """The type behind `Annotated` and `| None`."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in {Union, types.UnionType}:
        return next(_plain(one) for one in get_args(annotation) if one is not type(None))
    return annotation
