"""The credentials check: can we log in, and what may the API member read."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.connectwise.client import Client
from psasync.psa.connectwise.endpoints import ENDPOINTS, Endpoint
from psasync.psa.connectwise.errors import RecordGone
from psasync.psa.connectwise.query import encoded
from psasync.psa.connectwise.reading.rows import row_id
from psasync.psa.port import BudgetExhausted, CheckReport, PsaError
from psasync.psa.toolkit.checking import Suspects, Trial, checked, discovered, report_of, tried

INFO = "system/info"
SUSPECTS = Suspects(
    address=("settings.base_url", "settings.company", "settings.codebase"),
    credentials=("settings.company", "secrets.public_key", "secrets.private_key", "secrets.client_id"),
)
_ONE = encoded({"pageSize": 1, "fields": "id"})


async def check(client: Client, endpoints: Mapping[Entity, Endpoint] = ENDPOINTS) -> CheckReport:
    """Never raises for a refusal. A role that may not read some entity is no failure: the report says which."""
    return await checked(partial(_look, client, endpoints), SUSPECTS)


async def _look(client: Client, endpoints: Mapping[Entity, Endpoint]) -> CheckReport:
    info = await _get(client, INFO)
    lists = _Lists(client)
    found = await tried([_trial(lists, entity, endpoint) for entity, endpoint in endpoints.items()])
    return report_of(
        found,
        SUSPECTS,
        refused="The API member's security role may not read",
        system_version=_text(info, "version"),
        server_time_zone=_text(info, "serverTimeZone"),
        discovered=discovered(
            region=_text(info, "cloudRegion"), codebase=None if found.failure else await _codebase(client)
        ),
    )


class _Lists:
    """One row of each list; what lies below a list of parents asks for those once."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._first: dict[str, Any] = {}

    async def look(self, endpoint: Endpoint) -> None:
        path = endpoint.path
        if endpoint.parents:
            rows = await self._rows(endpoint.parents.path)
            parent = row_id(rows[0]) if isinstance(rows, list) and rows else None
            if parent is None:
                return  # nothing to read, so nothing that is forbidden
            path = path.format(parent=parent)
        await self._rows(path)

    async def _rows(self, path: str) -> Any:
        if path not in self._first:
            self._first[path] = await _get(self._client, path, _ONE)
        return self._first[path]


def _trial(lists: _Lists, entity: Entity, endpoint: Endpoint) -> Trial:
    hint = f"Let the API member's security role inquire what stands at {endpoint.path} (System > Security Roles)."
    return Trial((entity,), partial(lists.look, endpoint), hint)


async def _get(client: Client, path: str, query: str = "") -> Any:
    """A list as a whole is no record: that it is not there contradicts ConnectWise's own paths."""
    try:
        return (await client.get(path, query)).content
    except RecordGone:
        raise client.faults.unreadable(path, "it says that this is not there") from None


async def _codebase(client: Client) -> str | None:
    """Beside the point where it cannot be had."""
    try:
        return await client.company_codebase()
    except (PsaError, BudgetExhausted, RecordGone):
        return None


def _text(content: Any, name: str) -> str | None:
    value = content.get(name) if isinstance(content, dict) else None
    return value if isinstance(value, str) else None
