"""The custom fields that an account declares in its settings. Those of contacts are declared nowhere."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import Declaration, DeclaredField
from psasync.psa.syncro.client import Client
from psasync.psa.syncro.reading.declared import SETTINGS

_LISTS: Mapping[Entity, tuple[str, str]] = {
    Entity.COMPANY: ("customers", "customer_field"),
    Entity.ASSET: ("assets", "asset_type_field"),
}
"""The section of the settings, and what its lists of fields and of their answers are called after."""


async def declare(client: Client) -> Declaration:
    """Raises `PsaError` or `BudgetExhausted`."""
    settings = (await client.get(SETTINGS)).content
    return Declaration(
        {
            entity: _fields(_list(settings, section, f"{name}s"), _options(settings, section, name))
            for entity, (section, name) in _LISTS.items()
        }
    )


def _fields(rows: list[Mapping[str, Any]], options: Mapping[Any, list[str]]) -> list[DeclaredField]:
    """Asset types may each have a field of one name, which is one property: their options are put together."""
    found: dict[str, DeclaredField] = {}
    for row in rows:
        name = row.get("name")
        if isinstance(name, str) and name:
            before = found[name].options if name in found else ()
            together = tuple(dict.fromkeys((*before, *options.get(str(row.get("id")), ()))))
            found[name] = DeclaredField(name, name, str(row.get("field_type") or ""), together)
    return list(found.values())


def _options(settings: Any, section: str, name: str) -> Mapping[Any, list[str]]:
    """The answers that can be chosen, by the id of their field."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in _list(settings, section, f"{name}_answers"):
        if row.get("value"):
            found[str(row.get(f"{name}_id"))].append(str(row["value"]))
    return found


def _list(settings: Any, section: str, name: str) -> list[Mapping[str, Any]]:
    """Rows of any other shape are left out: nothing can be chosen by them."""
    held = settings.get(section)
    rows = held.get(name) if isinstance(held, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
