"""User-defined fields: their declaration, and the values that records carry, all of them text."""

from typing import Any, NamedTuple


class Definition(NamedTuple):
    name: str
    type: str
    of: str  # the path of the entity
    options: tuple[str, ...] = ()


DEFINITIONS = (
    Definition("Tier", "string", "Companies", ("Gold", "Silver", "Bronze")),
    Definition("Onboarded", "datetime", "Companies"),
    Definition("Preferred Language", "string", "Contacts", ("English", "Français", "Deutsch", "Español")),
    Definition("VIP", "string", "Contacts", ("Yes", "No")),
    Definition("Room", "string", "ConfigurationItems"),
    Definition("Leased", "string", "ConfigurationItems", ("Yes", "No")),
)


def names(entity: str) -> tuple[str, ...]:
    return tuple(definition.name for definition in DEFINITIONS if definition.of == entity)


def carried(entity: str, *values: str | None) -> list[dict[str, Any]]:
    """As a record carries them; without values, as one that nobody has filled in."""
    known = names(entity)
    given = values or (None,) * len(known)
    return [{"name": name, "value": value} for name, value in zip(known, given, strict=True)]


def of_company(bits: int) -> list[dict[str, Any]]:
    onboarded = f"20{15 + bits % 10}-0{1 + bits % 9}-01T00:00:00Z" if bits & 64 else None
    return carried("Companies", ("Gold", "Silver", "Bronze", None)[bits % 4], onboarded)


def of_contact(bits: int) -> list[dict[str, Any]]:
    language = ("English", "Français", "Deutsch", "Español", None, None, None, None)[bits % 8]
    return carried("Contacts", language, "Yes" if bits % 16 == 1 else "No")


def of_asset(bits: int) -> list[dict[str, Any]]:
    room = f"{1 + bits % 9}.{(bits >> 4) % 40:02d}" if bits & 3 else None
    return carried("ConfigurationItems", room, "Yes" if bits % 8 == 1 else "No")


def declared(definition: Definition) -> dict[str, Any]:
    """As `entityInformation/userDefinedFields` gives it."""
    return {
        "name": definition.name,
        "label": definition.name,
        "type": definition.type,
        "dataType": definition.type,
        "length": 100,
        "description": "",
        "isRequired": False,
        "isReadOnly": False,
        "isQueryable": True,
        "isReference": False,
        "referenceEntityType": "",
        "isPickList": bool(definition.options),
        "picklistValues": _values(definition) or None,
        "defaultValue": "",
        "isSupportedWebhookField": True,
    }


def _values(definition: Definition) -> list[dict[str, Any]]:
    return [
        {
            "value": str(index),
            "label": option,
            "isDefaultValue": False,
            "sortOrder": index,
            "parentValue": "",
            "isActive": True,
            "isSystem": False,
        }
        for index, option in enumerate(definition.options, start=1)
    ]
