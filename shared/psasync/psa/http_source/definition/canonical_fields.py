"""What a definition can fill: the canonical fields of an entity by name, and what kind of value each takes."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from psasync.contracts.canonical import MODELS
from psasync.contracts.canonical_types import canonical_types
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
    return {
        path: Kind.REFERENCE if path.endswith("_id") else _KINDS[plain]
        for path, plain in canonical_types(entity).items()
        if plain in _KINDS
    }


def required_fields(entity: Entity) -> frozenset[str]:
    """Without these no record can be taken anywhere."""
    return frozenset(name for name, field in MODELS[entity].model_fields.items() if field.is_required())
