"""From a list of a system's rows to records; a row that is not as documented becomes an unreadable record."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from psasync.contracts.issues import Issue, IssueCode
from psasync.psa.port import SourceRecord, UnreadableRecord

MAX_LABEL = 200
MAX_SOURCE_ID = 200
_UNDOCUMENTED = (KeyError, TypeError, AttributeError, ValueError, OverflowError, IndexError)
"""What mapping code meets in a row whose fields have other types than documented."""

Row = Mapping[str, Any]


class UnusableFieldError(ValueError):
    """Raised while a row is mapped: this field's value cannot be used, and the record is reported with it."""

    def __init__(self, field: str, what: str) -> None:
        super().__init__(f"{field} {what}")
        self.field = field


@dataclass(slots=True)
class Mapped:
    records: list[SourceRecord] = field(default_factory=list)
    unreadable: list[UnreadableRecord] = field(default_factory=list)


def plain_id(row: Row) -> str:
    """The row's `id`, which must be a number or a text."""
    number = row["id"]
    if isinstance(number, bool) or not isinstance(number, int | str) or number == "":
        raise ValueError("no id")
    return str(number)


@dataclass(frozen=True, slots=True)
class RowMapping:
    """How one entity's rows become records. The functions may raise what wrong types make them raise."""

    data: Callable[[Row], dict[str, Any]]  # canonical fields; a field that the system lacks is left out
    identify: Callable[[Row], str] = plain_id
    label: Callable[[Row], str] | None = None  # None: the name
    business_date: Callable[[Row], datetime | None] | None = None


def map_rows(
    system: str, mapping: RowMapping, rows: Iterable[Any], custom_fields: Callable[[Row], dict[str, Any]] | None = None
) -> Mapped:
    """In the order of the rows. `custom_fields` gives the chosen ones; None where none are chosen."""
    mapped = Mapped()
    for row in rows:
        try:
            mapped.records.append(_record(mapping, row, custom_fields))
        except _UNDOCUMENTED as error:
            mapped.unreadable.append(_unreadable(system, mapping, row, error))
    return mapped


def source_id_of(mapping: RowMapping, row: Any) -> str | None:
    """The id of a row, or None where it has none."""
    try:
        return mapping.identify(row)
    except _UNDOCUMENTED:
        return None


def _record(mapping: RowMapping, row: Row, custom_fields: Callable[[Row], dict[str, Any]] | None) -> SourceRecord:
    source_id = mapping.identify(row)
    if len(source_id) > MAX_SOURCE_ID:
        raise ValueError("the id is too long")
    data = mapping.data(row)
    if custom_fields is not None:
        data["custom_fields"] = custom_fields(row)
    name = mapping.label(row) if mapping.label else data["name"]
    date = mapping.business_date(row) if mapping.business_date else None
    if date is not None and date.tzinfo is None:
        raise ValueError("the date has no zone")
    return SourceRecord(source_id, str(name or f"#{source_id}")[:MAX_LABEL], data, date)


def _unreadable(system: str, mapping: RowMapping, row: Any, error: Exception) -> UnreadableRecord:
    source_id = source_id_of(mapping, row) or _fingerprint(row)
    return UnreadableRecord(source_id[:MAX_SOURCE_ID], f"#{source_id}"[:MAX_LABEL], _issue(system, error))


def _issue(system: str, error: Exception) -> Issue:
    if isinstance(error, UnusableFieldError):
        return Issue(code=IssueCode.FIELD_INVALID, message=f"{error}."[:500], field=error.field[:100])
    return Issue(
        code=IssueCode.RECORD_UNREADABLE,
        message=f"The row is not as {system} documents it ({type(error).__name__}).",
    )


def _fingerprint(row: Any) -> str:
    """A name for a row without an id that stays the same as long as the row does."""
    return "row-" + hashlib.blake2b(orjson.dumps(row), digest_size=8).hexdigest()
