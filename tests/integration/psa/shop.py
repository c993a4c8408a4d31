"""A small source on a real socket whose rows, paging and manners a test decides."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa import http_source
from psasync.psa.port import Credentials, ReadScope, SourceAdapter
from tests.contract.psa.budgets import CountingBudget
from tests.support.tiny_http import Asked, Said, TinyServer, tiny_server

MAX = 10  # rows at once, whatever is asked for

PAGING = {
    "none": {"style": "none"},
    "page_number": {"style": "page_number", "size_parameter": "limit", "size": MAX, "total": "total"},
    "zero_based": {"style": "page_number", "first_page": 0, "size_parameter": "limit", "size": MAX, "total": "total"},
    "last_page": {"style": "page_number", "size_parameter": "limit", "size": MAX, "last_page": "last"},
    "page_until_short": {"style": "page_number", "size_parameter": "limit", "size": MAX},
    "offset": {"style": "offset", "size": MAX, "total": "total"},
    "offset_until_short": {"style": "offset", "size": MAX},
    "cursor": {"style": "cursor", "size_parameter": "limit", "size": MAX, "cursor": "next"},
    "cursor_more": {"style": "cursor", "size_parameter": "limit", "size": MAX, "cursor": "last_id", "more": "more"},
    "next_link": {"style": "next_link", "size_parameter": "limit", "size": MAX, "link": "link"},
    "link_header": {"style": "next_link", "size_parameter": "limit", "size": MAX},
}


@dataclass
class Shop:
    """`meddle` may put another answer in the place of the right one."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    first_page: int = 1
    meddle: Callable[[Asked, Said], Said] = lambda _asked, said: said
    server: TinyServer | None = None

    def fill(self, count: int) -> None:
        self.rows = [{"id": number, "name": f"Product {number}"} for number in range(1, count + 1)]

    def delete(self, *ids: int) -> None:
        self.rows = [row for row in self.rows if row["id"] not in ids]

    @property
    def ids(self) -> list[str]:
        return [str(row["id"]) for row in self.rows]

    def answer(self, asked: Asked) -> Said:
        return self.meddle(asked, self._right(asked))

    def _right(self, asked: Asked) -> Said:
        *_, last = asked.path.split("/")
        if last != "products":
            found = next((row for row in self.rows if str(row["id"]) == last), None)
            return Said({"item": found}) if found else Said({"message": "no such product"}, 404)
        size = min(int(asked.query.get("limit", "1000000")), MAX) if "limit" in asked.query else len(self.rows)
        start, after = self._start(asked, size), _number(asked.query.get("cursor", ""))
        rows = [row for row in self.rows[start:] if row["id"] > after]
        page, more = rows[:size], len(rows) > size
        following = page[-1]["id"] if page and more else None
        link = f"/shop/products?limit={size}&cursor={following}" if following else None
        content = {
            "items": page,
            "total": len(self.rows),
            "last": max(1, -(-len(self.rows) // max(1, size))) + self.first_page - 1,
            "next": following,
            "last_id": page[-1]["id"] if page else None,
            "more": more,
            "link": link,
        }
        return Said(content, headers={"link": f'<{link}>; rel="next"'} if link else {})

    def _start(self, asked: Asked, size: int) -> int:
        if "page" in asked.query:
            return (int(asked.query["page"]) - self.first_page) * size
        return int(asked.query.get("offset", "0"))

    def adapter(self, paging: dict[str, Any] | str, **more: Any) -> SourceAdapter:
        described = {
            "path": "/shop/products",
            "paging": PAGING[paging] if isinstance(paging, str) else paging,
            "records": "items",
            "id": "id",
            "fields": {"name": "name"},
            "by_id": {"path": "/shop/products/{id}", "record": "item"},
            **more.pop("described", {}),
        }
        return self.open({"entities": {"product": described}}, **more)

    def open(self, definition: dict[str, Any], *, secret: str = "", **settings: str) -> SourceAdapter:
        credentials = Credentials(
            connection="c",
            tenant="t",
            settings={
                "base_url": self.server.url,
                "auth": "none",
                "definition": json.dumps(definition),
                **settings,
            },
            secrets={"secret": secret} if secret else {},
            plain_http_hosts=frozenset({"127.0.0.1"}),
        )
        return http_source.open_adapter(credentials, budget=CountingBudget())


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


@contextlib.asynccontextmanager
async def running(count: int = 0, **more: Any) -> AsyncIterator[Shop]:
    shop = Shop(**more)
    shop.fill(count)
    async with tiny_server(shop.answer) as server:
        shop.server = server
        yield shop


async def read_ids(
    adapter: SourceAdapter, limit: int = 1000, step: Callable[[int], None] = lambda _page: None
) -> list[str]:
    """Everything, in the order in which it came; `step` happens at the source after each page."""
    seen: list[str] = []
    cursor, pages = None, 0
    while pages == 0 or cursor is not None:
        page = await adapter.read_page(ReadScope(Entity.PRODUCT), cursor, limit=limit)
        assert len(page.records) <= limit
        seen += [record.source_id for record in page.records]
        cursor = json.loads(json.dumps(page.next))
        pages += 1
        assert pages < 500, "the cursor does not come to an end"
        step(pages)
    await adapter.aclose()
    return seen
