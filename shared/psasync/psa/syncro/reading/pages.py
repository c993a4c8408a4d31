"""One page of a list as Syncro numbers them, checked as far as paging depends on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.psa.syncro.client import Client
from psasync.psa.syncro.endpoints import Endpoint, Query
from psasync.psa.toolkit.page_numbers import FIRST, whole_number
from psasync.psa.toolkit.rows import plain_id

LEAST_SIZE = 25
"""Rows: no list has smaller pages. Their size is fixed by list, cannot be asked for, and differs from the docs."""

MAX_ID = 40
"""Characters: a longer id is none that Syncro gives out."""


@dataclass(frozen=True, slots=True)
class ListPage:
    number: int
    rows: list[Any]
    asked_at: datetime | None
    last: int | None = None  # the last page's number, where the answer tells it
    total: int | None = None  # rows of the whole list, where the answer tells it

    @property
    def size(self) -> int:
        """Rows of a full page, as far as this page shows; what `per_page` says is not relied on."""
        return max(len(self.rows), LEAST_SIZE)

    def is_last(self, size: int) -> bool:
        """`size`: rows of a full page. Without a total a short page is the end; an empty one always is."""
        if not self.rows:
            return True
        return self.number >= self.last if self.last is not None else len(self.rows) < size


async def read_list_page(client: Client, endpoint: Endpoint, number: int = FIRST, query: Query = ()) -> ListPage:
    """Raises `PsaError` or `BudgetExhausted`."""
    reply = await client.get(endpoint.path, (*endpoint.always, *query, ("page", number)))
    rows = reply.content.get(endpoint.rows)
    if not isinstance(rows, list):
        raise client.faults.unreadable(endpoint.path, f"it has no list of {endpoint.rows}")
    meta = reply.content.get("meta")
    told = meta if isinstance(meta, dict) else {}
    return ListPage(
        number=number,
        rows=rows,
        asked_at=reply.asked_at,
        last=whole_number(told.get("total_pages")),
        total=whole_number(told.get("total_entries")),
    )


def row_id(row: Any) -> str | None:
    """The id of a row of any shape, or None where it has none that could be Syncro's."""
    try:
        text = plain_id(row)
    except (TypeError, KeyError, ValueError, IndexError):
        return None
    return text if len(text) <= MAX_ID else None
