"""Small pieces of rows. Empty text means that there is no value."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from psasync.psa.toolkit.rows import Row

_IDS = frozenset({int, str})


def reference(value: Any) -> str | None:
    """An id that refers to another record. 0 is one: the account's own company has it."""
    if value is None:
        return None
    if type(value) not in _IDS:
        raise TypeError("no id")
    return str(value)


def named(names: Mapping[str, str], value: Any) -> str | None:
    key = reference(value)
    return None if key is None else names.get(key) or None


def flag(value: Any) -> bool | None:
    """Contacts have 0 and 1 where other records have true and false."""
    if value is None:
        return None
    if not isinstance(value, int):
        raise TypeError("no flag")
    return value != 0


def moment(text: str | None) -> datetime | None:
    """Times are UTC, with and without a mark that says so."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def day(text: str | None) -> str | None:
    """Calendar days are written as midnight."""
    return text.partition("T")[0] if text else None


def address(row: Row, line1: str, line2: str, postal_code: str, countries: Mapping[str, str]) -> dict[str, Any] | None:
    """The names of the fields differ between kinds of record."""
    found = {
        "line1": row.get(line1) or None,
        "line2": row.get(line2) or None,
        "city": row.get("city") or None,
        "region": row.get("state") or None,
        "postal_code": row.get(postal_code) or None,
        "country": named(countries, row.get("countryID")),
    }
    return found if any(found.values()) else None


def custom_fields(row: Row, chosen: Sequence[str]) -> dict[str, Any]:
    """The chosen ones by name; one that the record does not have is None. Autotask gives all values as text."""
    values = {item["name"]: item.get("value") for item in row.get("userDefinedFields") or ()}
    return {name: values.get(name) for name in chosen}
