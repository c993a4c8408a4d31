"""What may be written of a kind of record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from psasync_simulator.autotask.entities import (
    COMPANIES,
    CONTACTS,
    TICKET_WEBHOOK_FIELDS,
    TICKET_WEBHOOKS,
    Entity,
)


class Shape(StrEnum):
    """Of a field's value. Null is allowed for all but flags, which must be exactly true or false."""

    TEXT = "string"
    NUMBER = "integer"
    FLAG = "boolean"
    CUSTOM_FIELDS = "list of user-defined fields"


@dataclass(frozen=True, slots=True)
class Parent:
    entity: Entity
    field: str  # of the child, with the parent's id


@dataclass(frozen=True, slots=True)
class Resource:
    entity: Entity
    shapes: Mapping[str, Shape]
    parent: Parent | None = None  # below which it is written
    longest: Mapping[str, int] = field(default_factory=dict)  # characters, by field
    unique: tuple[str, ...] = ()  # fields that no two records have alike
    deletable: bool = False

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
    Parent(COMPANIES, "companyID"),
)  # fmt: skip
WEBHOOK = Resource(
    TICKET_WEBHOOKS,
    {
        **dict.fromkeys(
            ("name", "webhookUrl", "deactivationUrl", "secretKey", "notificationEmailAddress"), Shape.TEXT
        ),
        **dict.fromkeys(
            (
                "isActive", "isSubscribedToCreateEvents", "isSubscribedToUpdateEvents", "isSubscribedToDeleteEvents",
                "sendThresholdExceededNotification",
            ),
            Shape.FLAG,
        ),
        "ownerResourceID": Shape.NUMBER,
    },
    longest={"name": 50, "webhookUrl": 500, "deactivationUrl": 500, "secretKey": 64},
    unique=("webhookUrl",),
    deletable=True,
)  # fmt: skip
WEBHOOK_FIELD = Resource(
    TICKET_WEBHOOK_FIELDS,
    {
        **dict.fromkeys(("webhookID", "fieldID"), Shape.NUMBER),
        **dict.fromkeys(("isSubscribedField", "isDisplayAlwaysField"), Shape.FLAG),
    },
    Parent(TICKET_WEBHOOKS, "webhookID"),
    unique=("webhookID", "fieldID"),
)

WRITABLE: Mapping[str, Resource] = {resource.path: resource for resource in (COMPANY, CONTACT, WEBHOOK, WEBHOOK_FIELD)}
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "Companies": ("companyName", "companyType"),
    "Contacts": ("firstName", "lastName", "isActive"),
    "TicketWebhooks": ("name", "webhookUrl", "deactivationUrl", "secretKey", "isActive"),
    "TicketWebhookFields": ("fieldID",),
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
