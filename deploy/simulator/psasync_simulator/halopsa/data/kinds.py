"""The kinds of record that a simulated instance holds."""

from psasync_simulator.data.kind import Kind, parentless, small
from psasync_simulator.data.layout import Layout
from psasync_simulator.halopsa.data import assets, clients, fields, setup, sites, users

CLIENT = Kind(
    "clients",
    "Client",
    lambda layout: layout.companies,
    parentless(clients.build),
    refused=lambda layout: layout.nameless_companies,
)
SITE = Kind(
    "sites",
    "Site",
    lambda layout: layout.sites,
    sites.build,
    parent_of=Layout.company_of_site,
    children_of=Layout.sites_of_company,
)
USER = Kind(
    "users",
    "User",
    lambda layout: layout.contacts,
    users.build,
    parent_of=Layout.company_of_contact,
    refused=lambda layout: layout.nameless_contacts,
)
ASSET = Kind("assets", "Asset", lambda layout: layout.assets, assets.build, parent_of=Layout.company_of_asset)
TEAM = Kind("teams", "Team", lambda _layout: len(setup.TEAMS), small(setup.build_team))
STATUS = Kind("statuses", "Status", lambda _layout: len(setup.STATUSES), small(setup.build_status))
PRIORITY = Kind("priorities", "Priority", lambda _layout: len(setup.PRIORITIES), small(setup.build_priority))
CUSTOM_FIELD = Kind(
    "custom_fields", "Field", lambda _layout: len(fields.CUSTOM_FIELDS), small(fields.build_custom_field)
)
ASSET_FIELD = Kind("asset_fields", "Field", lambda _layout: len(fields.ASSET_FIELDS), small(fields.build_asset_field))

KINDS = (CLIENT, SITE, USER, ASSET, TEAM, STATUS, PRIORITY, CUSTOM_FIELD, ASSET_FIELD)
