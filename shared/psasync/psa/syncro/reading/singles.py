"""Single records by their ids."""

from collections.abc import Sequence
from typing import Any

from psasync.psa.syncro.client import Client
from psasync.psa.syncro.endpoints import CUSTOMERS, Endpoint, single
from psasync.psa.syncro.errors import RecordGone
from psasync.psa.syncro.reading.pages import LEAST_SIZE, read_list_page, row_id
from psasync.psa.toolkit.together import Failure, together

Answer = dict[str, Any] | Failure | None
"""A record, what prevented it, or None: Syncro no longer has it."""


async def read_single(client: Client, endpoint: Endpoint, number: str) -> dict[str, Any] | None:
    """Raises `PsaError` or `BudgetExhausted`."""
    if not _is_number(number):
        return None
    path = f"{endpoint.path}/{number}"
    try:
        reply = await client.get_record(path)
    except RecordGone:
        return None
    row = single(endpoint, reply.content)
    if not isinstance(row, dict) or row_id(row) != number:
        raise client.faults.unreadable(path, "it is not the record that was asked for")
    return row


async def find_each(client: Client, endpoint: Endpoint, numbers: Sequence[str]) -> dict[str, Answer]:
    """One call for each."""
    return dict(zip(numbers, await together(read_single(client, endpoint, one) for one in numbers), strict=True))


async def find_customers(client: Client, numbers: Sequence[str]) -> dict[str, Answer]:
    """By the list's `id[]` filter. What it does not give is asked for singly: only a 404 says that it is gone."""
    asked = [one for one in numbers if _is_number(one)]
    chunks = [asked[at : at + LEAST_SIZE] for at in range(0, len(asked), LEAST_SIZE)]
    found: dict[str, Answer] = {}
    for chunk, listed in zip(chunks, await together(_listed(client, chunk) for chunk in chunks), strict=True):
        found |= listed if isinstance(listed, dict) else dict.fromkeys(chunk, listed)
    return found | await find_each(client, CUSTOMERS, [one for one in numbers if one not in found])


async def _listed(client: Client, chunk: Sequence[str]) -> dict[str, Answer]:
    """At most as many as fit on the smallest page."""
    page = await read_list_page(client, CUSTOMERS, query=tuple(("id[]", one) for one in chunk))
    return {number: row for row in page.rows if (number := row_id(row)) in chunk and number}


def _is_number(text: str) -> bool:
    """Nothing else may become a part of a path."""
    return text.isascii() and text.isdigit()
