"""An entity that is a list per parent: sites per company, statuses per board.

A page is put together from the lists of several parents, asked for at the same time and taken in the order of the
parents' ids. An incremental read asks every parent too, but with the `lastUpdated` filter: the number of calls is
that of a full pass, which nothing can lower, and what comes back is only what has changed. (Whether a change of a site
also touches its company's `lastUpdated` is not documented, so companies cannot be left out.)
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from psasync.psa.connectwise.client import Client
from psasync.psa.connectwise.endpoints import Endpoint
from psasync.psa.connectwise.errors import RecordGone
from psasync.psa.connectwise.mapping import map_rows
from psasync.psa.connectwise.query import scope_conditions
from psasync.psa.connectwise.reading.gathering import Answer, Gathering
from psasync.psa.connectwise.reading.rows import Position, Rows, read_rows, row_id
from psasync.psa.port import BudgetExhausted, Cursor, Page, PsaError, ReadScope

PARENTS_PER_PAGE = 200
"""Bounds a page's calls, and with them its time, where most parents have few children or none."""

BATCHES = 2
"""Calls that are asked for at once, as a multiple of those that can run at a time: none waits for the slowest."""


@dataclass(frozen=True, slots=True)
class Parents:
    ids: list[int]
    last: int  # with these all are known up to this id
    more: bool


async def read_children(
    client: Client, endpoint: Endpoint, scope: ReadScope, cursor: Cursor | None, limit: int
) -> Page:
    """The cursor is `{"done": parent}` and, inside a parent with many children, `"inside": {"parent", "after"}`.

    An error after some parents were read ends the page there in place of being raised, so that a budget which is
    smaller than a page still moves on. The next call then raises it, if it stands.
    """
    gathering = Gathering.at(cursor, limit)
    parents = await list_parents(client, endpoint, gathering.done)
    conditions = scope_conditions(scope, endpoint.always)
    at = 0
    while at < len(parents.ids) and gathering.wants_more:
        batch = parents.ids[at : at + client.at_once * BATCHES]
        gathering.take(batch, await _read_batch(client, endpoint, conditions, batch, gathering))
        at += len(batch)
    if gathering.failed and gathering.fruitless:
        raise gathering.failed
    all_read = gathering.inside is None and gathering.done >= max(parents.ids, default=0)
    if all_read:
        gathering.pass_to(parents.last)
    mapped = map_rows(scope.entity, gathering.rows, scope.custom_fields)
    return Page(
        records=mapped.records,
        unreadable=mapped.unreadable,
        next=None if all_read and not parents.more else gathering.cursor,
        source_time=gathering.asked_at,
    )


async def list_parents(client: Client, endpoint: Endpoint, after: int) -> Parents:
    listed = endpoint.parents
    if listed is None:
        raise ValueError(f"{endpoint.path} has no parents")
    read = await read_rows(client, listed.path, listed.always, Position(after), PARENTS_PER_PAGE, fields="id")
    ids = sorted(number for row in read.rows if (number := row_id(row)) is not None)
    last = read.next.after if read.next else max(ids, default=after)
    return Parents(ids, last, read.next is not None)


async def _read_batch(
    client: Client, endpoint: Endpoint, conditions: str, parents: Sequence[int], gathering: Gathering
) -> list[Answer]:
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(
                read_below(client, endpoint, parent, conditions, gathering.start_of(parent), gathering.limit)
            )
            for parent in parents
        ]
    return [task.result() for task in tasks]


async def read_below(
    client: Client, endpoint: Endpoint, parent: int, conditions: str, position: Position, size: int
) -> Answer:
    """One parent's list. Errors are returned, so that they do not cancel the calls beside it."""
    try:
        return await read_rows(client, endpoint.path.format(parent=parent), conditions, position, size)
    except RecordGone:
        return Rows([], None, None)  # the parent was deleted since it was listed
    except (PsaError, BudgetExhausted) as error:
        return error
