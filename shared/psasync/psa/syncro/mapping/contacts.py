from typing import Any

from psasync.psa.syncro.mapping.values import address, identifier, properties, text
from psasync.psa.toolkit.rows import Row


def contact(row: Row) -> dict[str, Any]:
    return {
        "name": row.get("name") or "",
        "company_id": identifier(row.get("customer_id")),
        "title": text(properties(row).get("title")),
        "email": row.get("email") or None,
        "phone": row.get("phone") or row.get("mobile") or None,
        "address": address(row, "address1", "address2"),
    }
