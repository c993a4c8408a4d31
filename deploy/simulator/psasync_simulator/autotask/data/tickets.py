from typing import Any

from psasync_simulator.autotask.data.options import PRIORITIES, QUEUES, TICKET_STATUSES
from psasync_simulator.autotask.data.times import text
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import TICKET
from psasync_simulator.data.words import SUMMARIES


def build(layout: Layout, number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    """A ticket: queue and title stay over versions, status and priority move."""
    base = mix(layout.seed, TICKET, number)
    bits = mix(layout.seed, TICKET, number, version)
    contact = 1 + (base >> 16) % max(1, layout.contacts)
    entered = text(stamps.entered)
    return {
        "id": number,
        "ticketNumber": f"T{entered[:10].replace('-', '')}.{number % 10_000:04d}",
        "title": SUMMARIES[(base >> 8) & 15],
        "description": "",
        "status": 1 + ((bits >> 8) % len(TICKET_STATUSES) if version else 0),
        "priority": 1 + (bits >> 12) % len(PRIORITIES),
        "queueID": 1 + base % len(QUEUES),
        "companyID": layout.company_of_contact(contact),
        "companyLocationID": None,
        "contactID": contact,
        "assignedResourceID": None,
        "ticketCategory": 3,
        "ticketType": 1,
        "source": None,
        "createDate": entered,
        "lastActivityDate": text(stamps.updated),
        "lastTrackedModificationDateTime": text(stamps.updated),
        "completedDate": None,
        "dueDateTime": None,
        "userDefinedFields": [],
    }
