"""What an instance declares of its own fields: custom fields (`/FieldInfo`) and fields of asset types (`/Field`)."""

from collections.abc import Iterable, Mapping
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.endpoints import CUSTOM_FIELD_PREFIX, Endpoint
from psasync.psa.halopsa.errors import RecordGone
from psasync.psa.halopsa.reading.pages import read_rows
from psasync.psa.port import Declaration, DeclaredField

_CUSTOM_FIELDS = Endpoint("FieldInfo", "fields", {"includevalues": "true"})
_ASSET_FIELDS = Endpoint("Field", "fields")
_WITH_FIELDS = (Entity.COMPANY, Entity.COMPANY_SITE, Entity.CONTACT, Entity.ASSET)


async def declare(client: Client) -> Declaration:
    """Raises `PsaError` or `BudgetExhausted`."""
    custom = [field for row in await _rows(client, _CUSTOM_FIELDS) if (field := _custom_field(row)) is not None]
    assets = [field for row in await _rows(client, _ASSET_FIELDS) if (field := _asset_field(row)) is not None]
    declared = dict.fromkeys(_entities_of_custom_fields(), custom)
    return Declaration({**declared, Entity.ASSET: [*custom, *assets]})


def _entities_of_custom_fields() -> Iterable[Entity]:
    """Halo does not publish what its numbers for a field's use mean, so each field is offered for every entity.

    One that a record does not have is None there.
    """
    return _WITH_FIELDS


async def _rows(client: Client, endpoint: Endpoint) -> list[Any]:
    try:
        return (await read_rows(client, endpoint, endpoint.always)).rows
    except RecordGone:
        raise client.faults.unreadable(endpoint.path, "it says that the list is not there") from None


def _custom_field(row: Any) -> DeclaredField | None:
    name = _text(row, "name")
    if not name or not name.upper().startswith(CUSTOM_FIELD_PREFIX):
        return None
    return DeclaredField(name, _text(row, "label") or name, _type(row), _options(row))


def _asset_field(row: Any) -> DeclaredField | None:
    name = _text(row, "name") or _text(row, "label")
    return DeclaredField(name, _text(row, "label") or name, _type(row), _options(row)) if name else None


def _type(row: Mapping[str, Any]) -> str:
    """Halo's number of the type, as it is: what the numbers mean is not published."""
    written = row.get("type")
    return str(written) if isinstance(written, int | str) and not isinstance(written, bool) else ""


def _options(row: Mapping[str, Any]) -> tuple[str, ...]:
    values = row.get("values")
    options = (_text(value, "name") or _text(value, "value") for value in (values if isinstance(values, list) else ()))
    return tuple(filter(None, options))


def _text(row: Any, name: str) -> str:
    value = row.get(name) if isinstance(row, Mapping) else None
    return value.strip() if isinstance(value, str) else ""
