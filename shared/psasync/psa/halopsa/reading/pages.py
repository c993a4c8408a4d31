"""One call of a list, checked as far as paging depends on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.psa.halopsa.client import Client, Reply
from psasync.psa.halopsa.endpoints import Endpoint
from psasync.psa.halopsa.query import Query, page_query
from psasync.psa.toolkit.overlapping_pages import Answered, Ask, OutOfOrder, Place, Stuck
from psasync.psa.toolkit.page_numbers import whole_number


@dataclass(frozen=True, slots=True)
class Rows:
    rows: list[Any]
    total: int | None  # of the whole list; None: not told
    size: int | None  # rows per page, as the server says
    asked_at: datetime | None


async def read_rows(client: Client, endpoint: Endpoint, query: Query, ask: Ask | None = None) -> Rows:
    """A page, or without `ask` the whole of a list that knows no pages. Raises as `Client.get` does."""
    reply = await client.get(endpoint.path, query if ask is None else page_query(query, ask.number, ask.size))
    if isinstance(reply.content, list):
        return Rows(reply.content, None, None, reply.asked_at)
    return _unwrapped(client, endpoint, reply)


def take(
    client: Client, endpoint: Endpoint, place: Place, ask: Ask, page: Answered, wanted: int
) -> tuple[list[Any], Place | None]:
    """`Place.take`, with its errors in our words."""
    try:
        return place.take(ask, page, wanted)
    except OutOfOrder:
        raise client.faults.unreadable(endpoint.path, "its rows are not ordered by id, as was asked for") from None
    except Stuck:
        raise client.faults.unreadable(endpoint.path, "it counts more rows than its pages hold") from None


def _unwrapped(client: Client, endpoint: Endpoint, reply: Reply) -> Rows:
    """Rows out of `{page_no, page_size, record_count, <rows>}`; the case of the names does not count."""
    content = reply.content if isinstance(reply.content, dict) else {}
    named = {name.lower(): value for name, value in content.items()}
    rows = named.get(endpoint.rows or endpoint.path.lower())
    if not isinstance(rows, list):
        raise client.faults.unreadable(endpoint.path, f"it holds no list of {endpoint.rows or 'rows'}")
    total, size = whole_number(named.get("record_count")), whole_number(named.get("page_size"))
    return Rows(rows, total, size, reply.asked_at)
