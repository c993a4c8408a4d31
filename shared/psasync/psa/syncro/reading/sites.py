"""Sites, put together from customers.

A customer's own address stands in its row of the list; further ones only in its detail, one call per customer.
"""

from collections.abc import Sequence
from typing import Any

from psasync.psa.port import Cursor, Page, ReadScope
from psasync.psa.syncro.choices import Sites
from psasync.psa.syncro.client import Client
from psasync.psa.syncro.endpoints import CUSTOMERS
from psasync.psa.syncro.mapping import Mapper
from psasync.psa.syncro.mapping.sites import rows_of_sites
from psasync.psa.syncro.reading.lists import gather
from psasync.psa.syncro.reading.pages import row_id
from psasync.psa.syncro.reading.singles import read_single
from psasync.psa.toolkit.period import within
from psasync.psa.toolkit.rows import Row
from psasync.psa.toolkit.together import Failure, together

CUSTOMERS_PER_PAGE = 100
"""Bounds the calls of a page, and with them its time, where every customer costs one."""


async def read_sites(client: Client, mapper: Mapper, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """The cursor is a `Position` among the customers. Raises `PsaError` or `BudgetExhausted`.

    A page ends before the customer whose sites do not fit or could not be read, but never before its first one: a
    customer with more sites than `limit` makes a page of its own.
    """
    if client.connection.choices.sites is Sites.MAIN:
        gathering = await gather(client, CUSTOMERS, cursor, limit)
        found = [rows_of_sites(customer, further=False) for customer in gathering.rows]
    else:
        gathering = await gather(client, CUSTOMERS, cursor, min(limit, CUSTOMERS_PER_PAGE))
        found = _fitting(await together(_all_sites(client, customer) for customer in gathering.rows), limit)
    done = gathering.at_end and len(found) == gathering.count
    mapped = mapper.map_rows(scope.entity, [row for rows in found for row in rows], scope.custom_fields)
    return Page(
        records=within(mapped.records, scope.period),
        unreadable=mapped.unreadable,
        next=None if done else gathering.position_behind(len(found)).cursor,
        source_time=gathering.asked_at,
    )


async def _all_sites(client: Client, customer: Any) -> list[Row]:
    number = row_id(customer)
    if number is None:
        return rows_of_sites(customer, further=False)
    detail = await read_single(client, CUSTOMERS, number)
    return [] if detail is None else rows_of_sites(detail, further=True)


def _fitting(answers: Sequence[list[Row] | Failure], limit: int) -> list[list[Row]]:
    """Raises the failure of the first customer."""
    found: list[list[Row]] = []
    count = 0
    for answer in answers:
        if not isinstance(answer, list):
            if not found:
                raise answer
            break
        if found and count + len(answer) > limit:
            break
        found.append(answer)
        count += len(answer)
    return found
