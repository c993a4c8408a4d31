"""Custom fields: definitions by module, and the values of each record. Values are texts, whatever their type."""

from typing import Any, NamedTuple

from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps

_VALUE_STREAM = 61
_TEXT, _FLAG, _LIST = 1, 3, 5


class Definition(NamedTuple):
    id: int
    name: str
    data_type: int
    module: int
    options: tuple[str, ...] = ()


MODULES = {11: "accounts", 12: "contacts", 13: "assets"}
"""The kind of record that a module holds. Kaseya publishes no module ids; these are the simulator's."""

DEFINITIONS = (
    Definition(1, "Tier", _LIST, 11, ("Gold", "Silver", "Bronze")),
    Definition(2, "Preferred Language", _LIST, 12, ("English", "Français", "Deutsch", "Español")),
    Definition(3, "VIP", _FLAG, 12),
    Definition(4, "Room", _TEXT, 13),
    Definition(5, "Leased", _FLAG, 13),
)


def build(number: int, version: int, _stamps: Stamps) -> dict[str, Any]:
    """A definition. A change of it shows in its name, as when a person renames the field."""
    known = number <= len(DEFINITIONS)
    definition = DEFINITIONS[number - 1] if known else Definition(number, f"Field {number}", _TEXT, 11)
    return {
        "id": number,
        "moduleId": definition.module,
        "name": f"{definition.name} (rev {version})" if version else definition.name,
        "dataType": definition.data_type,
        "isRequired": False,
        "errorMessage": None,
        "isActive": True,
        "settings": [
            {"id": number * 100 + index, "name": option, "isActive": True}
            for index, option in enumerate(definition.options, 1)
        ],
    }


def value(layout: Layout, field: dict[str, Any], number: int, version: int) -> dict[str, Any]:
    """Of one record, named by its module, id and version."""
    bits = mix(layout.seed, _VALUE_STREAM + field["id"], number, version)
    options = field["settings"]
    chosen = options[bits % len(options)] if options else None
    return {
        "id": number * 1000 + field["id"],
        "name": field["name"],
        "data": chosen["name"] if chosen else _written(field["dataType"], bits),
        "settingsId": chosen["id"] if chosen else 0,
        "customFieldType": field["dataType"],
        "customFieldId": field["id"],
    }


def _written(data_type: int, bits: int) -> str | None:
    if data_type == _FLAG:
        return "true" if bits % 8 == 1 else "false"
    return f"{1 + bits % 9}.{(bits >> 4) % 40:02d}" if bits & 3 else None
