from collections.abc import Mapping
from typing import Any

from psasync.psa.connectwise.mapping.values import address, reference_id, reference_name

Row = Mapping[str, Any]


def company_status(row: Row) -> dict[str, Any]:
    return {"name": row.get("name") or "", "is_default": row.get("defaultFlag")}


def company(row: Row) -> dict[str, Any]:
    status = row.get("status")
    return {
        "name": row.get("name") or "",
        "website": row.get("website") or None,
        "status_id": reference_id(status),
        "status": reference_name(status),
    }


def company_site(row: Row) -> dict[str, Any]:
    state = row.get("stateReference")
    return {
        "name": row.get("name") or "",
        "company_id": reference_id(row["company"]),
        "active": not row.get("inactiveFlag", False),
        "primary": bool(row.get("primaryAddressFlag")),
        "address": address(row, reference_name(state)),
    }


def site_source_id(row: Row) -> str:
    """`<company>-<site>`: ConnectWise gives a site out only below its company, so the id names both."""
    return f"{row['company']['id']}-{row['id']}"
