from collections.abc import Iterable, Mapping
from typing import Any

from psasync.psa.connectwise.mapping.values import address, reference_id, reference_name

Row = Mapping[str, Any]


def label(row: Row) -> str:
    return _name(row) or f"#{row['id']}"


def contact(row: Row) -> dict[str, Any]:
    company_id = reference_id(row.get("company"))
    site_id = reference_id(row.get("site"))
    items = row.get("communicationItems") or ()
    return {
        "name": _name(row),
        "company_id": company_id,
        "site_id": f"{company_id}-{site_id}" if company_id and site_id else None,
        "type": ", ".join(filter(None, map(reference_name, row.get("types") or ()))) or None,
        "title": row.get("title") or None,
        "email": _communication(items, "Email"),
        "phone": _communication(items, "Phone") or row.get("defaultPhoneNbr") or None,
        "address": address(row, row.get("state")),
        "active": not row.get("inactiveFlag", False),
    }


def _name(row: Row) -> str:
    return f"{row.get('firstName') or ''} {row.get('lastName') or ''}".strip()


def _communication(items: Iterable[Row], kind: str) -> str | None:
    """The default item of a kind, else its first: there are no e-mail and phone fields proper."""
    first = None
    for item in items:
        if item.get("communicationType") == kind and item.get("value"):
            if item.get("defaultFlag"):
                return str(item["value"])
            first = first or str(item["value"])
    return first
