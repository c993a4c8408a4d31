"""Ticket set-up: boards, statuses, priorities."""

from collections.abc import Mapping
from typing import Any

from psasync.psa.connectwise.mapping.values import reference_id

Row = Mapping[str, Any]


def ticket_board(row: Row) -> dict[str, Any]:
    return {"name": row.get("name") or "", "active": not row.get("inactiveFlag", False)}


def ticket_status(row: Row) -> dict[str, Any]:
    return {
        "name": row.get("name") or "",
        "board_id": reference_id(row.get("board")),
        "is_default": bool(row.get("defaultFlag")),
        "closed": bool(row.get("closedStatus")),
        "active": not row.get("inactive", False),
        "sort_order": row.get("sortOrder"),
    }


def ticket_priority(row: Row) -> dict[str, Any]:
    return {
        "name": row.get("name") or "",
        "is_default": bool(row.get("defaultFlag")),
        "sort_order": row.get("sortOrder"),
        "color": row.get("color") or None,
    }
