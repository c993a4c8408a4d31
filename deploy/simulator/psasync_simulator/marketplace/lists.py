"""Lists, in the marketplace's style of paging."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from psasync_simulator.data.rows import Row
from psasync_simulator.http import Answer, Request, json_answer
from psasync_simulator.marketplace.errors import bad_request
from psasync_simulator.marketplace.selection import Selection
from psasync_simulator.marketplace.spec import PagingStyle

DEFAULT_SIZE = 25


def answer_list(style: PagingStyle, selection: Selection, request: Request, max_size: int) -> Answer:
    """Raises `Refused` (400)."""
    size = min(_number(request, "limit", DEFAULT_SIZE, least=1), max_size)
    return _STYLES[style](selection, request, size)


def _all(selection: Selection, _request: Request, _size: int) -> Answer:
    return _body(list(selection.rows()), {})


def _page(selection: Selection, request: Request, size: int) -> Answer:
    page = _number(request, "page", 1, least=1)
    rows = _from_offset(selection, (page - 1) * size, size)
    total = selection.count()
    return _body(rows, {"page": page, "last_page": max(1, -(-total // size)), "total": total})


def _offset(selection: Selection, request: Request, size: int) -> Answer:
    offset = _number(request, "offset", 0, least=0)
    return _body(_from_offset(selection, offset, size), {"offset": offset, "total": selection.count()})


def _cursor(selection: Selection, request: Request, size: int) -> Answer:
    rows, after = _after(selection, _cursor_of(request), size)
    return _body(rows, {"next_cursor": f"c{after}" if after else None, "has_more": after is not None})


def _next_link(selection: Selection, request: Request, size: int) -> Answer:
    rows, after = _after(selection, _cursor_of(request), size)
    return _body(rows, {"next": _link(request, after) if after else None})


def _link_header(selection: Selection, request: Request, size: int) -> Answer:
    rows, after = _after(selection, _cursor_of(request), size)
    headers = {"link": f'<{_link(request, after)}>; rel="next"'} if after else {}
    return json_answer(200, [row.record for row in rows], **headers)


_STYLES: Mapping[PagingStyle, Callable[[Selection, Request, int], Answer]] = {
    PagingStyle.NONE: _all,
    PagingStyle.PAGE_NUMBER: _page,
    PagingStyle.OFFSET: _offset,
    PagingStyle.CURSOR: _cursor,
    PagingStyle.NEXT_LINK: _next_link,
    PagingStyle.LINK_HEADER: _link_header,
}


def _body(rows: list[Row], paging: dict[str, Any]) -> Answer:
    return json_answer(200, {"data": [row.record for row in rows], "paging": paging})


def _from_offset(selection: Selection, offset: int, size: int) -> list[Row]:
    return list(islice(selection.rows(selection.start(offset)), size))


def _after(selection: Selection, after: int, size: int) -> tuple[list[Row], int | None]:
    """The rows, and the id of the last where more follow."""
    rows = list(islice(selection.rows(after), size + 1))
    if len(rows) <= size:
        return rows, None
    rows.pop()
    return rows, rows[-1].id


def _cursor_of(request: Request) -> int:
    text = request.query.get("cursor", "c0")
    if not text.startswith("c") or not text[1:].isdigit():
        raise bad_request("cursor is none of ours")
    return int(text[1:])


def _link(request: Request, after: int) -> str:
    return f"{request.origin}{request.path}?{urlencode({**request.query, 'cursor': f'c{after}'})}"


def _number(request: Request, name: str, default: int, *, least: int) -> int:
    text = request.query.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise bad_request(f"{name} must be a whole number of at least {least}")
    return int(text)
