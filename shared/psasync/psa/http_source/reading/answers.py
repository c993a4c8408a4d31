"""One page of a list, asked for and taken apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.psa.http_source.client import Client, Reply
from psasync.psa.http_source.definition import EntityDefinition
from psasync.psa.http_source.definition.paths import MISSING
from psasync.psa.http_source.mapping import EntityMapping
from psasync.psa.http_source.reading.paging.pager import Found
from psasync.psa.http_source.reading.progress import digest


@dataclass(frozen=True, slots=True)
class Answer:
    url: str
    rows: Sequence[Any]
    found: Found
    asked_at: datetime | None


async def ask(client: Client, mapping: EntityMapping, url: str) -> Answer:
    """Raises `PsaError` or `BudgetExhausted`."""
    reply = await client.get(url, mapping.described.path)
    rows = _list(client, mapping.described, reply)
    names = [digest(mapping.source_id(row) or row) for row in rows]
    return Answer(url, rows, Found(reply.content, reply.link, names), reply.asked_at)


def _list(client: Client, described: EntityDefinition, reply: Reply) -> list[Any]:
    if reply.content is None:
        return []  # 204: some say so that there is nothing
    rows = described.records.find(reply.content)
    if not isinstance(rows, list):
        where = f"at `{described.records.text}`" if described.records.steps else "as the whole answer"
        raise client.faults.unreadable(
            described.path, f"there is {'nothing' if rows is MISSING else 'no list'} {where}"
        )
    return rows
