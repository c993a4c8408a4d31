"""ConnectWise behind the port of destinations that keep records."""

from collections.abc import Callable
from typing import Any

from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.connectwise.check import check
from psasync.psa.connectwise.client import Client
from psasync.psa.connectwise.destination import companies, contacts
from psasync.psa.connectwise.destination.changes import Row, operations
from psasync.psa.connectwise.destination.finding import find_company, find_contact
from psasync.psa.connectwise.destination.targets import Targets
from psasync.psa.connectwise.endpoints import ENDPOINTS
from psasync.psa.connectwise.errors import SYSTEM, ContentRefused, RecordGone
from psasync.psa.connectwise.reading.rows import row_id
from psasync.psa.destination import DestinationCapabilities, Outgoing, RecordRefused
from psasync.psa.port import CheckReport
from psasync.psa.toolkit.candidates import without_company

ENTITIES = frozenset({Entity.COMPANY, Entity.CONTACT})

_PATHS = {Entity.COMPANY: companies.PATH, Entity.CONTACT: contacts.PATH}
_NEW: dict[Entity, Callable[[Outgoing, Targets], dict[str, Any]]] = {
    Entity.COMPANY: companies.new_company,
    Entity.CONTACT: contacts.new_contact,
}
_WANTED: dict[Entity, Callable[[Outgoing, Row, Targets], dict[str, Any]]] = {
    Entity.COMPANY: companies.wanted_company,
    Entity.CONTACT: contacts.wanted_contact,
}


class ConnectWiseDestination:
    def __init__(self, client: Client, targets: Targets, request_seconds: float) -> None:
        self._client = client
        self._targets = targets
        self._request_seconds = request_seconds

    @property
    def capabilities(self) -> DestinationCapabilities:
        return DestinationCapabilities(ENTITIES, self._request_seconds)

    async def check(self) -> CheckReport:
        return await check(self._client, {entity: ENDPOINTS[entity] for entity in _PATHS})

    async def find(self, record: Outgoing) -> str | None:
        _check_whole(record)
        if record.entity is Entity.COMPANY:
            return await find_company(self._client, record, self._targets)
        return await find_contact(self._client, record)

    async def create(self, record: Outgoing) -> str:
        _check_whole(record)
        path = _PATHS[record.entity]
        row = await self._write("POST", path, _NEW[record.entity](record, self._targets))
        number = row_id(row)
        if number is None:
            raise self._client.faults.unreadable(path, "it names no id of what was created")
        return str(number)

    async def update(self, dest: str, record: Outgoing) -> bool:
        if not is_number(dest):
            return False  # an id of another destination, from before the sync wrote to this one
        path = f"{_PATHS[record.entity]}/{dest}"
        try:
            current = (await self._client.get(path)).content
            if not isinstance(current, dict):
                raise self._client.faults.unreadable(path, "it is no record")
            if current.get("deletedFlag"):
                return False
            changes = operations(current, _WANTED[record.entity](record, current, self._targets))
            if changes:
                await self._write("PATCH", path, changes)
        except RecordGone:
            return False
        return True

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _write(self, method: str, path: str, content: Any) -> Any:
        try:
            return (await self._client.call(method, path, content=content)).content
        except ContentRefused as refused:
            words = self._client.faults.quoted(" ".join(mistake.message for mistake in refused.mistakes))
            field = next((mistake.field for mistake in refused.mistakes if mistake.field), None)
            issue = Issue(code=IssueCode.DESTINATION_REFUSED, message=words or refused.message[:500], field=field)
            raise RecordRefused(issue) from None


def is_number(dest: str) -> bool:
    return dest.isascii() and dest.isdigit()


def _check_whole(record: Outgoing) -> None:
    if record.entity is Entity.CONTACT and not is_number(record.parents.get("company_id", "")):
        raise without_company(SYSTEM)
