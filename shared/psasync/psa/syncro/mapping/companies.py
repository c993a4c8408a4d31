"""Customers, and the two states that Syncro knows of them."""

from typing import Any

from psasync.psa.syncro.choices import Choices
from psasync.psa.syncro.mapping.values import properties, text
from psasync.psa.toolkit.rows import Row

ENABLED, DISABLED = "enabled", "disabled"

COMPANY_STATUSES: tuple[Row, ...] = ({"id": ENABLED, "name": "Enabled"}, {"id": DISABLED, "name": "Disabled"})
"""Syncro declares no more than a flag; the words are the flag's own."""

_NAMES = {row["id"]: row["name"] for row in COMPANY_STATUSES}


def company_status(row: Row) -> dict[str, Any]:
    return {"name": row["name"]}


def company_name(row: Row) -> str:
    """A customer is a business or a person."""
    return row.get("business_name") or row.get("fullname") or ""


def company(row: Row, choices: Choices) -> dict[str, Any]:
    status = _status(row.get("disabled"))
    found = {"name": company_name(row), "status_id": status, "status": _NAMES[status] if status else None}
    if choices.website:
        found["website"] = text(properties(row).get(choices.website))
    return found


def _status(disabled: Any) -> str | None:
    if disabled is None:
        return None
    if not isinstance(disabled, bool):
        raise TypeError("disabled")
    return DISABLED if disabled else ENABLED
