"""From what a record is and what it should be to the operations between them."""

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]


def operations(current: Row, wanted: Row) -> list[dict[str, Any]]:
    """A PATCH body: one operation per field that differs, each with its whole value.

    Paths below a field may be ignored without a word, so none is used.
    """
    changed = [name for name, value in wanted.items() if _plain(current.get(name)) != _plain(value)]
    return [{"op": "replace", "path": name, "value": wanted[name]} for name in changed]


def _plain(value: Any) -> Any:
    """Comparable: references by their id, and no text as empty text."""
    if isinstance(value, Mapping) and "id" in value and "value" not in value:
        return value["id"]
    return "" if value is None else value
