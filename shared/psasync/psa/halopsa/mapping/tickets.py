"""Ticket set-up: teams, statuses, priorities."""

from typing import Any

from psasync.psa.halopsa.mapping.values import active, number_of, text
from psasync.psa.toolkit.rows import Row


def ticket_board(row: Row) -> dict[str, Any]:
    """A team. Whether it is in use is left out where the instance does not say it."""
    return {"name": text(row.get("name")) or "", **({"active": active(row)} if "inactive" in row else {})}


def ticket_status(row: Row) -> dict[str, Any]:
    order = {"sort_order": number_of(row["sequence"])} if "sequence" in row else {}
    return {"name": text(row.get("name")) or "", **order}


def ticket_priority(row: Row) -> dict[str, Any]:
    return {"name": text(row.get("name")) or "", "color": text(row.get("colour"))}
