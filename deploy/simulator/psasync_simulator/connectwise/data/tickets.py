from typing import Any

from psasync_simulator.connectwise.data.companies import company_name
from psasync_simulator.connectwise.data.contacts import company_of, contact_name
from psasync_simulator.connectwise.data.layout import Layout
from psasync_simulator.connectwise.data.mix import mix
from psasync_simulator.connectwise.data.references import BOARD_STATUSES, BOARDS, PRIORITIES, reference
from psasync_simulator.connectwise.data.stamps import Stamps, info
from psasync_simulator.connectwise.data.words import SUMMARIES

KIND = 7


def build(layout: Layout, number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    """A service ticket: board and summary stay over versions, status and priority move."""
    base = mix(layout.seed, KIND, number)
    bits = mix(layout.seed, KIND, number, version)
    board = base % len(BOARDS)
    status = (bits >> 8) % len(BOARD_STATUSES) if version else 0
    priority = (bits >> 12) % len(PRIORITIES)
    contact = 1 + (base >> 16) % max(1, layout.contacts)
    company = company_of(layout, contact)
    return {
        "id": number,
        "summary": SUMMARIES[(base >> 8) & 15],
        "recordType": "ServiceTicket",
        "board": reference(board + 1, BOARDS[board]),
        "status": reference(board * len(BOARD_STATUSES) + status + 1, BOARD_STATUSES[status]),
        "priority": reference(priority + 1, PRIORITIES[priority][0]),
        "company": {"id": company, "identifier": f"C{company:06d}", "name": company_name(layout.seed, company)},
        "contact": reference(contact, " ".join(contact_name(layout.seed, contact))),
        "closedFlag": status == len(BOARD_STATUSES) - 1,
        "customFields": [],
        "_info": info(stamps),
    }
