"""The custom fields that an account declares (`entityInformation/userDefinedFields`)."""

from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.autotask.client import Client
from psasync.psa.autotask.endpoints import CAPABILITIES, ENDPOINTS
from psasync.psa.port import Declaration, DeclaredField


async def declare(client: Client) -> Declaration:
    """Raises `PsaError` or `BudgetExhausted`."""
    carrying = [entity for entity, capability in CAPABILITIES.entities.items() if capability.custom_fields]
    return Declaration({entity: await _fields(client, entity) for entity in carrying})


async def _fields(client: Client, entity: Entity) -> list[DeclaredField]:
    path = f"{ENDPOINTS[entity].path}/entityInformation/userDefinedFields"
    content = (await client.call("GET", path)).content
    fields = content.get("fields") if isinstance(content, dict) else None
    if not isinstance(fields, list):
        raise client.faults.unreadable(path, "it holds no fields")
    return [found for one in fields if (found := _field(one)) is not None]


def _field(one: Any) -> DeclaredField | None:
    name = one.get("name") if isinstance(one, dict) else None
    if not isinstance(name, str) or not name:
        return None
    values = one.get("picklistValues")
    return DeclaredField(
        name=name,
        label=str(one.get("label") or name),
        type=str(one.get("dataType") or ""),
        options=tuple(value["label"] for value in (values if isinstance(values, list) else ()) if _is_offered(value)),
    )


def _is_offered(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("label"), str) and value.get("isActive") is not False
