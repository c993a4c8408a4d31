"""Parameters of lists."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from psasync.psa.halopsa.endpoints import Endpoint
from psasync.psa.port import ReadScope

OVERLAP = timedelta(days=1)
"""`lastupdatefromdate` has no zone, and whether the instance's or UTC is meant is not documented: both lie within."""

Query = Mapping[str, str | int]


def list_query(endpoint: Endpoint, scope: ReadScope, *, filters_updated: bool) -> dict[str, str | int]:
    """Everything but the page."""
    query: dict[str, str | int] = dict(endpoint.always)
    if scope.updated_since and filters_updated:
        query["lastupdatefromdate"] = without_zone(scope.updated_since - OVERLAP)
    return query


def changed_query(since: datetime, zone: ZoneInfo) -> dict[str, str | int]:
    """Of tickets: changed at this time or later, and some before it.

    The filter has no zone. Whether UTC is meant or the zone in which the instance keeps its dates, the earlier of both
    finds them all.
    """
    return {"lastupdatefromdate": min(without_zone(since), f"{since.astimezone(zone):%Y-%m-%dT%H:%M:%S}")}


def page_query(query: Query, number: int, size: int) -> dict[str, str | int]:
    """Ascending by id, so that rows can be followed from page to page."""
    return {
        **query,
        "pageinate": "true",
        "page_no": number,
        "page_size": size,
        "order": "id",
        "orderdesc": "false",
    }


def without_zone(time: datetime) -> str:
    """Whole seconds, rounded down: a filter may find more than asked for, never less."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
