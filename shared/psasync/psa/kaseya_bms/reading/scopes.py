"""From the rows of a page to the page, as the scope asks for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.endpoints import SOURCES
from psasync.psa.kaseya_bms.mapping import map_rows
from psasync.psa.kaseya_bms.query import filters_of
from psasync.psa.kaseya_bms.reading.windows import Listing
from psasync.psa.port import Cursor, Page, ReadScope
from psasync.psa.toolkit.period import within


def listing_of(client: Client, scope: ReadScope) -> Listing:
    source = SOURCES[scope.entity]
    return Listing(client, source.list, filters_of(scope) if source.dated else {})


def page_of(
    scope: ReadScope,
    rows: Sequence[Any],
    following: Cursor | None,
    asked_at: datetime | None,
    gone: Sequence[str] = (),
) -> Page:
    """BMS's filters are asked for more than the period; what is outside of it is left out here."""
    mapped = map_rows(scope.entity, rows, scope.custom_fields)
    return Page(
        records=within(mapped.records, scope.period),
        unreadable=mapped.unreadable,
        next=following,
        gone_ids=gone,
        source_time=asked_at,
    )
