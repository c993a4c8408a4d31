"""Autotask behind the port of destinations that keep records."""

import re
from functools import partial
from typing import Any

from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.autotask.check import SUSPECTS
from psasync.psa.autotask.client import Client
from psasync.psa.autotask.connection import SYSTEM
from psasync.psa.autotask.destination import fields
from psasync.psa.autotask.destination.targets import Targets
from psasync.psa.autotask.mapping.values import reference
from psasync.psa.autotask.query import MAX_RECORDS, Filter, condition
from psasync.psa.autotask.reading.rows import Position, read_rows, row_id
from psasync.psa.destination import DestinationCapabilities, Outgoing, RecordRefused
from psasync.psa.port import CheckReport, PsaError
from psasync.psa.toolkit.candidates import the_only, without_company
from psasync.psa.toolkit.checking import Trial, checked, report_of, tried
from psasync.psa.toolkit.faults import REFUSED
from psasync.psa.toolkit.person_names import first_and_last
from psasync.psa.toolkit.rows import Row

COMPANIES, CONTACTS = "Companies", "Contacts"
_PATHS = {Entity.COMPANY: COMPANIES, Entity.CONTACT: CONTACTS}
_FIELD = re.compile(r"\brequired field (\w{1,100})")


class AutotaskDestination:
    def __init__(self, client: Client, targets: Targets, request_seconds: float) -> None:
        self._client = client
        self._targets = targets
        self._request_seconds = request_seconds

    @property
    def capabilities(self) -> DestinationCapabilities:
        return DestinationCapabilities(frozenset(_PATHS), self._request_seconds)

    async def check(self) -> CheckReport:
        return await checked(self._look, SUSPECTS)

    async def find(self, record: Outgoing) -> str | None:
        """A company by its number; a contact within its company by e-mail address, and without one by its names."""
        if record.entity is Entity.COMPANY:
            number = fields.number_of(record, self._targets)
            return await self._only(COMPANIES, [condition("eq", "companyNumber", number)], f"the number {number}")
        company, email = _company_of(record), record.data.get("email")
        within = condition("eq", "companyID", company)
        if email:
            what = f"the e-mail address {email} in this company"
            return await self._only(CONTACTS, [within, condition("eq", "emailAddress", email)], what)
        first, last = first_and_last(record.data.get("name"))
        names = [condition("eq", "firstName", first), condition("eq", "lastName", last)]
        return await self._only(CONTACTS, [within, *names], f"the name {first} {last} in this company")

    async def create(self, record: Outgoing) -> str:
        if record.entity is Entity.COMPANY:
            return await self._write("POST", COMPANIES, fields.new_company(record, self._targets))
        path = f"{COMPANIES}/{_company_of(record)}/{CONTACTS}"
        return await self._write("POST", path, fields.new_contact(record))

    async def update(self, dest: str, record: Outgoing) -> bool:
        if not is_number(dest):
            return False  # an id of another destination, from before the sync wrote to this one
        current = await self._item(f"{_PATHS[record.entity]}/{dest}")
        if current is None:
            return False
        is_company = record.entity is Entity.COMPANY
        wanted = fields.wanted_company(record) if is_company else fields.wanted_contact(record)
        changes = fields.differing(current, wanted)
        if changes:
            # A contact is written below the company that it belongs to now, also when it moves to another one.
            path = COMPANIES if is_company else f"{COMPANIES}/{reference(current.get('companyID'))}/{CONTACTS}"
            await self._write("PATCH", path, {"id": int(dest), **changes})
        return True

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _only(self, path: str, filters: Filter, what: str) -> str | None:
        read = await read_rows(self._client, path, filters, Position(), MAX_RECORDS, ("id",))
        return the_only(SYSTEM, [number for row in read.rows if (number := row_id(row)) is not None], what)

    async def _item(self, path: str) -> Row | None:
        """None: an id that Autotask does not know is no error to it."""
        content = (await self._client.call("GET", path)).content
        item: Row | None = content.get("item") if isinstance(content, dict) else {}
        if item is not None and row_id(item) is None:
            raise self._client.faults.unreadable(path, "it is no record")
        return item

    async def _look(self) -> CheckReport:
        hint = "Let the API user's security level view and edit companies and contacts."
        reads = {
            entity: partial(read_rows, self._client, path, [], Position(), 1, ("id",))
            for entity, path in _PATHS.items()
        }
        found = await tried([Trial((entity,), read, hint) for entity, read in reads.items()])
        return report_of(found, SUSPECTS, refused="The API user's security level may not read")

    async def _write(self, method: str, path: str, body: Any) -> str:
        """Gives the id of what was written."""
        try:
            content = (await self._client.call(method, path, body)).content
        except PsaError as error:
            if error.permanent and (error.kind, error.code) == (REFUSED.kind, REFUSED.code):
                raise RecordRefused(_refusal(error)) from None
            raise
        number = content.get("itemId") if isinstance(content, dict) else None
        if not isinstance(number, int):
            raise self._client.faults.unreadable(path, "it names no id of what was written")
        return str(number)


def is_number(dest: str) -> bool:
    return dest.isascii() and dest.isdigit()


def _company_of(record: Outgoing) -> int:
    company = record.parents.get("company_id", "")
    if not is_number(company):
        raise without_company(SYSTEM)
    return int(company)


def _refusal(error: PsaError) -> Issue:
    """In Autotask's own words, which the error quotes."""
    found = _FIELD.search(error.message)
    return Issue(
        code=IssueCode.DESTINATION_REFUSED, message=error.message[:500], field=found.group(1) if found else None
    )
