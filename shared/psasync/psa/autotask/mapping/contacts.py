from typing import Any

from psasync.psa.autotask.mapping.names import Names
from psasync.psa.autotask.mapping.values import address, flag, reference
from psasync.psa.toolkit.rows import Row


def label(row: Row) -> str:
    return _name(row) or f"#{row['id']}"


def contact(row: Row, names: Names) -> dict[str, Any]:
    return {
        "name": _name(row),
        "company_id": reference(row.get("companyID")),
        "site_id": reference(row.get("companyLocationID")),
        "title": row.get("title") or None,
        "email": row.get("emailAddress") or None,
        "phone": row.get("phone") or row.get("mobilePhone") or row.get("alternatePhone") or None,
        "address": address(row, "addressLine", "addressLine1", "zipCode", names.countries),
        "active": flag(row.get("isActive")),
    }


def _name(row: Row) -> str:
    return f"{row.get('firstName') or ''} {row.get('lastName') or ''}".strip()
