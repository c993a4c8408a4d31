"""The kinds of record that the simulated ConnectWise holds."""

from psasync_simulator.connectwise.data import companies, configurations, contacts, custom_fields, setup, sites, tickets
from psasync_simulator.connectwise.data.references import BOARD_STATUSES, BOARDS, COMPANY_STATUSES, PRIORITIES
from psasync_simulator.data.common_kinds import asset_kind, company_kind, contact_kind, fixed_kind, site_kind
from psasync_simulator.data.kind import Kind, parentless

COMPANY = company_kind("companies", "company", companies.build, blank=companies.blank)
SITE = site_kind("sites", "site", sites.build)
CONTACT = contact_kind("contacts", "contact", contacts.build, blank=contacts.blank)
CONFIGURATION = asset_kind("configurations", "configuration", configurations.build)
CUSTOM_FIELD = fixed_kind("custom_fields", "userDefinedField", len(custom_fields.DEFINITIONS), custom_fields.build)
COMPANY_STATUS = fixed_kind("company_statuses", "companyStatus", len(COMPANY_STATUSES), setup.build_company_status)
BOARD = fixed_kind("boards", "board", len(BOARDS), setup.build_board)
BOARD_STATUS = Kind(
    "board_statuses",
    "boardStatus",
    lambda _layout: len(BOARDS) * len(BOARD_STATUSES),
    lambda _layout, number, version, stamps, board: setup.build_board_status(number, version, stamps, board),
    parent_of=lambda _layout, number: 1 + (number - 1) // len(BOARD_STATUSES),
    children_of=lambda _layout, board: range(
        (board - 1) * len(BOARD_STATUSES) + 1, min(board, len(BOARDS)) * len(BOARD_STATUSES) + 1
    ),
)
PRIORITY = fixed_kind("priorities", "priority", len(PRIORITIES), setup.build_priority)
TICKET = Kind("tickets", "ticket", lambda layout: layout.tickets, parentless(tickets.build))

KINDS = (
    COMPANY,
    SITE,
    CONTACT,
    CONFIGURATION,
    CUSTOM_FIELD,
    COMPANY_STATUS,
    BOARD,
    BOARD_STATUS,
    PRIORITY,
    TICKET,
)
