"""Times as BMS writes them: ISO 8601, in UTC where no zone stands beside them."""

from datetime import UTC, datetime, timedelta

ZONE_SLACK = timedelta(hours=14)
"""Kaseya does not say by which zone its date filters go. They are sent in UTC, and wider by the farthest zone, so that
a filter that goes by another one leaves nothing out."""


def instant(text: str | None) -> datetime | None:
    """None where there is no time. Raises `ValueError` or `TypeError` for what is none."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def day(text: str | None) -> str | None:
    """The calendar day of a date and time, as it is written. Raises as `instant` does."""
    return text.partition("T")[0] if text and instant(text) else None


def earliest(time: datetime) -> str:
    """For a filter from this time on; whole seconds, rounded down."""
    return _written(time - ZONE_SLACK)


def latest(time: datetime) -> str:
    """For a filter up to this time."""
    return _written(time + ZONE_SLACK + timedelta(seconds=1))


def _written(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
