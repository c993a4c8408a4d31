"""Custom fields and the fields of asset types: their definitions, and how records carry them."""

from typing import Any, NamedTuple

from psasync_simulator.data.devices import Device
from psasync_simulator.data.stamps import Stamps

TEXT, CHOICE, DATE, CHECKBOX = 0, 2, 4, 6


class Definition(NamedTuple):
    id: int
    name: str
    label: str
    type: int
    options: tuple[str, ...] = ()


CUSTOM_FIELDS = (
    Definition(201, "CFtier", "Tier", CHOICE, ("Gold", "Silver", "Bronze")),
    Definition(202, "CFonboarded", "Onboarded", DATE),
    Definition(203, "CFlanguage", "Preferred Language", CHOICE, ("English", "Français", "Deutsch", "Español")),
    Definition(204, "CFvip", "VIP", CHECKBOX),
    Definition(205, "CFroom", "Room", TEXT),
    Definition(206, "CFleased", "Leased", CHECKBOX),
)

ASSET_FIELDS = (
    Definition(117, "Serial Number", "Serial Number", TEXT),
    Definition(24, "Purchase Date", "Purchase Date", DATE),
    Definition(102, "Operating System", "Operating System", TEXT),
    Definition(31, "Manufacturer", "Manufacturer", TEXT),
    Definition(51, "Model", "Model", TEXT),
)
_SERIAL, _PURCHASED, _SYSTEM, _MANUFACTURER, _MODEL = ASSET_FIELDS


def carried(definition: Definition, value: Any, display: str | None = None) -> dict[str, Any]:
    """The field as a record carries it; of a choice `value` is the number of its entry."""
    return {
        "id": definition.id,
        "name": definition.name,
        "label": definition.label,
        "type": definition.type,
        "value": value,
        "display": str(value or "") if display is None else display,
        "usage": 1,
    }


def _choice(definition: Definition, at: int) -> dict[str, Any]:
    """Beyond the options nobody has chosen one."""
    known = at < len(definition.options)
    return carried(definition, at + 1 if known else "", definition.options[at] if known else "")


def _date(definition: Definition, day: str | None) -> dict[str, Any]:
    """`display` is written for people of some country."""
    return carried(definition, f"{day}T00:00:00" if day else "", "/".join(reversed(day.split("-"))) if day else "")


def of_client(bits: int) -> list[dict[str, Any]]:
    onboarded = f"20{15 + bits % 10}-0{1 + bits % 9}-01" if bits & 64 else None
    return [_choice(CUSTOM_FIELDS[0], bits % 4), _date(CUSTOM_FIELDS[1], onboarded)]


def of_user(bits: int) -> list[dict[str, Any]]:
    return [_choice(CUSTOM_FIELDS[2], bits % 8), carried(CUSTOM_FIELDS[3], bits % 16 == 1)]


def of_asset(bits: int) -> list[dict[str, Any]]:
    room = f"{1 + bits % 9}.{(bits >> 4) % 40:02d}" if bits & 3 else ""
    return [carried(CUSTOM_FIELDS[4], room), carried(CUSTOM_FIELDS[5], bits % 8 == 1)]


def of_asset_type(made: Device, bought: str) -> list[dict[str, Any]]:
    """What an asset's type asks for; a printer has no operating system."""
    values = {
        _SERIAL: made.serial,
        _PURCHASED: bought,
        **({_SYSTEM: made.os_type} if made.os_type else {}),
        _MANUFACTURER: made.manufacturer,
        _MODEL: made.model,
    }
    return [{"id": field.id, "name": field.name, "value": value, "display": value} for field, value in values.items()]


def build_custom_field(number: int, version: int, _stamps: Stamps) -> dict[str, Any]:
    return _definition(CUSTOM_FIELDS, number, version)


def build_asset_field(number: int, version: int, _stamps: Stamps) -> dict[str, Any]:
    return _definition(ASSET_FIELDS, number, version)


def _definition(known: tuple[Definition, ...], number: int, version: int) -> dict[str, Any]:
    """A change of a definition shows in its label, as when a person renames the field."""
    field = known[number - 1] if number <= len(known) else Definition(900 + number, f"CFmore{number}", "More", TEXT)
    return {
        "id": field.id,
        "name": field.name,
        "label": f"{field.label} (rev {version})" if version else field.label,
        "type": field.type,
        "usage": 1,
        "values": [{"id": at, "name": option} for at, option in enumerate(field.options, 1)],
    }
