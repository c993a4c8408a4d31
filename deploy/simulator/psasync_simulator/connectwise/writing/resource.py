"""What may be written of a kind of record."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from psasync_simulator.connectwise.data.kinds import COMPANY, COMPANY_STATUS, CONTACT, SITE
from psasync_simulator.data.kind import Kind


class Shape(StrEnum):
    """Of a field's value; null is allowed in each."""

    TEXT = "text"
    FLAG = "boolean"
    REFERENCE = "reference"  # {"id": ...}
    REFERENCES = "references"
    ITEMS = "list"
    CUSTOM_FIELDS = "custom fields"  # [{"id": ..., "value": ...}]


@dataclass(frozen=True, slots=True)
class Resource:
    kind: Kind
    fields: dict[str, Shape]
    required: tuple[str, ...]
    unique: str | None = None
    looked_up: dict[str, Kind] | None = None  # reference fields whose target must live

    @property
    def name(self) -> str:
        return self.kind.singular


_ADDRESS = dict.fromkeys(("addressLine1", "addressLine2", "city", "state", "zip"), Shape.TEXT)

COMPANIES = Resource(
    kind=COMPANY,
    fields={
        **_ADDRESS,
        **dict.fromkeys(("identifier", "name", "phoneNumber", "faxNumber", "website"), Shape.TEXT),
        **dict.fromkeys(("status", "country", "site"), Shape.REFERENCE),
        "types": Shape.REFERENCES,
        "deletedFlag": Shape.FLAG,
        "customFields": Shape.CUSTOM_FIELDS,
    },
    required=("identifier", "name"),
    unique="identifier",
    looked_up={"status": COMPANY_STATUS, "site": SITE},
)
CONTACTS = Resource(
    kind=CONTACT,
    fields={
        **_ADDRESS,
        **dict.fromkeys(("firstName", "lastName", "title", "defaultPhoneType", "defaultPhoneNbr"), Shape.TEXT),
        **dict.fromkeys(("company", "site", "country"), Shape.REFERENCE),
        **dict.fromkeys(("inactiveFlag", "defaultFlag"), Shape.FLAG),
        "types": Shape.REFERENCES,
        "communicationItems": Shape.ITEMS,
        "customFields": Shape.CUSTOM_FIELDS,
    },
    required=("firstName",),
    looked_up={"company": COMPANY, "site": SITE},
)
WRITABLE = {resource.kind.name: resource for resource in (COMPANIES, CONTACTS)}


def fits(value: Any, shape: Shape) -> bool:
    if value is None:
        return True
    match shape:
        case Shape.TEXT:
            return isinstance(value, str)
        case Shape.FLAG:
            return isinstance(value, bool)
        case Shape.REFERENCE:
            return _names_a_record(value)
        case Shape.ITEMS:
            return isinstance(value, list) and all(isinstance(item, dict) for item in value)
        case Shape.REFERENCES | Shape.CUSTOM_FIELDS:
            return isinstance(value, list) and all(_names_a_record(item) for item in value)


def _names_a_record(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("id"), int) and not isinstance(value["id"], bool)
