"""Whether a JSON schema still keeps what an earlier, published one promised."""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]


def breaks(published: Mapping[str, Schema], current: Mapping[str, Schema]) -> list[str]:
    """What a change broke, in words; empty when readers and writers of the published version go on working.

    A published model may gain optional fields and enumeration values. It may not lose a field, change a field's
    type, lose a value, or begin to require what was optional.
    """
    found: list[str] = []
    for name, old in published.items():
        if name not in current:
            found.append(f"{name}: the model is gone")
            continue
        found.extend(f"{name}{problem}" for problem in _model_breaks(old, current[name]))
    return found


def _model_breaks(old: Schema, new: Schema) -> Iterator[str]:
    for value in old.get("enum", ()):
        if value not in new.get("enum", ()):
            yield f": value {value!r} is gone"
    newly_required = set(new.get("required", ())) - set(old.get("required", ()))
    for field in sorted(newly_required):
        yield f".{field}: is required now"
    fields = new.get("properties", {})
    for field, shape in old.get("properties", {}).items():
        if field not in fields:
            yield f".{field}: is gone"
        elif _essence(shape) != _essence(fields[field]):
            yield f".{field}: was {_essence(shape)}, is {_essence(fields[field])}"


_ESSENTIAL = ("type", "format", "$ref", "const", "items", "anyOf", "additionalProperties", "prefixItems")


def _essence(shape: Any) -> Any:
    """A field's shape without its words and limits."""
    if isinstance(shape, Mapping):
        return {key: _essence(shape[key]) for key in _ESSENTIAL if key in shape}
    if isinstance(shape, list):
        return [_essence(item) for item in shape]
    return shape
