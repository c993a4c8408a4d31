"""Parameters of lists."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

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
