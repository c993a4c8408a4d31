"""The kinds of record that the simulated Autotask holds."""

from psasync_simulator.autotask.data import assets, companies, contacts, countries, locations, options
from psasync_simulator.data.kind import Kind, parentless, small
from psasync_simulator.data.layout import Layout

COMPANY = Kind(
    "companies",
    "Company",
    lambda layout: layout.companies,
    parentless(companies.build),
    refused=lambda layout: layout.nameless_companies,
    blank=companies.blank,
)
LOCATION = Kind(
    "locations",
    "CompanyLocation",
    lambda layout: layout.sites,
    locations.build,
    parent_of=Layout.company_of_site,
    children_of=Layout.sites_of_company,
)
CONTACT = Kind(
    "contacts",
    "Contact",
    lambda layout: layout.contacts,
    contacts.build,
    parent_of=Layout.company_of_contact,
    refused=lambda layout: layout.nameless_contacts,
    blank=contacts.blank,
)
ASSET = Kind(
    "configuration_items",
    "ConfigurationItem",
    lambda layout: layout.assets,
    assets.build,
    parent_of=Layout.company_of_asset,
)
PRODUCT = Kind("products", "Product", lambda _layout: assets.PRODUCTS, small(assets.build_product))
COUNTRY = Kind("countries", "Country", lambda _layout: len(countries.COUNTRIES), small(countries.build))


def _picklist(name: str, labels: tuple[str, ...], word: str, default: int = 1) -> Kind:
    return Kind(name, word, lambda _layout: len(labels), small(options.option_builder(labels, word, default)))


COMPANY_TYPE = _picklist("company_types", options.COMPANY_TYPES, "Type")
QUEUE = _picklist("queues", options.QUEUES, "Queue", default=0)
TICKET_STATUS = _picklist("ticket_statuses", options.TICKET_STATUSES, "Status")
PRIORITY = _picklist("priorities", options.PRIORITIES, "Priority", default=3)
ASSET_TYPE = _picklist("asset_types", options.ASSET_TYPES, "Type", default=0)
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
)
