"""Small pieces of rows. Empty text means that there is no value."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from psasync.psa.kaseya_bms.times import instant
from psasync.psa.toolkit.rows import Row

VALUES = "customFieldValues"
"""Where a row holds the answer of the custom fields' endpoint, by name, once it was asked for."""


def reference(number: Any) -> str | None:
    """A foreign id; BMS writes 0 where there is none and the field cannot be null."""
    return None if number in {None, 0, ""} else str(number)


def created(row: Row) -> datetime | None:
    return instant(row.get("createdOn"))


def default_of(items: Iterable[Mapping[str, Any]] | None, name: str) -> str | None:
    """Of e-mail addresses and phone numbers: the default one, else the first that is not empty."""
    filled = [item for item in items or () if item.get(name)]
    chosen = next((item for item in filled if item.get("isDefault")), filled[0] if filled else None)
    return str(chosen[name]) if chosen else None


def address(location: Row) -> dict[str, Any] | None:
    """The main one of a location's addresses, else its first."""
    items = location.get("addresses") or ()
    chosen: Row = next((item for item in items if item.get("isMain")), items[0] if items else {})
    found = {
        "line1": chosen.get("address1") or None,
        "line2": chosen.get("address2") or None,
        "city": chosen.get("city") or None,
        "region": chosen.get("state") or None,
        "postal_code": chosen.get("zipCode") or None,
        "country": chosen.get("country") or None,
    }
    return found if any(found.values()) else None


def custom_fields(row: Row, chosen: Sequence[str]) -> dict[str, Any]:
    """The chosen ones by name; one that the record does not have is None."""
    values = row[VALUES]
    return {name: values.get(name) for name in chosen}
