from typing import Any

from psasync_simulator.data.identity import company_name, contact_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import TICKET
from psasync_simulator.data.words import SUMMARIES
from psasync_simulator.syncro.data.setup import PRIORITIES, PROBLEM_TYPES, TICKET_STATUSES, TICKET_TYPES
from psasync_simulator.syncro.data.times import times


def build(layout: Layout, number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    """A ticket: subject, type and customer stay over versions, status and priority move."""
    base = mix(layout.seed, TICKET, number)
    bits = mix(layout.seed, TICKET, number, version)
    contact = 1 + (base >> 16) % max(1, layout.contacts)
    customer = layout.company_of_contact(contact)
    kind = base % len(TICKET_TYPES)
    return {
        "id": number,
        "number": 1000 + number,
        "subject": SUMMARIES[(base >> 8) & 15],
        **times(stamps),
        "customer_id": customer,
        "customer_business_then_name": company_name(layout.seed, customer),
        "due_date": None,
        "resolved_at": None,
        "start_at": None,
        "end_at": None,
        "location_id": None,
        "problem_type": PROBLEM_TYPES[(base >> 4) % len(PROBLEM_TYPES)],
        "status": TICKET_STATUSES[(bits >> 8) % len(TICKET_STATUSES) if version else 0],
        "ticket_type_id": kind + 1,
        "ticket_type_name": TICKET_TYPES[kind],
        "properties": {},
        "user_id": 12,
        "contact_id": contact,
        "contact_fullname": " ".join(contact_name(layout.seed, contact)),
        "priority": PRIORITIES[(bits >> 12) % len(PRIORITIES)],
        "tag_list": [],
        "asset_ids": [],
        "comments": [],
    }
