from typing import Any

from psasync.psa.kaseya_bms.mapping.values import default_of, reference
from psasync.psa.toolkit.rows import Row


def contact(row: Row) -> dict[str, Any]:
    """BMS's contacts have no address of their own, only their location's."""
    company_id, location = reference(row.get("accountId")), reference(row.get("locationId"))
    return {
        "name": " ".join(filter(None, (row.get("firstName"), row.get("lastName")))).strip(),
        "company_id": company_id,
        "site_id": f"{company_id}-{location}" if company_id and location else None,
        "title": row.get("jobTitle") or None,
        "email": default_of(row.get("emails"), "emailAddress"),
        "phone": default_of(row.get("phones"), "phone"),
        "active": row.get("isActive"),
    }
