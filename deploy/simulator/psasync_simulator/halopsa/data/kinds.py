"""The kinds of record that a simulated instance holds."""

from psasync_simulator.data.common_kinds import asset_kind, company_kind, contact_kind, fixed_kind, site_kind
from psasync_simulator.data.kind import Kind, parentless
from psasync_simulator.halopsa.data import assets, clients, fields, setup, sites, tickets, users

CLIENT = company_kind("clients", "Client", clients.build)
SITE = site_kind("sites", "Site", sites.build)
USER = contact_kind("users", "User", users.build)
ASSET = asset_kind("assets", "Asset", assets.build)
TEAM = fixed_kind("teams", "Team", len(setup.TEAMS), setup.build_team)
STATUS = fixed_kind("statuses", "Status", len(setup.STATUSES), setup.build_status)
PRIORITY = fixed_kind("priorities", "Priority", len(setup.PRIORITIES), setup.build_priority)
CUSTOM_FIELD = fixed_kind("custom_fields", "Field", len(fields.CUSTOM_FIELDS), fields.build_custom_field)
ASSET_FIELD = fixed_kind("asset_fields", "Field", len(fields.ASSET_FIELDS), fields.build_asset_field)
TICKET = Kind("tickets", "Ticket", lambda layout: layout.tickets, parentless(tickets.build))

KINDS = (CLIENT, SITE, USER, ASSET, TEAM, STATUS, PRIORITY, CUSTOM_FIELD, ASSET_FIELD, TICKET)
