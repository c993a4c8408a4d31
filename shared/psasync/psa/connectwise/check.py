"""The credentials check: can we log in, and what may the API member read."""

from collections.abc import Mapping
from typing import Any

from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.psa.connectwise.client import Client
from psasync.psa.connectwise.endpoints import ENDPOINTS, Endpoint
from psasync.psa.connectwise.errors import RecordGone
from psasync.psa.connectwise.query import encoded
from psasync.psa.connectwise.reading.rows import row_id
from psasync.psa.port import BudgetExhausted, CheckReport, PsaError

_ONE = encoded({"pageSize": 1, "fields": "id"})


async def check(client: Client, endpoints: Mapping[Entity, Endpoint] = ENDPOINTS) -> CheckReport:
    """Never raises for a refusal. A role that may not read some entity is no failure: the report says which."""
    try:
        info = (await client.get("system/info")).content
        readable = {entity: await _may_read(client, endpoint) for entity, endpoint in endpoints.items()}
    except PsaError as error:
        return CheckReport(ok=False, error_kind=error.kind, message=error.message)
    except RecordGone:
        return CheckReport(
            ok=False, error_kind=ErrorKind.TECHNICAL, message="ConnectWise says that its lists do not exist"
        )
    except BudgetExhausted as error:
        return CheckReport(
            ok=False, error_kind=ErrorKind.TECHNICAL, message=f"No calls are left at the moment: {error.reason}"
        )
    refused = sorted(entity for entity, allowed in readable.items() if not allowed)
    return CheckReport(
        ok=not refused,
        system_version=_text(info, "version"),
        server_time_zone=_text(info, "serverTimeZone"),
        error_kind=ErrorKind.AUTHORIZATION if refused else None,
        message=f"The API member's security role may not read: {', '.join(refused)}" if refused else "",
        readable=readable,
    )


async def _may_read(client: Client, endpoint: Endpoint) -> bool:
    path = endpoint.path
    try:
        if endpoint.parents:
            parent = await _any_parent(client, endpoint.parents)
            if parent is None:
                return True  # nothing to read, so nothing that is forbidden
            path = path.format(parent=parent)
        await client.get(path, _ONE)
    except PsaError as error:
        if error.kind is ErrorKind.AUTHORIZATION:
            return False
        raise
    return True


async def _any_parent(client: Client, parents: Endpoint) -> int | None:
    rows = (await client.get(parents.path, _ONE)).content
    return row_id(rows[0]) if isinstance(rows, list) and rows else None


def _text(content: Any, name: str) -> str | None:
    value = content.get(name) if isinstance(content, dict) else None
    return value if isinstance(value, str) else None
