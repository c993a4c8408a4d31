"""Rows of one query, and where the list goes on.

Autotask names the next page (`nextPageUrl`) and says nothing of what becomes of it when records are deleted meanwhile.
So each page is a query of its own for what stands above the last id: nothing moves under that. It takes Autotask to
list by id, as it does; a list that comes in another order is read along `nextPageUrl` instead, with the same body.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from psasync.psa.autotask.client import Client
from psasync.psa.autotask.query import Filter, above, query
from psasync.psa.port import Cursor
from psasync.psa.toolkit.page_numbers import whole_number


@dataclass(frozen=True, slots=True)
class Position:
    """Everything up to the id `after` is read, and above it what comes before the page `at`. The lowest id is 0."""

    after: int | None = None
    at: str = ""  # of a list that is not in the order of its ids

    @classmethod
    def of(cls, cursor: Cursor | None) -> "Position":
        return cls(cursor.get("after"), cursor.get("at", "")) if cursor else cls()

    @property
    def cursor(self) -> Cursor:
        return {"after": self.after, **({"at": self.at} if self.at else {})}


@dataclass(frozen=True, slots=True)
class Rows:
    rows: list[Any]
    next: Position | None  # None: the list is at its end
    asked_at: datetime | None


async def read_rows(
    client: Client, path: str, filters: Filter, position: Position, size: int, fields: Sequence[str] = ()
) -> Rows:
    """One page from `position` on. No `fields` asks for all. Raises `PsaError` or `BudgetExhausted`."""
    name = f"{path}/query"
    body = query([*filters, *above(position.after)], fields, size)
    reply = await (client.follow(position.at, body) if position.at else client.call("POST", name, body))
    rows, following = _checked(client, reply.content, name)
    if not following:
        return Rows(rows, None, reply.asked_at)
    if position.at or not _ascending(rows, position.after):
        at = await client.next_address(following, name)
        if at == position.at:
            raise client.faults.unreadable(name, "its paging does not move on")
        return Rows(rows, Position(position.after, at), reply.asked_at)
    return Rows(rows, Position(_last_id(client, rows, name)), reply.asked_at)


def row_id(row: Any) -> int | None:
    number = row.get("id") if isinstance(row, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _checked(client: Client, content: Any, name: str) -> tuple[list[Any], str]:
    """The rows, and the address of the next page; "" at the end of the list."""
    items = content.get("items") if isinstance(content, dict) else None
    details = content.get("pageDetails") if isinstance(content, dict) else None
    if not isinstance(items, list) or not isinstance(details, dict):
        raise client.faults.unreadable(name, "it is no page of a list")
    following = details.get("nextPageUrl")
    if whole_number(details.get("count")) is None or not isinstance(following, str | None):
        # A page whose details are broken must not pass for the last one.
        raise client.faults.unreadable(name, "its page details are not as documented")
    return items, following or ""


def _ascending(rows: list[Any], after: int | None) -> bool:
    known = [number for row in rows if (number := row_id(row)) is not None]
    started = known if after is None else [after, *known]
    return all(one < other for one, other in pairwise(started))


def _last_id(client: Client, rows: list[Any], name: str) -> int:
    known = [number for row in rows if (number := row_id(row)) is not None]
    if not known:
        raise client.faults.unreadable(name, "its paging does not move on")
    return known[-1]
