from typing import Any

from psasync_simulator.data.identity import company_name, contact_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import TICKET
from psasync_simulator.data.words import SUMMARIES
from psasync_simulator.kaseya_bms.data.lookups import PRIORITIES, QUEUES, STATUSES
from psasync_simulator.kaseya_bms.data.times import stamped, text


def build(layout: Layout, number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    """A ticket: title, queue and account stay over versions, status and priority move."""
    base = mix(layout.seed, TICKET, number)
    bits = mix(layout.seed, TICKET, number, version)
    contact = 1 + (base >> 16) % max(1, layout.contacts)
    account = layout.company_of_contact(contact)
    queue = base % len(QUEUES)
    status = (bits >> 8) % len(STATUSES) if version else 0
    priority = (bits >> 12) % len(PRIORITIES)
    return {
        "id": number,
        "ticketNumber": f"{number:08d}",
        "title": SUMMARIES[(base >> 8) & 15],
        "details": None,
        "accountId": account,
        "accountName": company_name(layout.seed, account),
        "locationId": None,
        "contactId": contact,
        "contactName": " ".join(contact_name(layout.seed, contact)),
        "queueId": queue + 1,
        "queueName": QUEUES[queue],
        "statusId": status + 1,
        "statusName": STATUSES[status],
        "priorityId": priority + 1,
        "priorityName": PRIORITIES[priority][0],
        "typeId": 1,
        "typeName": "Service Request",
        "assigneeId": None,
        "openDate": text(stamps.entered),
        **stamped(stamps),
        "lastActivityUpdate": text(stamps.updated),
        "dueDate": None,
        "completedDate": None,
    }
