"""Companies, their statuses and their locations.

Autotask has a company's type (a picklist) and whether it is active. A status here is the two together, so that neither
is lost: `3` is a type, and `3-inactive` is the same type of companies that are no longer active.
"""

from typing import Any

from psasync.psa.autotask.mapping.names import Names
from psasync.psa.autotask.mapping.values import address, flag, named, reference
from psasync.psa.toolkit.rows import Row

INACTIVE = "inactive"
"""The mark that reading puts on the second row of each company type."""


def status_id(row: Row) -> str:
    return _status_id(_value(row), inactive=row[INACTIVE])


def company_status(row: Row, _names: Names) -> dict[str, Any]:
    inactive = row[INACTIVE]
    return {
        "name": _status_name(row.get("label") or "", inactive=inactive),
        "is_default": bool(flag(row.get("isDefaultValue"))) and not inactive,
    }


def company(row: Row, names: Names) -> dict[str, Any]:
    type_id = reference(row.get("companyType"))
    inactive = flag(row.get("isActive")) is False
    type_name = named(names.company_types, row.get("companyType"))
    return {
        "name": row.get("companyName") or "",
        "website": row.get("webAddress") or None,
        "status_id": None if type_id is None else _status_id(type_id, inactive=inactive),
        "status": type_name and _status_name(type_name, inactive=inactive),
    }


def label(row: Row) -> str:
    return row.get("companyName") or row.get("companyNumber") or f"#{row['id']}"


def company_site(row: Row, names: Names) -> dict[str, Any]:
    return {
        "name": row.get("name") or "",
        "company_id": reference(row["companyID"]),
        "active": flag(row.get("isActive")),
        "primary": flag(row.get("isPrimary")),
        "address": address(row, "address1", "address2", "postalCode", names.countries),
    }


def _value(row: Row) -> str:
    value = reference(row["value"])
    if not value:
        raise ValueError("no value")
    return value


def _status_id(type_id: str, *, inactive: bool) -> str:
    return f"{type_id}-{INACTIVE}" if inactive else type_id


def _status_name(name: str, *, inactive: bool) -> str:
    return f"{name} ({INACTIVE})" if inactive and name else name
