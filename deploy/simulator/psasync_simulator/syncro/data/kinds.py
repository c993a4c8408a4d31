"""The kinds of record that the simulated Syncro holds."""

from psasync_simulator.data.common_kinds import asset_kind, company_kind, contact_kind, fixed_kind, site_kind
from psasync_simulator.data.kind import Kind, parentless
from psasync_simulator.syncro.data import addresses, assets, contacts, customers, fields, setup, tickets

CUSTOMER = company_kind("customers", "customer", customers.build)
ADDRESS = site_kind("addresses", "address", addresses.build)
CONTACT = contact_kind("contacts", "contact", contacts.build)
ASSET = asset_kind("assets", "asset", assets.build)
TICKET = Kind("tickets", "ticket", lambda layout: layout.tickets, parentless(tickets.build))


def _named(name: str, word: str, names: tuple[str, ...]) -> Kind:
    return fixed_kind(name, word, len(names), setup.names_builder(names, word))


def _fields(name: str, definitions: tuple[fields.Definition, ...]) -> Kind:
    return fixed_kind(name, "field", len(definitions), fields.field_builder(definitions))


CUSTOMER_FIELD = _fields("customer_fields", fields.CUSTOMER_FIELDS)
ASSET_FIELD = _fields("asset_type_fields", fields.ASSET_FIELDS)
TICKET_TYPE = _named("ticket_types", "Type", setup.TICKET_TYPES)
PROBLEM_TYPE = _named("problem_types", "Problem", setup.PROBLEM_TYPES)
PRIORITY = _named("priorities", "Priority", setup.PRIORITIES)
TICKET_STATUS = _named("ticket_statuses", "Status", setup.TICKET_STATUSES)

KINDS = (
    CUSTOMER,
    ADDRESS,
    CONTACT,
    ASSET,
    CUSTOMER_FIELD,
    ASSET_FIELD,
    TICKET_TYPE,
    PROBLEM_TYPE,
    PRIORITY,
    TICKET_STATUS,
    TICKET,
)
