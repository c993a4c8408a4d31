"""The kinds of record that the simulated PSA holds, and how each is derived."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from psasync_simulator.connectwise.data import companies, contacts, setup, sites, tickets
from psasync_simulator.connectwise.data.layout import Layout
from psasync_simulator.connectwise.data.references import BOARD_STATUSES, BOARDS, COMPANY_STATUSES, PRIORITIES
from psasync_simulator.connectwise.data.stamps import Stamps

Build = Callable[[Layout, int, int, Stamps, int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    name: str  # as the control interface says it
    singular: str  # as ConnectWise's messages say it
    base: Callable[[Layout], int]  # how many an untouched dataset has: ids 1 to this
    build: Build
    parent_of: Callable[[Layout, int], int] | None = None  # of a record of the untouched dataset
    children_of: Callable[[Layout, int], range] | None = None  # ids of a parent; None: one global list
    refused: Callable[[Layout], frozenset[int]] = lambda _layout: frozenset()


def _small(build: Callable[[int, int, Stamps], dict[str, Any]]) -> Build:
    return lambda _layout, number, version, stamps, _parent: build(number, version, stamps)


def _orphan(build: Callable[[Layout, int, int, Stamps], dict[str, Any]]) -> Build:
    return lambda layout, number, version, stamps, _parent: build(layout, number, version, stamps)


COMPANY = Kind(
    "companies",
    "company",
    lambda layout: layout.companies,
    _orphan(companies.build),
    refused=lambda layout: layout.nameless_companies,
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
    parent_of=contacts.company_of,
    refused=lambda layout: layout.nameless_contacts,
)
COMPANY_STATUS = Kind(
    "company_statuses",
    "companyStatus",
    lambda _layout: len(COMPANY_STATUSES),
    _small(setup.build_company_status),
)
BOARD = Kind("boards", "board", lambda _layout: len(BOARDS), _small(setup.build_board))
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
PRIORITY = Kind("priorities", "priority", lambda _layout: len(PRIORITIES), _small(setup.build_priority))
TICKET = Kind("tickets", "ticket", lambda layout: layout.tickets, _orphan(tickets.build))

KINDS = (COMPANY, SITE, CONTACT, COMPANY_STATUS, BOARD, BOARD_STATUS, PRIORITY, TICKET)
