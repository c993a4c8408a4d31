"""Custom fields: the definitions, and the values that records carry (every defined field, also when empty)."""

from typing import Any, NamedTuple

from psasync_simulator.connectwise.data.times import info
from psasync_simulator.data.stamps import Stamps


class Definition(NamedTuple):
    id: int
    caption: str
    type: str
    entry: str
    of: str  # company, contact or configuration
    options: tuple[str, ...] = ()


DEFINITIONS = (
    Definition(1, "Tier", "Text", "List", "company", ("Gold", "Silver", "Bronze")),
    Definition(2, "Onboarded", "Date", "EntryField", "company"),
    Definition(3, "Preferred Language", "Text", "List", "contact", ("English", "Français", "Deutsch", "Español")),
    Definition(4, "VIP", "Checkbox", "Option", "contact"),
    Definition(5, "Room", "Text", "EntryField", "configuration"),
    Definition(6, "Leased", "Checkbox", "Option", "configuration"),
)
TIERS = (*DEFINITIONS[0].options, None)
LANGUAGES = (*DEFINITIONS[2].options, None, None, None, None)


def pod(of: str) -> str:
    """Names the place that a field is shown at, and with it the kind of record that has the field."""
    return f"{of}_overview"


def carried(definition: Definition, value: Any) -> dict[str, Any]:
    """The field as a record carries it."""
    return {
        "id": definition.id,
        "caption": definition.caption,
        "type": definition.type,
        "entryMethod": definition.entry,
        "numberOfDecimals": 0,
        "value": value,
        "connectWiseId": f"cf-{definition.id}",
        "podId": pod(definition.of),
    }


def unset(of: str) -> list[dict[str, Any]]:
    """What a record carries that nobody has filled in."""
    return [carried(definition, None) for definition in DEFINITIONS if definition.of == of]


def of_company(bits: int) -> list[dict[str, Any]]:
    onboarded = f"20{15 + bits % 10}-0{1 + bits % 9}-01T00:00:00Z" if bits & 64 else None
    return [carried(DEFINITIONS[0], TIERS[bits % 4]), carried(DEFINITIONS[1], onboarded)]


def of_contact(bits: int) -> list[dict[str, Any]]:
    return [carried(DEFINITIONS[2], LANGUAGES[bits % 8]), carried(DEFINITIONS[3], bits % 16 == 1)]


def of_configuration(bits: int) -> list[dict[str, Any]]:
    room = f"{1 + bits % 9}.{(bits >> 4) % 40:02d}" if bits & 3 else None
    return [carried(DEFINITIONS[4], room), carried(DEFINITIONS[5], bits % 8 == 1)]


def build(number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    """A definition. A change of it shows in its caption, as when a person renames the field."""
    known = number <= len(DEFINITIONS)
    definition = DEFINITIONS[number - 1] if known else Definition(number, f"Field {number}", "Text", "Text", "company")
    return {
        "id": number,
        "caption": f"{definition.caption} (rev {version})" if version else definition.caption,
        "fieldTypeIdentifier": definition.type,
        "entryTypeIdentifier": definition.entry,
        "screenId": definition.of,
        "podId": pod(definition.of),
        "requiredFlag": False,
        "readOnlyFlag": False,
        "options": [
            {"id": number * 100 + index, "optionValue": value, "defaultFlag": False, "inactiveFlag": False}
            for index, value in enumerate(definition.options)
        ],
        "_info": info(stamps),
    }
