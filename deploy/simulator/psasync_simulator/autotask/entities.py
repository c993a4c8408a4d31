"""The kinds of record as Autotask's API names them, with what their metadata says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from psasync_simulator.autotask.data.kinds import (
    ASSET,
    ASSET_TYPE,
    COMPANY,
    COMPANY_TYPE,
    CONTACT,
    COUNTRY,
    LOCATION,
    MANUFACTURER,
    PRIORITY,
    PRODUCT,
    QUEUE,
    TICKET,
    TICKET_STATUS,
    TICKET_WEBHOOK,
    TICKET_WEBHOOK_FIELD,
    WEBHOOK_FIELD_ID,
)
from psasync_simulator.data.kind import Kind


@dataclass(frozen=True, slots=True)
class Entity:
    path: str
    kind: Kind
    picklists: Mapping[str, Kind] = field(default_factory=dict)  # by field
    references: Mapping[str, str] = field(default_factory=dict)  # path of the entity, by field
    updated: str = ""  # fields that follow the record's stamps
    entered: str = ""
    has_custom_fields: bool = False


COMPANIES = Entity(
    "Companies",
    COMPANY,
    picklists={"companyType": COMPANY_TYPE},
    references={"countryID": "Countries"},
    updated="lastTrackedModifiedDateTime",
    entered="createDate",
    has_custom_fields=True,
)
LOCATIONS = Entity("CompanyLocations", LOCATION, references={"companyID": "Companies", "countryID": "Countries"})
CONTACTS = Entity(
    "Contacts",
    CONTACT,
    references={"companyID": "Companies", "companyLocationID": "CompanyLocations", "countryID": "Countries"},
    updated="lastModifiedDate",
    entered="createDate",
    has_custom_fields=True,
)
ASSETS = Entity(
    "ConfigurationItems",
    ASSET,
    picklists={"configurationItemType": ASSET_TYPE, "rmmDeviceAuditManufacturerID": MANUFACTURER},
    references={"companyID": "Companies", "contactID": "Contacts", "productID": "Products"},
    updated="lastModifiedTime",
    entered="createDate",
    has_custom_fields=True,
)
TICKETS = Entity(
    "Tickets",
    TICKET,
    picklists={"queueID": QUEUE, "status": TICKET_STATUS, "priority": PRIORITY},
    references={"companyID": "Companies", "contactID": "Contacts"},
    updated="lastActivityDate",
    entered="createDate",
)
TICKET_WEBHOOKS = Entity("TicketWebhooks", TICKET_WEBHOOK)
TICKET_WEBHOOK_FIELDS = Entity(
    "TicketWebhookFields",
    TICKET_WEBHOOK_FIELD,
    picklists={"fieldID": WEBHOOK_FIELD_ID},
    references={"webhookID": "TicketWebhooks"},
)

ENTITIES: Mapping[str, Entity] = {
    entity.path.lower(): entity
    for entity in (
        COMPANIES,
        LOCATIONS,
        CONTACTS,
        ASSETS,
        TICKETS,
        TICKET_WEBHOOKS,
        TICKET_WEBHOOK_FIELDS,
        Entity("Products", PRODUCT),
        Entity("Countries", COUNTRY),
    )
}
"""By lower-case path: Autotask does not mind the case."""
