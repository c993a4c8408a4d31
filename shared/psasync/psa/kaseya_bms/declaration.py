"""The custom fields that a company's BMS declares, of the modules that the connection names."""

from typing import Any

from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.endpoints import CUSTOM_FIELDS
from psasync.psa.kaseya_bms.errors import RecordGone
from psasync.psa.port import Declaration, DeclaredField


async def declare(client: Client) -> Declaration:
    """Raises `PsaError` or `BudgetExhausted`; a module that BMS does not know is a `PsaError` too."""
    found = {entity: await _fields(client, module) for entity, module in client.connection.modules.items()}
    return Declaration(found)


async def _fields(client: Client, module: str) -> list[DeclaredField]:
    try:
        reply = await client.get(CUSTOM_FIELDS, module=module)
    except RecordGone:
        raise client.faults.unreadable(CUSTOM_FIELDS.path, "it says that there is no such module") from None
    declared = (_field(row) for row in client.rows(CUSTOM_FIELDS, reply))
    return [field for field in declared if field is not None]


def _field(row: Any) -> DeclaredField | None:
    if not _living(row):
        return None
    options = row.get("settings") if isinstance(row.get("settings"), list) else []
    return DeclaredField(
        name=row["name"],
        label=row["name"],
        type=str(row.get("dataType") or ""),
        options=tuple(option["name"] for option in options if _living(option)),
    )


def _living(item: Any) -> bool:
    named = isinstance(item, dict) and isinstance(item.get("name"), str) and bool(item["name"])
    return named and item.get("isActive") is not False
