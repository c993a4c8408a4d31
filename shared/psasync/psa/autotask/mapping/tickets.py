"""Ticket set-up: queues, statuses and priorities, each a value of a picklist."""

from typing import Any

from psasync.psa.autotask.mapping.names import Names
from psasync.psa.autotask.mapping.values import flag, reference
from psasync.psa.toolkit.rows import Row


def option_id(row: Row) -> str:
    value = reference(row["value"])
    if not value:
        raise ValueError("no value")
    return value


def ticket_board(row: Row, _names: Names) -> dict[str, Any]:
    return {"name": row.get("label") or "", "active": flag(row.get("isActive"))}


def ticket_status(row: Row, _names: Names) -> dict[str, Any]:
    return {
        "name": row.get("label") or "",
        "is_default": flag(row.get("isDefaultValue")),
        "active": flag(row.get("isActive")),
        "sort_order": row.get("sortOrder"),
    }


def ticket_priority(row: Row, _names: Names) -> dict[str, Any]:
    return {
        "name": row.get("label") or "",
        "is_default": flag(row.get("isDefaultValue")),
        "sort_order": row.get("sortOrder"),
    }
