"""Ticket set-up. Most of it is plain texts, which are their own ids."""

import re
from typing import Any

from psasync.psa.toolkit.rows import Row

_RANK = re.compile(r"(\d{1,9})\s")


def row_of(value: Any) -> Row:
    """A text of a list as a row, so that what is no text is reported like any other row."""
    return value if isinstance(value, dict) else {"id": value, "name": value}


def named(row: Row) -> dict[str, Any]:
    return {"name": row.get("name") or ""}


def ticket_priority(row: Row) -> dict[str, Any]:
    """Syncro ranks its priorities by the number that they begin with: "0 Urgent" to "3 Low"."""
    name = row.get("name") or ""
    rank = _RANK.match(name)
    return {"name": name, "sort_order": int(rank[1]) if rank else None}
