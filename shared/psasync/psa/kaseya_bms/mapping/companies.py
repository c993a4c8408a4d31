"""Accounts, which is what BMS calls companies, their two states, and their locations."""

from typing import Any

from psasync.psa.kaseya_bms.mapping.values import address
from psasync.psa.toolkit.rows import Row, plain_id

ACTIVE, INACTIVE = "active", "inactive"
"""BMS has a flag and no list of statuses; an account's type says what it is, not how it stands."""

STATUSES = ({"id": ACTIVE, "name": "Active"}, {"id": INACTIVE, "name": "Inactive"})

ACCOUNT = "account"
"""Where a location holds the row that it was found in: it does not name its account."""


def company_status(row: Row) -> dict[str, Any]:
    return {"name": row["name"]}


def company(row: Row) -> dict[str, Any]:
    status = _status(row.get("isActive"))
    return {
        "name": row.get("accountName") or "",
        "website": row.get("website") or None,
        "status_id": status["id"] if status else None,
        "status": status["name"] if status else None,
    }


def company_label(row: Row) -> str:
    return row.get("accountName") or row.get("accountCode") or ""


def site(row: Row) -> dict[str, Any]:
    return {
        "name": row.get("locationName") or "",
        "company_id": plain_id(row[ACCOUNT]),
        "active": row.get("isActive"),
        "primary": row.get("isMain"),
        "address": address(row),
    }


def site_source_id(row: Row) -> str:
    return f"{plain_id(row[ACCOUNT])}-{plain_id(row)}"


def _status(active: Any) -> dict[str, str] | None:
    if active is None:
        return None
    if not isinstance(active, bool):
        raise TypeError("isActive is no flag")
    return STATUSES[0] if active else STATUSES[1]
