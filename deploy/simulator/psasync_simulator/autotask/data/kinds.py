"""The kinds of record that the simulated Autotask holds."""

from psasync_simulator.autotask.data import (
    assets,
    companies,
    contacts,
    countries,
    locations,
    options,
    tickets,
    webhooks,
)
from psasync_simulator.data.common_kinds import asset_kind, company_kind, contact_kind, fixed_kind, site_kind
from psasync_simulator.data.kind import Kind, parentless

COMPANY = company_kind("companies", "Company", companies.build, blank=companies.blank)
LOCATION = site_kind("locations", "CompanyLocation", locations.build)
CONTACT = contact_kind("contacts", "Contact", contacts.build, blank=contacts.blank)
ASSET = asset_kind("configuration_items", "ConfigurationItem", assets.build)
PRODUCT = fixed_kind("products", "Product", assets.PRODUCTS, assets.build_product)
TICKET = Kind("tickets", "Ticket", lambda layout: layout.tickets, parentless(tickets.build))
TICKET_WEBHOOK = Kind("ticket_webhooks", "TicketWebhook", lambda _layout: 0, webhooks.build_webhook)
TICKET_WEBHOOK_FIELD = Kind("ticket_webhook_fields", "TicketWebhookField", lambda _layout: 0, webhooks.build_field)
COUNTRY = fixed_kind("countries", "Country", len(countries.COUNTRIES), countries.build)


def _picklist(name: str, labels: tuple[str, ...], word: str, default: int = 1) -> Kind:
    return fixed_kind(name, word, len(labels), options.option_builder(labels, word, default))


COMPANY_TYPE = _picklist("company_types", options.COMPANY_TYPES, "Type")
QUEUE = _picklist("queues", options.QUEUES, "Queue", default=0)
TICKET_STATUS = _picklist("ticket_statuses", options.TICKET_STATUSES, "Status")
PRIORITY = _picklist("priorities", options.PRIORITIES, "Priority", default=3)
ASSET_TYPE = _picklist("asset_types", options.ASSET_TYPES, "Type", default=0)
WEBHOOK_FIELD_ID = _picklist("webhook_field_ids", webhooks.LABELS, "Field", default=0)
MANUFACTURER = _picklist("manufacturers", options.MANUFACTURERS, "Manufacturer", default=0)

KINDS = (
    COMPANY,
    LOCATION,
    CONTACT,
    ASSET,
    PRODUCT,
    COUNTRY,
    COMPANY_TYPE,
    QUEUE,
    TICKET_STATUS,
    PRIORITY,
    ASSET_TYPE,
    MANUFACTURER,
    TICKET,
    TICKET_WEBHOOK,
    TICKET_WEBHOOK_FIELD,
    WEBHOOK_FIELD_ID,
)
