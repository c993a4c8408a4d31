"""The fields of canonical records one by one, those that have parts by their parts (`address.city`)."""

import types
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from psasync.contracts.canonical import MODELS
from psasync.contracts.vocabulary import Entity

_FREE = "custom_fields"
"""Whose parts are not ours to name."""


@cache
def canonical_types(entity: Entity) -> Mapping[str, type]:
    """What each field takes, by its path and in the model's order. Custom fields are not among them."""
    return types.MappingProxyType(dict(_types(MODELS[entity])))


def _types(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, type]]:
    for name, field in model.model_fields.items():
        plain = _plain(field.annotation)
        if issubclass(plain, BaseModel):
            yield from _types(plain, f"{prefix}{name}.")
        elif name != _FREE:
            yield prefix + name, plain


def _plain(annotation: Any) -> type:
    """The type behind `Annotated` and `| None`; of a collection its own."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _plain(get_args(annotation)[0])
    if origin in {Union, types.UnionType}:
        return next(_plain(one) for one in get_args(annotation) if one is not type(None))
    plain: type = origin or annotation
    return plain
