"""Small pieces of rows. Empty text means that there is no value."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from psasync.psa.toolkit.rows import Row

_NOTHING_BEFORE = 1901
"""Years before this stand for "no date" (`1900-01-01`, `0001-01-01`)."""

_LINES = ("line1", "line2", "line3", "line4", "postcode")
_FLAT = tuple(f"delivery_address_line{number}" for number in range(1, 6))


def number_of(value: Any) -> int | None:
    """A whole number, also where it comes as a decimal (`12.0`) or as text; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20 else None


def identity(value: Any) -> str:
    """The id of a row. Raises `ValueError` where it is no whole number."""
    number = number_of(value)
    if number is None:
        raise ValueError("no id")
    return str(number)


def reference(value: Any) -> str | None:
    """The id of another record; Halo writes "none" as 0 or -1 too."""
    number = number_of(value)
    return str(number) if number is not None and number > 0 else None


def text(value: Any) -> str | None:
    """Raises `TypeError` where it is something else than text, as an undocumented row has it."""
    if value is None or isinstance(value, str):
        return (value or "").strip() or None
    raise TypeError("no text")


def active(row: Row) -> bool:
    return not flag(row.get("inactive"))


def flag(value: Any) -> bool:
    """Raises `TypeError` for what is neither true, false nor nothing."""
    if value is None or isinstance(value, bool):
        return bool(value)
    if value in {0, 1}:
        return bool(value)
    raise TypeError("no flag")


def moment(value: Any, zone: ZoneInfo) -> datetime | None:
    """An instant; Halo writes most without a zone, and then the instance's is meant."""
    if not value:
        return None
    read = datetime.fromisoformat(value)
    if read.year < _NOTHING_BEFORE:
        return None
    return read if read.tzinfo else read.replace(tzinfo=zone)


def day(value: Any) -> str | None:
    """A calendar day out of a date and time; what is no date stays as it is written."""
    written = text(value)
    if written is None:
        return None
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        return written
    return None if read.year < _NOTHING_BEFORE else read.date().isoformat()


def address(row: Row) -> dict[str, Any] | None:
    """A delivery address, as an object or, in lists, as five fields.

    Halo has lines and a postcode, and labels the third and fourth line as town and county.
    """
    nested = row.get("delivery_address")
    lines = _texts(nested, _LINES) if isinstance(nested, Mapping) else _texts(row, _FLAT)
    found = dict(zip(("line1", "line2", "city", "region", "postal_code"), lines, strict=True))
    return {**found, "country": None} if any(found.values()) else None


def _texts(row: Row, names: tuple[str, ...]) -> list[str | None]:
    return [text(row.get(name)) for name in names]
