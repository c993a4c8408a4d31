"""Where each entity stands in Autotask's API, in reading order: what others refer to comes first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from psasync.contracts.vocabulary import Entity, System
from psasync.psa.port import Capabilities, EntityCapability, PeriodFilter, UpdatedSince


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A kind of record that can be queried."""

    path: str
    fields: tuple[str, ...]  # what the mapping needs; `id` is always among them, for paging
    updated: str = ""  # the field with the time of the last change; "" where there is none
    entered: str = ""  # the field that periods go by; "" where there is none


@dataclass(frozen=True, slots=True)
class Picklist:
    """An entity that is no kind of record in Autotask but the values of a field."""

    path: str  # the kind of record whose field it is
    field: str


_ENTERED = "createDate"

ENDPOINTS: Mapping[Entity, Endpoint] = {
    Entity.COMPANY: Endpoint(
        "Companies",
        ("id", "companyName", "companyNumber", "companyType", "isActive", "webAddress", _ENTERED),
        updated="lastTrackedModifiedDateTime",
        entered=_ENTERED,
    ),
    Entity.COMPANY_SITE: Endpoint(
        "CompanyLocations",
        (
            "id", "companyID", "name", "isActive", "isPrimary",
            "address1", "address2", "city", "state", "postalCode", "countryID",
        ),
    ),
    Entity.CONTACT: Endpoint(
        "Contacts",
        (
            "id", "companyID", "companyLocationID", "firstName", "lastName", "title", "emailAddress",
            "phone", "mobilePhone", "alternatePhone",
            "addressLine", "addressLine1", "city", "state", "zipCode", "countryID", "isActive", _ENTERED,
        ),
        updated="lastModifiedDate",
        entered=_ENTERED,
    ),
    Entity.ASSET: Endpoint(
        "ConfigurationItems",
        (
            "id", "companyID", "configurationItemType", "productID", "referenceTitle", "serialNumber",
            "warrantyExpirationDate", "isActive", "notes",
            "rmmDeviceAuditOperatingSystem", "rmmDeviceAuditManufacturerID", _ENTERED,
        ),
        updated="lastModifiedTime",
        entered=_ENTERED,
    ),
}  # fmt: skip

PICKLISTS: Mapping[Entity, Picklist] = {
    Entity.COMPANY_STATUS: Picklist("Companies", "companyType"),
    Entity.TICKET_BOARD: Picklist("Tickets", "queueID"),
    Entity.TICKET_STATUS: Picklist("Tickets", "status"),
    Entity.TICKET_PRIORITY: Picklist("Tickets", "priority"),
}

ASSET_TYPES = Picklist("ConfigurationItems", "configurationItemType")
MANUFACTURERS = Picklist("ConfigurationItems", "rmmDeviceAuditManufacturerID")

_RECORD = EntityCapability(
    UpdatedSince.SERVER, PeriodFilter.SERVER, by_id=True, business_date=_ENTERED, custom_fields=True
)
_OPTION = EntityCapability(UpdatedSince.NONE, PeriodFilter.NONE, by_id=True)

CAPABILITIES = Capabilities(
    system=System.AUTOTASK,
    entities={
        Entity.COMPANY_STATUS: replace(
            _OPTION,
            note="Each company type twice, for active and for inactive companies: Autotask has no other status.",
        ),
        Entity.COMPANY: replace(
            _RECORD,
            note="Changes are found by the time that Autotask tracks; what it does not track waits for a full pass.",
        ),
        Entity.COMPANY_SITE: replace(
            _OPTION, note="Read in full each time: Autotask keeps no date of a location's creation or change."
        ),
        Entity.CONTACT: replace(_RECORD, absent_fields=frozenset({"type"})),
        Entity.ASSET: replace(
            _RECORD,
            absent_fields=frozenset({"purchase_date"}),
            note="Autotask calls them configuration items; OS and manufacturer come from the audit of an RMM tool.",
        ),
        Entity.TICKET_BOARD: replace(_OPTION, note="Autotask calls them queues."),
        Entity.TICKET_STATUS: replace(
            _OPTION,
            absent_fields=frozenset({"board_id", "closed"}),
            note="One list for all queues; Autotask does not declare which of them close a ticket.",
        ),
        Entity.TICKET_PRIORITY: replace(_OPTION, absent_fields=frozenset({"color"})),
    },
    webhooks=True,
)
