"""Records read again by their ids."""

from collections.abc import Sequence

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import Cursor, Page, ReadScope
from psasync.psa.syncro.choices import Sites
from psasync.psa.syncro.client import Client
from psasync.psa.syncro.endpoints import CUSTOMERS, ENDPOINTS
from psasync.psa.syncro.mapping import Mapper
from psasync.psa.syncro.mapping.sites import rows_of_sites
from psasync.psa.syncro.reading.singles import Answer, find_customers, find_each

MAX_IDS = 50
"""Per page: most of them cost a call each."""


async def read_by_ids(client: Client, mapper: Mapper, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """The cursor is `{"asked": n}`: so many of the scope's ids are done. Raises `PsaError` or `BudgetExhausted`.

    As with lists, an error after some records ends the page there in place of being raised.
    """
    ids = scope.ids or ()
    begin = cursor["asked"] if cursor else 0
    chunk = ids[begin : begin + min(limit, MAX_IDS)]
    answers = await _find(client, mapper, scope.entity, chunk)
    done = _done(chunk, answers)
    asked = begin + len(done)
    mapped = mapper.map_rows(scope.entity, [answers[one] for one in done if answers[one]], scope.custom_fields)
    return Page(
        records=mapped.records,
        unreadable=mapped.unreadable,
        gone_ids=[one for one in done if answers[one] is None],
        next={"asked": asked} if asked < len(ids) else None,
    )


def _done(chunk: Sequence[str], answers: dict[str, Answer]) -> Sequence[str]:
    """The ids up to the first that failed; raises its failure if it is the first of all."""
    for at, one in enumerate(chunk):
        answer = answers[one]
        if isinstance(answer, Exception):
            if at == 0:
                raise answer
            return chunk[:at]
    return chunk


async def _find(client: Client, mapper: Mapper, entity: Entity, chunk: Sequence[str]) -> dict[str, Answer]:
    numbers = list(dict.fromkeys(chunk))
    if entity is Entity.COMPANY_SITE:
        return await _find_sites(client, mapper, numbers)
    if entity is Entity.COMPANY:
        return await find_customers(client, numbers)
    return await find_each(client, ENDPOINTS[entity], numbers)


async def _find_sites(client: Client, mapper: Mapper, ids: Sequence[str]) -> dict[str, Answer]:
    """A site's id names its customer."""
    owners = {one: one.partition("-")[0] for one in ids}
    customers = await find_each(client, CUSTOMERS, list(dict.fromkeys(owners.values())))
    further = client.connection.choices.sites is Sites.ALL
    found: dict[str, Answer] = {}
    for one, owner in owners.items():
        customer = customers[owner]
        if isinstance(customer, Exception):
            found[one] = customer
            continue
        rows = rows_of_sites(customer, further=further) if customer else []
        found[one] = next((dict(row) for row in rows if mapper.source_id_of(Entity.COMPANY_SITE, row) == one), None)
    return found
