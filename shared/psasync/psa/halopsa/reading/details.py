"""Records with their details, one call each: what lists leave out, and records that are asked for by id."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.endpoints import ENDPOINTS
from psasync.psa.halopsa.errors import RecordGone
from psasync.psa.halopsa.mapping import row_number
from psasync.psa.port import BudgetExhausted, PsaError

PER_PAGE = 20
"""Records of a page that costs a call for each."""

_QUERY = {"includedetails": "true"}

Record = Mapping[str, Any]


async def with_details(client: Client, entity: Entity, rows: Sequence[Any]) -> list[Any]:
    """The rows' records in full, or `RecordGone` in the place of one that is deleted meanwhile.

    It ends before the first that fails, and raises what fails at the very first. A row without an id stays as it is.
    """
    answers = await read_details(client, entity, [row_number(entity, row) for row in rows])
    return [row if answer is None else answer for row, answer in zip(rows, answers, strict=False)]


async def read_details(
    client: Client, entity: Entity, numbers: Sequence[int | None]
) -> list[Record | RecordGone | None]:
    """One answer per number, in order, up to the first that fails; raises what fails at the very first.

    None for None.
    """
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_read_one(client, entity, number)) for number in numbers]
    answers: list[Record | RecordGone | None] = []
    for answer in (task.result() for task in tasks):
        if isinstance(answer, PsaError | BudgetExhausted):
            if not answers:
                raise answer
            break
        answers.append(answer)
    return answers


async def _read_one(
    client: Client, entity: Entity, number: int | None
) -> Record | RecordGone | PsaError | BudgetExhausted | None:
    """Errors are returned, so that they do not cancel the calls beside it."""
    if number is None:
        return None
    path = f"{ENDPOINTS[entity].path}/{number}"
    try:
        content = (await client.get(path, _QUERY)).content
    except (RecordGone, PsaError, BudgetExhausted) as error:
        return error
    if row_number(entity, content) != number:
        return client.faults.unreadable(path, "it is not the record that was asked for")
    record: Record = content
    return record
