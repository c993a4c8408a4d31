"""Does the style of paging fit the source: a page that is shorter than the definition says would end the list early."""

from psasync.psa.http_source.checking.finding import Finding
from psasync.psa.http_source.client import Client
from psasync.psa.http_source.definition.paging import Offsets, PageNumbers
from psasync.psa.http_source.definition.paths import Path
from psasync.psa.http_source.mapping import EntityMapping
from psasync.psa.http_source.reading.answers import Answer, ask
from psasync.psa.http_source.reading.paging import pager_of
from psasync.psa.http_source.reading.paging.pager import PagingError, Position
from psasync.psa.toolkit.page_numbers import whole_number


async def compare_paging(client: Client, finding: Finding, mapping: EntityMapping, answer: Answer) -> None:
    """Adds what does not fit to what is wrong. Raises `PsaError` or `BudgetExhausted`."""
    paging = mapping.described.paging
    try:
        turn = pager_of(paging).turn({}, paging.size, answer.found)
    except PagingError as error:
        finding.wrong.append(str(error))
        return
    if turn.next and "link" in turn.next:
        client.followed(answer.url, turn.next["link"], mapping.described.path)
    if isinstance(paging, PageNumbers | Offsets) and await _too_short(client, mapping, paging, answer):
        finding.wrong.append(f"the source gives {len(answer.rows)} rows at once: make that the `size` of its paging")


async def _too_short(client: Client, mapping: EntityMapping, paging: PageNumbers | Offsets, answer: Answer) -> bool:
    """Without a total only the next page can tell."""
    count = len(answer.rows)
    if not 0 < count < paging.size:
        return False
    total = _total(paging.total, answer)
    if total is not None:
        return count < total
    if isinstance(paging, PageNumbers) and paging.last_page:
        return False
    described = mapping.described
    second = pager_of(paging).ask(_second(paging, count), paging.size)
    url = client.url_of(described.path, {**described.query, **second.parameters})
    rest = await ask(client, mapping, url)
    return bool(set(rest.found.names) - set(answer.found.names))


def _second(paging: PageNumbers | Offsets, count: int) -> Position:
    return {"start": count} if isinstance(paging, Offsets) else {"page": 2, "size": paging.size}


def _total(path: Path | None, answer: Answer) -> int | None:
    return whole_number(path.find(answer.found.content)) if path else None
