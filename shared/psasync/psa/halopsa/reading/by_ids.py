"""Single records, read again by their ids."""

from collections.abc import Sequence
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.halopsa.endpoints import ENDPOINTS
from psasync.psa.halopsa.errors import RecordGone
from psasync.psa.halopsa.mapping.values import number_of
from psasync.psa.halopsa.reading import details
from psasync.psa.halopsa.reading.source import Source
from psasync.psa.halopsa.reading.whole import read_chosen
from psasync.psa.port import Cursor, Page, ReadScope


async def read_by_ids(source: Source, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """The cursor is `{"asked": n}`: so many of the scope's ids are done."""
    ids = scope.ids or ()
    if not ids:
        return Page(records=(), next=None)
    endpoint = ENDPOINTS.get(scope.entity)
    if endpoint is None or not endpoint.rows:
        return await read_chosen(source, scope, ids)
    start = cursor["asked"] if cursor else 0
    chunk = ids[start : start + min(limit, details.PER_PAGE)]
    answers = await _read(source, scope.entity, chunk)
    mapped = source.mapped(scope, [row for row in answers if not _is_gone(row)])
    until = start + len(answers)
    return Page(
        records=mapped.records,
        unreadable=mapped.unreadable,
        gone_ids=[text for text, row in zip(chunk, answers, strict=False) if _is_gone(row)],
        next={"asked": until} if until < len(ids) else None,
    )


async def _read(source: Source, entity: Entity, chunk: Sequence[str]) -> list[Any]:
    """One answer per id, in order, from the first on; None for a text that was never an id."""
    answers: list[Any] = list(await details.read_details(source.client, entity, [_number(text) for text in chunk]))
    return await source.main_sites.add_to(answers) if entity is Entity.COMPANY_SITE else answers


def _is_gone(answer: Any) -> bool:
    return answer is None or isinstance(answer, RecordGone)


def _number(text: str) -> int | None:
    """The number that a source id was written from."""
    number = number_of(text)
    return number if str(number) == text else None
