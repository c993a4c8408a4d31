from typing import Any

from psasync_simulator.connectwise.data.companies import company_reference
from psasync_simulator.connectwise.data.references import BOARD_STATUSES, BOARDS, PRIORITIES, reference
from psasync_simulator.connectwise.data.times import info
from psasync_simulator.data.identity import contact_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import TICKET
from psasync_simulator.data.words import SUMMARIES


def build(layout: Layout, number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    """A service ticket: board and summary stay over versions, status and priority move."""
    base = mix(layout.seed, TICKET, number)
    bits = mix(layout.seed, TICKET, number, version)
    board = base % len(BOARDS)
    status = (bits >> 8) % len(BOARD_STATUSES) if version else 0
    priority = (bits >> 12) % len(PRIORITIES)
    contact = 1 + (base >> 16) % max(1, layout.contacts)
    company = layout.company_of_contact(contact)
    return {
        "id": number,
        "summary": SUMMARIES[(base >> 8) & 15],
        "recordType": "ServiceTicket",
        "board": reference(board + 1, BOARDS[board]),
        "status": reference(board * len(BOARD_STATUSES) + status + 1, BOARD_STATUSES[status]),
        "priority": reference(priority + 1, PRIORITIES[priority][0]),
        "company": company_reference(layout, company),
        "contact": reference(contact, " ".join(contact_name(layout.seed, contact))),
        "closedFlag": status == len(BOARD_STATUSES) - 1,
        "customFields": [],
        "_info": info(stamps),
    }
