"""Calendar days as instants."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from psasync.contracts.events.requested import Period

Instants = tuple[datetime, datetime]

BEGINNING, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def instants_of(period: Period, zone: ZoneInfo) -> Instants:
    """`[from, to)` in UTC: from the first instant of the first day to the first instant after the last day.

    What lies beyond the ends of the calendar is cut off there.
    """
    after = period.last + timedelta(days=1) if period.last < date.max else None
    return _first_instant(period.first, zone), END if after is None else _first_instant(after, zone)


def _first_instant(day: date, zone: ZoneInfo) -> datetime:
    # Fold 0 gives both: the first of a repeated midnight, and of a skipped one the instant of the change.
    try:
        return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return BEGINNING if day.year == 1 else END
