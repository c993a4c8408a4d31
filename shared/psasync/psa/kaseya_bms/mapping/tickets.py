"""Ticket set-up: queues (BMS's boards), statuses, priorities."""

from typing import Any

from psasync.psa.toolkit.rows import Row


def ticket_board(row: Row) -> dict[str, Any]:
    return {"name": row.get("name") or "", "active": row.get("isActive")}


def ticket_status(row: Row) -> dict[str, Any]:
    """One list for all queues. Which of them close a ticket is not told."""
    return {"name": row.get("name") or "", "active": row.get("isActive"), "sort_order": row.get("statusOrder")}


def ticket_priority(row: Row) -> dict[str, Any]:
    return {"name": row.get("name") or "", "is_default": row.get("isDefault"), "color": row.get("color") or None}
