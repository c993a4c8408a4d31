"""What may be written of a kind of record."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from psasync_simulator.autotask.entities import COMPANIES, CONTACTS, Entity


class Shape(StrEnum):
    """Of a field's value. Null is allowed for all but flags, which must be exactly true or false."""

    TEXT = "string"
    NUMBER = "integer"
    FLAG = "boolean"
    CUSTOM_FIELDS = "list of user-defined fields"


@dataclass(frozen=True, slots=True)
class Resource:
    entity: Entity
    shapes: Mapping[str, Shape]
    collection: str  # where it is written: children below their parent

    @property
    def path(self) -> str:
        return self.entity.path


_ADDRESS = dict.fromkeys(("city", "state"), Shape.TEXT)

COMPANY = Resource(
    COMPANIES,
    {
        **_ADDRESS,
        **dict.fromkeys(
            ("companyName", "companyNumber", "webAddress", "phone", "fax", "address1", "address2", "postalCode"),
            Shape.TEXT,
        ),
        **dict.fromkeys(
            ("companyType", "classification", "countryID", "ownerResourceID", "parentCompanyID"), Shape.NUMBER
        ),
        "isActive": Shape.FLAG,
        "userDefinedFields": Shape.CUSTOM_FIELDS,
    },
    "Companies",
)
CONTACT = Resource(
    CONTACTS,
    {
        **_ADDRESS,
        **dict.fromkeys(
            (
                "firstName", "lastName", "title", "emailAddress", "emailAddress2", "emailAddress3",
                "phone", "extension", "mobilePhone", "alternatePhone",
                "addressLine", "addressLine1", "zipCode", "externalID",
            ),
            Shape.TEXT,
        ),
        **dict.fromkeys(("companyID", "companyLocationID", "countryID", "isActive"), Shape.NUMBER),
        "primaryContact": Shape.FLAG,
        "userDefinedFields": Shape.CUSTOM_FIELDS,
    },
    "Companies/{id}/Contacts",
)  # fmt: skip

WRITABLE: Mapping[str, Resource] = {resource.path: resource for resource in (COMPANY, CONTACT)}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "Companies": ("companyName", "companyType"),
    "Contacts": ("firstName", "lastName", "isActive"),
}
"""Of a new record. Those of a company differ between sources; a database can be told to want more."""


def fits(value: Any, shape: Shape) -> bool:
    match shape:
        case Shape.TEXT:
            return value is None or isinstance(value, str)
        case Shape.NUMBER:
            return value is None or (isinstance(value, int) and not isinstance(value, bool))
        case Shape.FLAG:
            return isinstance(value, bool)
        case Shape.CUSTOM_FIELDS:
            return isinstance(value, list) and all(
                isinstance(item, dict) and isinstance(item.get("name"), str) for item in value
            )
