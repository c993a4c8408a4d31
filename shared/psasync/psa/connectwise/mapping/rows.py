"""A list of rows becomes records; a row that is not what ConnectWise documents becomes an unreadable record."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.connectwise.mapping import companies, contacts, tickets
from psasync.psa.connectwise.mapping.values import custom_fields
from psasync.psa.port import SourceRecord, UnreadableRecord

MAX_LABEL = 200
_UNDOCUMENTED = (KeyError, TypeError, AttributeError, ValueError)
"""What mapping code meets in a row whose fields have other types than documented."""

_MAPPINGS: Mapping[Entity, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    Entity.COMPANY_STATUS: companies.company_status,
    Entity.COMPANY: companies.company,
    Entity.COMPANY_SITE: companies.company_site,
    Entity.CONTACT: contacts.contact,
    Entity.TICKET_BOARD: tickets.ticket_board,
    Entity.TICKET_STATUS: tickets.ticket_status,
    Entity.TICKET_PRIORITY: tickets.ticket_priority,
}


@dataclass(slots=True)
class Mapped:
    records: list[SourceRecord] = field(default_factory=list)
    unreadable: list[UnreadableRecord] = field(default_factory=list)


def map_rows(entity: Entity, rows: Iterable[Any], chosen: Sequence[str] = ()) -> Mapped:
    """In the order of the rows. `chosen`: captions of the custom fields to carry."""
    mapping = _MAPPINGS[entity]
    identify = companies.site_source_id if entity == Entity.COMPANY_SITE else _plain_id
    mapped = Mapped()
    for row in rows:
        try:
            source_id = identify(row)
            data = mapping(row)
            if chosen:
                data["custom_fields"] = custom_fields(row, chosen)
            label = _label(row, data["name"])
            mapped.records.append(SourceRecord(source_id, label, data, _business_date(row.get("_info"))))
        except _UNDOCUMENTED as error:
            mapped.unreadable.append(_unreadable(row, error))
    return mapped


def source_id_of(entity: Entity, row: Any) -> str | None:
    """The id of a row, or None where it has none."""
    try:
        return companies.site_source_id(row) if entity == Entity.COMPANY_SITE else _plain_id(row)
    except _UNDOCUMENTED:
        return None


def _plain_id(row: Mapping[str, Any]) -> str:
    return str(row["id"])


def _label(row: Mapping[str, Any], name: str) -> str:
    return (name or row.get("identifier") or f"#{row['id']}")[:MAX_LABEL]


def _business_date(info: Mapping[str, Any] | None) -> datetime | None:
    """When the record was entered; where the server does not tell, when it was last updated."""
    if not info:
        return None
    text = info.get("dateEntered") or info.get("lastUpdated")
    return datetime.fromisoformat(text) if text else None


def _unreadable(row: Any, error: Exception) -> UnreadableRecord:
    number = row.get("id") if isinstance(row, dict) else None
    source_id = str(number) if isinstance(number, int | str) and number != "" else _fingerprint(row)
    issue = Issue(
        code=IssueCode.RECORD_UNREADABLE,
        message=f"The row is not as ConnectWise documents it ({type(error).__name__}).",
    )
    return UnreadableRecord(source_id[:MAX_LABEL], f"#{source_id}"[:MAX_LABEL], issue)


def _fingerprint(row: Any) -> str:
    """A name for a row without an id that stays the same as long as the row does."""
    return "row-" + hashlib.blake2b(orjson.dumps(row), digest_size=8).hexdigest()
