"""Assets: most of what is known of them stands in properties."""

from typing import Any

from psasync.psa.syncro.choices import Choices
from psasync.psa.syncro.mapping.values import identifier, properties, text
from psasync.psa.toolkit.rows import Row


def asset(row: Row, choices: Choices) -> dict[str, Any]:
    """A property that the asset's type does not have is an empty field: the field as such exists."""
    held = properties(row)
    configured = {
        "os_type": choices.os_type,
        "manufacturer": choices.manufacturer,
        "purchase_date": choices.purchase_date,
        "warranty_expiry": choices.warranty_expiry,
    }
    return {
        "name": row.get("name") or "",
        "company_id": identifier(row.get("customer_id")),
        "type": row.get("asset_type") or None,
        "serial_number": row.get("asset_serial") or None,
        **{field: text(held.get(name)) for field, name in configured.items() if name},
    }
