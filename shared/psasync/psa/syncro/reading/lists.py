"""An entity that is one list."""

from psasync.psa.port import Cursor, Page, ReadScope
from psasync.psa.syncro.client import Client
from psasync.psa.syncro.endpoints import Endpoint
from psasync.psa.syncro.mapping import Mapper
from psasync.psa.syncro.reading.gathering import Gathering
from psasync.psa.syncro.reading.pages import read_list_page
from psasync.psa.syncro.reading.position import Position, resume
from psasync.psa.toolkit.period import within
from psasync.psa.toolkit.together import together

BATCHES = 2
"""Calls that are asked for at once, as a multiple of those that can run at a time: none waits for the slowest."""


async def read_list(
    client: Client, mapper: Mapper, endpoint: Endpoint, scope: ReadScope, cursor: Cursor | None, limit: int
) -> Page:
    """The cursor is a `Position`. Raises `PsaError` or `BudgetExhausted`."""
    gathering = await gather(client, endpoint, cursor, limit)
    mapped = mapper.map_rows(scope.entity, gathering.rows, scope.custom_fields)
    return Page(
        records=within(mapped.records, scope.period),
        unreadable=mapped.unreadable,
        next=None if gathering.at_end else gathering.position_behind(gathering.count).cursor,
        source_time=gathering.asked_at,
    )


async def gather(client: Client, endpoint: Endpoint, cursor: Cursor | None, limit: int) -> Gathering:
    """At most `limit` rows, from the cursor on.

    An error after some rows were read ends the page there in place of being raised, so that a budget which is smaller
    than a page still moves on. The next call then raises it, if it stands.
    """
    begun = Position.at(cursor)
    gathering = Gathering(limit, begun, begun.size)
    gathering.take(*await resume(client, endpoint, begun))
    while wanted := gathering.wanted(client.at_once * BATCHES):
        gathering.take_all(await together(read_list_page(client, endpoint, number) for number in wanted))
    if gathering.failed and not gathering.count:
        raise gathering.failed
    return gathering
