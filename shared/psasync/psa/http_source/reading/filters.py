"""A scope's filters as parameters of the source. What they find may be more than was asked for, never less."""

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from psasync.psa.http_source.definition import EntityDefinition
from psasync.psa.http_source.definition.filters import TimeFormat
from psasync.psa.port import ReadScope


def filters(described: EntityDefinition, scope: ReadScope) -> dict[str, str]:
    found: dict[str, str] = {}
    since, date = described.updated_since, described.business_date
    if since and scope.updated_since:
        found[since.parameter] = beginning(scope.updated_since, since.format)
    if date and scope.period and date.from_parameter and date.to_parameter:
        zone = ZoneInfo(date.zone)
        found[date.from_parameter] = beginning(scope.period[0], date.format, zone)
        found[date.to_parameter] = end(scope.period[1], date.format, zone)
    return found


def beginning(time: datetime, how: TimeFormat, zone: ZoneInfo | None = None) -> str:
    """Rounded down to what the format can say; days are those of `zone`."""
    match how:
        case TimeFormat.ISO:
            return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        case TimeFormat.ISO_DATE:
            return time.astimezone(zone or UTC).date().isoformat()
        case TimeFormat.EPOCH:
            return str(math.floor(time.timestamp()))


def end(time: datetime, how: TimeFormat, zone: ZoneInfo) -> str:
    """Rounded up: right for sources that include the end, and for those that do not."""
    if how is TimeFormat.ISO_DATE:
        local = time.astimezone(zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return (local if local == midnight else local + timedelta(days=1)).date().isoformat()
    if time.microsecond:
        time = time.replace(microsecond=0) + timedelta(seconds=1)
    return beginning(time, how)
