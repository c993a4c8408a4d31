"""Looking for the record that stands for one of ours."""

from collections.abc import Callable, Sequence
from typing import Any

from psasync.psa.connectwise.client import Client
from psasync.psa.connectwise.destination import companies, contacts
from psasync.psa.connectwise.destination.targets import Targets
from psasync.psa.connectwise.errors import SYSTEM
from psasync.psa.connectwise.mapping.contacts import contact as canonical_contact
from psasync.psa.connectwise.query import both
from psasync.psa.connectwise.reading.rows import Position, read_rows, row_id
from psasync.psa.destination import Outgoing
from psasync.psa.toolkit.candidates import the_only
from psasync.psa.toolkit.person_names import first_and_last

_PAGE = 1000
_CONTACT_FIELDS = "id,firstName,lastName,communicationItems"


async def find_company(client: Client, record: Outgoing, targets: Targets) -> str | None:
    """By its identifier, whoever created it."""
    identifier = companies.identifier_of(record, targets)
    conditions = both(f'identifier="{identifier}"', "deletedFlag=false")
    rows = await _rows(client, companies.PATH, conditions, "id")
    return _only(rows, f"the identifier {identifier}")


async def find_contact(client: Client, record: Outgoing) -> str | None:
    """Within its company by e-mail address, and without one by first and last name.

    Compared here: conditions cannot be relied on to reach into a contact's communication items.
    """
    company = record.parents["company_id"]
    rows = await _rows(client, contacts.PATH, f"company/id={int(company)}", _CONTACT_FIELDS)
    email = record.data.get("email")
    if email:
        return _only(_where(rows, _email, _folded(email)), f"the e-mail address {email} in this company")
    first, last = first_and_last(record.data.get("name"))
    return _only(_where(rows, _names, (_folded(first), _folded(last))), f"the name {first} {last} in this company")


async def _rows(client: Client, path: str, conditions: str, fields: str) -> list[Any]:
    found: list[Any] = []
    position: Position | None = Position()
    while position is not None:
        read = await read_rows(client, path, conditions, position, _PAGE, fields=fields)
        found += read.rows
        position = read.next
    return found


def _where(rows: Sequence[Any], of: Callable[[Any], Any], wanted: Any) -> list[Any]:
    return [row for row in rows if isinstance(row, dict) and of(row) == wanted]


def _email(row: dict[str, Any]) -> str:
    return _folded(canonical_contact(row)["email"])


def _names(row: dict[str, Any]) -> tuple[str, str]:
    return _folded(row.get("firstName")), _folded(row.get("lastName"))


def _folded(text: Any) -> str:
    return str(text or "").strip().casefold()


def _only(rows: Sequence[Any], what: str) -> str | None:
    return the_only(SYSTEM, [number for row in rows if (number := row_id(row)) is not None], what)
