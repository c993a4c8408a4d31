"""Custom fields, and the fields of asset types, which have the same shape."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from psasync.psa.halopsa.mapping.values import number_of
from psasync.psa.toolkit.rows import Row


class Field(NamedTuple):
    """A field as a record carries it: `{id, name, label, value, display}`."""

    number: int | None
    name: str  # of a custom field "CF..."; of an asset's field what people see
    label: str
    value: Any
    display: Any

    def is_called(self, wanted: str) -> bool:
        """By name, by label, or by number; case does not count."""
        key = wanted.strip().casefold()
        by_number = self.number is not None and key == str(self.number)
        return by_number or key in {self.name.strip().casefold(), self.label.strip().casefold()} - {""}


def fields_of(found: Any) -> list[Field]:
    """What is no field is passed over: one broken field must not hide a record."""
    items = found if isinstance(found, list) else []
    return [_field(item) for item in items if isinstance(item, Mapping)]


def value_of(field: Field) -> Any:
    """What a person calls the value: of a choice its text, which `display` holds, not the number of its entry.

    Dates and text stand in `value` as they are, while `display` may be written for some locale.
    """
    value = field.value
    if isinstance(value, list):
        return [_entry(one) for one in value] or None
    chosen = not isinstance(value, bool) and number_of(value) is not None
    if chosen and isinstance(field.display, str) and field.display.strip():
        return field.display
    return None if value == "" else value


def chosen_fields(row: Row, chosen: Sequence[str]) -> dict[str, Any]:
    """The chosen ones by the name they were chosen by; one that the record does not have is None."""
    carried = [*fields_of(row.get("customfields")), *fields_of(row.get("fields"))]
    by_name = {name: next((field for field in carried if field.is_called(name)), None) for name in chosen}
    return {name: value_of(field) if field else None for name, field in by_name.items()}


def _field(item: Row) -> Field:
    number, name, label = number_of(item.get("id")), _text(item.get("name")), _text(item.get("label"))
    return Field(number, name, label, item.get("value"), item.get("display"))


def _entry(value: Any) -> Any:
    return value.get("name") or value.get("display") if isinstance(value, Mapping) else value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
