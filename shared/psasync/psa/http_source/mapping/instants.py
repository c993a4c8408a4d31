"""Instants as sources write them."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from psasync.psa.http_source.mapping.conversions import ConversionError


def instant(value: Any, zone: ZoneInfo) -> datetime | None:
    """An ISO time or day, or seconds since 1970; `zone` is that of a time without one. None where there is nothing.

    Raises `ConversionError`.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ConversionError("is no time")
    try:
        if not isinstance(value, str):
            return datetime.fromtimestamp(value, UTC)
        found = datetime.fromisoformat(value.strip())
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise ConversionError("is no time") from None
