"""List endpoints: conditions, both pagings, order, chosen fields, counts."""

from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import orjson

from psasync_simulator.connectwise.errors import bad_request
from psasync_simulator.connectwise.selection import Selection, select
from psasync_simulator.connectwise.values import value_of
from psasync_simulator.data.records import Records
from psasync_simulator.data.rows import Row
from psasync_simulator.http import Answer, Request, json_answer

DEFAULT_PAGE_SIZE = 25
MAX_PAGE_SIZE = 1000
_UNSUPPORTED = ("childconditions", "customfieldconditions")


@dataclass(frozen=True, slots=True)
class Ask:
    """The query of a list request, checked."""

    conditions: str
    fields: tuple[str, ...]
    order_by: str
    page: int
    page_size: int
    page_id: int
    forward: bool
    parameters: dict[str, str]

    @classmethod
    def of(cls, request: Request) -> "Ask":
        query = request.query
        for name in _UNSUPPORTED:
            if query.get(name):
                raise bad_request(f"{name} is beyond this simulation")
        forward = request.headers.get("pagination-type", "").lower() == "forward-only"
        order_by = query.get("orderby", "")
        if forward and order_by:
            raise bad_request("orderBy cannot be used with forward-only pagination")
        return cls(
            conditions=query.get("conditions", ""),
            fields=tuple(name.strip() for name in query.get("fields", "").split(",") if name.strip()),
            order_by=order_by,
            page=_number(query, "page", 1, least=1),
            page_size=_number(query, "pagesize", DEFAULT_PAGE_SIZE, least=1, most=MAX_PAGE_SIZE),
            page_id=_number(query, "pageid", 0, least=0),
            forward=forward,
            parameters=query,
        )


def answer_count(records: Records, parent: int | None, request: Request) -> Answer:
    selection = select(records, parent, request.query.get("conditions", ""))
    return json_answer(200, {"count": _count(selection)})


def answer_list(records: Records, parent: int | None, request: Request, *, forward_only: bool = True) -> Answer:
    """One page. `forward_only=False`: the endpoint does not know forward-only paging and names no next page."""
    ask = Ask.of(request)
    selection = select(records, parent, ask.conditions)
    rows, link = _page(selection, ask, request, forward_only=forward_only)
    chosen = [_chosen(row.record, ask.fields) for row in rows]
    return Answer(200, orjson.dumps(chosen), headers={"link": link} if link else {})


def _page(selection: Selection, ask: Ask, request: Request, *, forward_only: bool) -> tuple[list[Row], str]:
    if ask.forward and forward_only:
        return _forward_page(selection, ask, request)
    rows, total = _navigable_page(selection, ask)
    return rows, "" if ask.forward else _navigable_link(ask, request, total)


def _forward_page(selection: Selection, ask: Ask, request: Request) -> tuple[list[Row], str]:
    rows = list(islice(selection.rows(ask.page_id), ask.page_size + 1))
    if len(rows) <= ask.page_size:
        return rows, ""
    rows.pop()
    return rows, _link(request, ask, "next", pageid=rows[-1].id)


def _navigable_page(selection: Selection, ask: Ask) -> tuple[list[Row], int]:
    start = (ask.page - 1) * ask.page_size
    if selection.whole and not ask.order_by:
        after = selection.records.nth(start)
        return list(islice(selection.rows(after), ask.page_size)), len(selection.records)
    rows = list(selection.rows())
    if ask.order_by:
        rows = _ordered(rows, ask.order_by)
    return rows[start : start + ask.page_size], len(rows)


def _ordered(rows: list[Row], order_by: str) -> list[Row]:
    for term in reversed(order_by.split(",")):
        words = term.split()
        if not words or len(words) > 2 or words[-1].lower() not in {words[0].lower(), "asc", "desc"}:
            raise bad_request(f"orderBy is invalid: {term!r}")
        rows = _ordered_by(rows, words[0], descending=words[-1].lower() == "desc")
    return rows


def _ordered_by(rows: list[Row], field: str, *, descending: bool) -> list[Row]:
    path = tuple(field.lower().split("/"))
    if path == ("id",) and not descending:
        return sorted(rows, key=lambda row: row.id)
    return sorted(rows, key=lambda row: _sort_key(value_of(row, path)), reverse=descending)


def _sort_key(value: Any) -> tuple[int, Any]:
    if value is None or isinstance(value, dict | list):
        return 0, 0
    return (1, value) if isinstance(value, int | float) else (2, str(value).lower())


def _count(selection: Selection) -> int:
    return len(selection.records) if selection.whole else sum(1 for _ in selection.rows())


def _navigable_link(ask: Ask, request: Request, total: int) -> str:
    last = max(1, -(-total // ask.page_size))
    wanted = []
    if ask.page < last:
        wanted += [("next", ask.page + 1), ("last", last)]
    if ask.page > 1:
        wanted += [("first", 1), ("prev", ask.page - 1)]
    return ", ".join(_link(request, ask, relation, page=page) for relation, page in wanted)


def _link(request: Request, ask: Ask, relation: str, **changed: int) -> str:
    query = urlencode({**ask.parameters, "pagesize": ask.page_size, **changed})
    query = query.replace("pagesize=", "pageSize=").replace("pageid=", "pageId=")
    return f'<{request.origin}{request.path}?{query}>; rel="{relation}"'


def _chosen(record: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    if not fields:
        return record
    chosen: dict[str, Any] = {}
    for field in fields:
        head, _, tail = field.partition("/")
        name = next((key for key in record if key.lower() == head.lower()), None)
        if name is None:
            continue
        value = record[name]
        if tail and isinstance(value, dict):
            chosen.setdefault(name, {}).update(_chosen(value, (tail,)))
        else:
            chosen[name] = value
    return chosen


def _number(query: dict[str, str], name: str, default: int, *, least: int, most: int | None = None) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < least or (most is not None and int(text) > most):
        limits = f"at least {least}" if most is None else f"from {least} to {most}"
        raise bad_request(f"{name} must be a whole number {limits}")
    return int(text)
