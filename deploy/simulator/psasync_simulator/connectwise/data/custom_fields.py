"""Custom fields: the definitions, and the values that records carry (every defined field, also when empty)."""

from typing import Any

DEFINITIONS = (
    (1, "Tier", "Text", "List", "company"),
    (2, "Onboarded", "Date", "EntryField", "company"),
    (3, "Preferred Language", "Text", "List", "contact"),
    (4, "VIP", "Checkbox", "Option", "contact"),
)
TIERS = ("Gold", "Silver", "Bronze", None)
LANGUAGES = ("English", "Français", "Deutsch", "Español", None, None, None, None)


def _item(number: int, caption: str, kind: str, entry: str, value: Any) -> dict[str, Any]:
    return {
        "id": number,
        "caption": caption,
        "type": kind,
        "entryMethod": entry,
        "numberOfDecimals": 0,
        "value": value,
        "connectWiseId": f"cf-{number}",
    }


def of_company(bits: int) -> list[dict[str, Any]]:
    onboarded = f"20{15 + bits % 10}-0{1 + bits % 9}-01T00:00:00Z" if bits & 64 else None
    return [
        _item(1, "Tier", "Text", "List", TIERS[bits % 4]),
        _item(2, "Onboarded", "Date", "EntryField", onboarded),
    ]


def of_contact(bits: int) -> list[dict[str, Any]]:
    return [
        _item(3, "Preferred Language", "Text", "List", LANGUAGES[bits % 8]),
        _item(4, "VIP", "Checkbox", "Option", bits % 16 == 1),
    ]


def definitions() -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "caption": caption,
            "fieldTypeIdentifier": kind,
            "entryTypeIdentifier": entry,
            "screenId": screen,
            "podId": f"{screen}_overview",
            "requiredFlag": False,
            "readOnlyFlag": False,
            "options": [],
        }
        for number, caption, kind, entry, screen in DEFINITIONS
    ]
