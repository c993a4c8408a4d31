"""Which of a ticket's fields a webhook tells: those of the common event.

A change of any of them fires it, and each is told even when it was another one that changed.
"""

from typing import Any

from psasync.psa.autotask.client import Client
from psasync.psa.autotask.endpoints import Picklist
from psasync.psa.autotask.picklists import Picklists
from psasync.psa.autotask.query import MAX_RECORDS, condition
from psasync.psa.autotask.reading.rows import Position, read_rows
from psasync.psa.autotask.tickets.event import FIELDS, plain

PATH = "TicketWebhookFields"
_IDS = Picklist(PATH, "fieldID")
_WANTED = frozenset(map(plain, FIELDS)) - {"id"}


async def missing_fields(client: Client, hook: int) -> list[int]:
    """Numbers of the fields that the webhook does not have yet; what Autotask does not offer is not missing.

    Raises `PsaError` or `BudgetExhausted`.
    """
    offered = await Picklists(client).labels(_IDS)
    wanted = {int(value) for value, label in offered.items() if value.isdigit() and plain(label) in _WANTED}
    if not wanted:
        raise client.faults.unreadable(PATH, "it offers no field of a ticket to webhooks", permanent=True)
    return sorted(wanted - await _present(client, hook))


async def add_field(client: Client, hook: int, number: int) -> None:
    content = {"webhookID": hook, "fieldID": number, "isSubscribedField": True, "isDisplayAlwaysField": True}
    await client.call("POST", f"TicketWebhooks/{hook}/Fields", content)


async def _present(client: Client, hook: int) -> set[int]:
    found: set[int] = set()
    position: Position | None = Position()
    while position is not None:
        read = await read_rows(client, PATH, [condition("eq", "webhookID", hook)], position, MAX_RECORDS)
        found |= {number for row in read.rows if (number := _number(row)) is not None}
        position = read.next
    return found


def _number(row: Any) -> int | None:
    number = row.get("fieldID") if isinstance(row, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None
