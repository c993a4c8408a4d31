"""The custom fields that a company's ConnectWise declares (`/system/userDefinedFields`)."""

from collections.abc import Mapping
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.connectwise.client import Client
from psasync.psa.connectwise.reading.rows import Position, read_rows
from psasync.psa.port import Declaration, DeclaredField

PATH = "system/userDefinedFields"
_PAGE = 1000

_PODS: Mapping[str, Entity] = {
    "company": Entity.COMPANY,
    "site": Entity.COMPANY_SITE,
    "contact": Entity.CONTACT,
    "configuration": Entity.ASSET,
}
"""What a pod's name begins with; pods of other records are left out."""


async def declare(client: Client) -> Declaration:
    found: dict[Entity, list[DeclaredField]] = {entity: [] for entity in _PODS.values()}
    position: Position | None = Position()
    while position is not None:
        read = await read_rows(client, PATH, "", position, _PAGE)
        for row in read.rows:
            entity, declared = _entity(row), _field(row)
            if entity is not None and declared is not None:
                found[entity].append(declared)
        position = read.next
    return Declaration(found)


def _entity(row: Any) -> Entity | None:
    pod = str(row.get("podId", "")).lower() if isinstance(row, dict) else ""
    return next((entity for prefix, entity in _PODS.items() if pod.startswith(prefix)), None)


def _field(row: Mapping[str, Any]) -> DeclaredField | None:
    caption = row.get("caption")
    if not isinstance(caption, str) or not caption:
        return None
    options = row.get("options") if isinstance(row.get("options"), list) else []
    return DeclaredField(
        name=caption,
        label=caption,
        type=str(row.get("fieldTypeIdentifier") or ""),
        options=tuple(str(option["optionValue"]) for option in options or () if _living(option)),
    )


def _living(option: Any) -> bool:
    return isinstance(option, dict) and bool(option.get("optionValue")) and not option.get("inactiveFlag")
