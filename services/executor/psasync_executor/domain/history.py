"""The last change of a stored record: which fields, and what stood there before."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

MAX_CHANGES = 100
"""Changed fields that are kept by name; records with more custom fields than that are rare."""

MAX_VALUE = 2048
"""Bytes of JSON: a longer value is left out, and its field is kept by name."""

_PARTS = ("address", "custom_fields")
"""Fields whose parts change one by one."""


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One entry per changed field, `before` absent where it is too long. A field that was absent or empty was None."""
    old, new = dict(_flat(before)), dict(_flat(after))
    changed = [name for name in [*old, *(name for name in new if name not in old)] if old.get(name) != new.get(name)]
    return [_change(name, old.get(name)) for name in changed[:MAX_CHANGES]]


def deletion_change(*, before: bool) -> dict[str, Any]:
    """A record was marked as deleted, or came back."""
    return {"field": "deleted", "before": before}


def _change(name: str, before: Any) -> dict[str, Any]:
    if len(orjson.dumps(before, default=str)) > MAX_VALUE:
        return {"field": name}
    return {"field": name, "before": before}


def _flat(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        if name in _PARTS and isinstance(value, Mapping):
            yield from ((f"{name}.{part}", inner) for part, inner in value.items())
        else:
            yield name, value
