"""The query of a list: `Filter.X`, `Sort`, `PageSize`, `PageNumber`."""

from collections.abc import Mapping
from urllib.parse import quote

from psasync.psa.kaseya_bms.times import earliest, latest
from psasync.psa.port import ReadScope


def filters_of(scope: ReadScope) -> Mapping[str, str]:
    """For lists that know the date filters. They find more than the scope asks for, never less."""
    filters: dict[str, str] = {}
    if scope.updated_since:
        filters["Filter.ModifiedOnFrom"] = earliest(scope.updated_since)
    if scope.period:
        begin, end = scope.period
        filters |= {"Filter.CreatedOnFrom": earliest(begin), "Filter.CreatedOnTo": latest(end)}
    return filters


def encoded(parameters: Mapping[str, str | int]) -> str:
    """As a query string; empty texts are left out."""
    return "&".join(f"{name}={quote(str(value), safe=':')}" for name, value in parameters.items() if value != "")
