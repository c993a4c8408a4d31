"""A column of a table, and of the CSV of the same rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from psasync_cli.output.words import word

Show = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Column:
    """`field` is the API's name of the value, with dots into objects: the heading in CSV, where the value is raw."""

    heading: str
    field: str
    show: Show | None = None  # of the row, for people; None: the value as it is
    right: bool = False
    style: Callable[[Any], str] | None = None  # of the row
    wide: bool = False  # may be broken over lines; the others never are

    def text(self, row: Any) -> str:
        return word(value_of(row, self.field)) if self.show is None else self.show(row)

    def raw(self, row: Any) -> Any:
        return value_of(row, self.field)


def value_of(row: Any, field: str) -> Any:
    """None where there is none on the way."""
    value = row
    for name in field.split("."):
        if value is None:
            return None
        value = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
    return value
