"""Calendar days as instants."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from psasync.contracts.events.requested import Period

Instants = tuple[datetime, datetime]


def instants_of(period: Period, zone: ZoneInfo) -> Instants:
    """`[from, to)` in UTC: from the first instant of the first day to the first instant after the last day."""
    return _first_instant(period.first, zone), _first_instant(period.last + timedelta(days=1), zone)


def _first_instant(day: date, zone: ZoneInfo) -> datetime:
    # Fold 0 gives both: the first of a repeated midnight, and of a skipped one the instant of the change.
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
