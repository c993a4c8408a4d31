"""The kinds of record that the simulated ConnectWise holds."""

from psasync_simulator.connectwise.data import companies, configurations, contacts, custom_fields, setup, sites, tickets
from psasync_simulator.connectwise.data.references import BOARD_STATUSES, BOARDS, COMPANY_STATUSES, PRIORITIES
from psasync_simulator.data.kind import Kind, parentless, small
from psasync_simulator.data.layout import Layout

COMPANY = Kind(
    "companies",
    "company",
    lambda layout: layout.companies,
    parentless(companies.build),
    refused=lambda layout: layout.nameless_companies,
    blank=companies.blank,
)
SITE = Kind(
    "sites",
    "site",
    lambda layout: layout.sites,
    sites.build,
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
    blank=contacts.blank,
)
CONFIGURATION = Kind(
    "configurations",
    "configuration",
    lambda layout: layout.assets,
    configurations.build,
    parent_of=Layout.company_of_asset,
)
CUSTOM_FIELD = Kind(
    "custom_fields",
    "userDefinedField",
    lambda _layout: len(custom_fields.DEFINITIONS),
    small(custom_fields.build),
)
COMPANY_STATUS = Kind(
    "company_statuses",
    "companyStatus",
    lambda _layout: len(COMPANY_STATUSES),
    small(setup.build_company_status),
)
BOARD = Kind("boards", "board", lambda _layout: len(BOARDS), small(setup.build_board))
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
PRIORITY = Kind("priorities", "priority", lambda _layout: len(PRIORITIES), small(setup.build_priority))
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
