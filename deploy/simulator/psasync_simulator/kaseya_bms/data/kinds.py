"""The kinds of record that the simulated BMS holds."""

from psasync_simulator.data.common_kinds import asset_kind, company_kind, contact_kind, fixed_kind, site_kind
from psasync_simulator.data.kind import Kind, parentless
from psasync_simulator.kaseya_bms.data import accounts, assets, contacts, custom_fields, locations, lookups, tickets

ACCOUNT = company_kind("accounts", "Account", accounts.build)
LOCATION = site_kind("locations", "Location", locations.build)
CONTACT = contact_kind("contacts", "Contact", contacts.build)
ASSET = asset_kind("assets", "Asset", assets.build)
TICKET = Kind("tickets", "Ticket", lambda layout: layout.tickets, parentless(tickets.build))
QUEUE = fixed_kind("queues", "Queue", len(lookups.QUEUES), lookups.queue)
STATUS = fixed_kind("statuses", "Status", len(lookups.STATUSES), lookups.status)
PRIORITY = fixed_kind("priorities", "Priority", len(lookups.PRIORITIES), lookups.priority)
CUSTOM_FIELD = fixed_kind("custom_fields", "Custom field", len(custom_fields.DEFINITIONS), custom_fields.build)

KINDS = (ACCOUNT, LOCATION, CONTACT, ASSET, QUEUE, STATUS, PRIORITY, CUSTOM_FIELD, TICKET)
