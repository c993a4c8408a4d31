"""The kinds of record that the simulated Syncro holds."""

from psasync_simulator.data.kind import Kind, parentless
from psasync_simulator.data.layout import Layout
from psasync_simulator.syncro.data import addresses, assets, contacts, customers, fields, setup

CUSTOMER = Kind(
    "customers",
    "customer",
    lambda layout: layout.companies,
    parentless(customers.build),
    refused=lambda layout: layout.nameless_companies,
)
ADDRESS = Kind(
    "addresses",
    "address",
    lambda layout: layout.sites,
    addresses.build,
    parent_of=Layout.company_of_site,
    children_of=Layout.sites_of_company,
)
CONTACT = Kind(
    "contacts",
    "contact",
    lambda layout: layout.contacts,
    contacts.build,
    parent_of=Layout.company_of_contact,
    refused=lambda layout: layout.nameless_contacts,
)
ASSET = Kind(
    "assets",
    "asset",
    lambda layout: layout.assets,
    assets.build,
    parent_of=Layout.company_of_asset,
)


def _named(name: str, word: str, names: tuple[str, ...]) -> Kind:
    return Kind(name, word, lambda _layout: len(names), setup.names_builder(names, word))


def _fields(name: str, definitions: tuple[fields.Definition, ...]) -> Kind:
    return Kind(name, "field", lambda _layout: len(definitions), fields.field_builder(definitions))


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
)
