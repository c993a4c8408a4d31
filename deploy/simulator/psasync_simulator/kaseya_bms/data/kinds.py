"""The kinds of record that the simulated BMS holds."""

from psasync_simulator.data.kind import Kind, parentless, small
from psasync_simulator.data.layout import Layout
from psasync_simulator.kaseya_bms.data import accounts, assets, contacts, custom_fields, locations, lookups

ACCOUNT = Kind(
    "accounts",
    "Account",
    lambda layout: layout.companies,
    parentless(accounts.build),
    refused=lambda layout: layout.nameless_companies,
)
LOCATION = Kind(
    "locations",
    "Location",
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
)
ASSET = Kind("assets", "Asset", lambda layout: layout.assets, assets.build, parent_of=Layout.company_of_asset)
QUEUE = Kind("queues", "Queue", lambda _layout: len(lookups.QUEUES), small(lookups.queue))
STATUS = Kind("statuses", "Status", lambda _layout: len(lookups.STATUSES), small(lookups.status))
PRIORITY = Kind("priorities", "Priority", lambda _layout: len(lookups.PRIORITIES), small(lookups.priority))
CUSTOM_FIELD = Kind(
    "custom_fields", "Custom field", lambda _layout: len(custom_fields.DEFINITIONS), small(custom_fields.build)
)

KINDS = (ACCOUNT, LOCATION, CONTACT, ASSET, QUEUE, STATUS, PRIORITY, CUSTOM_FIELD)
