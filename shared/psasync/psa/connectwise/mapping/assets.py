"""Configurations, which is what ConnectWise calls assets."""

from typing import Any

from psasync.psa.connectwise.mapping.values import reference_id, reference_name
from psasync.psa.toolkit.rows import Row


def asset(row: Row) -> dict[str, Any]:
    return {
        "name": row.get("name") or "",
        "company_id": reference_id(row.get("company")),
        "status": reference_name(row.get("status")),
        "type": reference_name(row.get("type")),
        "purchase_date": _day(row.get("purchaseDate")),
        "warranty_expiry": _day(row.get("warrantyExpirationDate")),
        "serial_number": row.get("serialNumber") or None,
        "os_type": row.get("osType") or None,
        "notes": row.get("notes") or None,
        "manufacturer": reference_name(row.get("manufacturer")),
    }


def _day(text: str | None) -> str | None:
    """ConnectWise writes calendar days as midnight UTC."""
    return text.removesuffix("T00:00:00Z") if text else None
