from typing import Any

from psasync.psa.kaseya_bms.mapping.values import reference
from psasync.psa.kaseya_bms.times import day
from psasync.psa.toolkit.rows import Row


def asset(row: Row) -> dict[str, Any]:
    """Of a single asset's answer: the rows of the list lack almost all of it."""
    return {
        "name": row.get("name") or "",
        "company_id": reference(row.get("accountId")),
        "status": row.get("state") or None,
        "type": row.get("category") or None,
        "purchase_date": day(row.get("acquisitionDate")),
        "warranty_expiry": day(row.get("warrantyExpirationDate")),
        "serial_number": row.get("serialNumber") or None,
        "os_type": row.get("osType") or None,
        "notes": row.get("description") or None,
        "manufacturer": row.get("manufacturer") or None,
    }
