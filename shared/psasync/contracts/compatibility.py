"""Whether JSON schemas still keep what earlier, published ones promised."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

Schema = Mapping[str, Any]
Schemas = Mapping[str, Schema]


def breaks(published: Schemas, current: Schemas, *, answers: AbstractSet[str] = frozenset()) -> list[str]:
    """What a change broke, in words; empty when readers and writers of the published version go on working.

    A published model may gain optional fields and enumeration values. It may not lose a field, change a field's
    type, lose a value, or begin to require what was optional. Others only read the models named in `answers`: in these
    a field may begin to be always there, and may not begin to be left out.
    """
    found: list[str] = []
    for name, old in published.items():
        if name not in current:
            found.append(f"{name}: is gone")
            continue
        found.extend(f"{name}{problem}" for problem in _model_breaks(old, current[name], answer=name in answers))
    return found


def grown(published: Schemas, current: Schemas, *, answers: AbstractSet[str] = frozenset()) -> dict[str, Schema]:
    """The promise with what `current` adds to it; what `current` breaks stays as it is published."""
    kept = {name: old for name, old in published.items() if breaks({name: old}, current, answers=answers)}
    return {**current, **kept}


def _model_breaks(old: Schema, new: Schema, *, answer: bool) -> Iterator[str]:
    for value in old.get("enum", ()):
        if value not in new.get("enum", ()):
            yield f": value {value!r} is gone"
    fields = new.get("properties", {})
    before, after = set(old.get("required", ())), set(new.get("required", ()))
    if answer:
        yield from (f".{field}: may be missing now" for field in sorted((before - after) & set(fields)))
    else:
        yield from (f".{field}: is required now" for field in sorted(after - before))
    for field, shape in old.get("properties", {}).items():
        if field not in fields:
            yield f".{field}: is gone"
        elif _essence(shape) != _essence(fields[field]):
            yield f".{field}: was {_essence(shape)}, is {_essence(fields[field])}"
        else:
            lost = set(_values(shape)) - set(_values(fields[field]))
            yield from (f".{field}: value {value!r} is gone" for value in sorted(lost, key=str))


_ESSENTIAL = ("type", "format", "$ref", "const", "items", "anyOf", "additionalProperties", "prefixItems")


def _essence(shape: Any) -> Any:
    """A field's shape without its words and limits."""
    if isinstance(shape, Mapping):
        return {key: _essence(shape[key]) for key in _ESSENTIAL if key in shape}
    if isinstance(shape, list):
        return [_essence(item) for item in shape]
    return shape


def _values(shape: Any) -> Iterator[Any]:
    """The values of the enumerations that stand inside a field."""
    if isinstance(shape, Mapping):
        yield from shape.get("enum", ())
        shape = [shape[key] for key in _ESSENTIAL if key in shape]
    if isinstance(shape, list):
        for item in shape:
            yield from _values(item)
