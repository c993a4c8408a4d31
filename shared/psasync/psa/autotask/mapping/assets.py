"""Configuration items, which is what Autotask calls assets."""

from typing import Any

from psasync.psa.autotask.mapping.names import Names
from psasync.psa.autotask.mapping.values import day, flag, named, reference
from psasync.psa.toolkit.rows import Row

_STATUS = {True: "Active", False: "Inactive", None: None}
"""All that an asset has of a status in Autotask."""


def asset(row: Row, names: Names) -> dict[str, Any]:
    """Its install date is no purchase date, and stays out."""
    return {
        "name": row.get("referenceTitle") or named(names.products, row.get("productID")) or "",
        "company_id": reference(row.get("companyID")),
        "status": _STATUS[flag(row.get("isActive"))],
        "type": named(names.asset_types, row.get("configurationItemType")),
        "warranty_expiry": day(row.get("warrantyExpirationDate")),
        "serial_number": row.get("serialNumber") or None,
        "os_type": row.get("rmmDeviceAuditOperatingSystem") or None,
        "notes": row.get("notes") or None,
        "manufacturer": named(names.manufacturers, row.get("rmmDeviceAuditManufacturerID")),
    }
