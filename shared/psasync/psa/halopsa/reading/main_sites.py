"""Which site is its client's main one.

Only the client's row says so. What was read of clients is remembered; for the rest, the pages of the client list that
hold the wanted ids are found by halving, so that a reader which begins among the sites does not read all clients first.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.endpoints import ENDPOINTS, MAX_PAGE
from psasync.psa.halopsa.mapping.companies import MAIN_SITE
from psasync.psa.halopsa.mapping.values import number_of
from psasync.psa.halopsa.reading.pages import read_rows
from psasync.psa.port import BudgetExhausted, PsaError
from psasync.psa.toolkit.overlapping_pages import Ask

MAX_KNOWN = 200_000
"""Clients kept in memory: a few megabytes."""

MAX_CALLS = 10
"""Bounds the calls for one page of sites, and with them its time: the page ends where more would be needed."""

_BEHIND_ALL = (sys.maxsize, sys.maxsize)
_CLIENTS = ENDPOINTS[Entity.COMPANY]


class MainSites:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[int, int | None] = {}
        self._spans: dict[int, tuple[int, int]] = {}  # page of the client list -> its first and last id
        self._pages = 1
        self._calls = 0

    def remember(self, clients: Iterable[Any]) -> None:
        """Rows of clients that were read for their own sake."""
        if len(self._known) > MAX_KNOWN:
            self._known.clear()
            self._spans.clear()
        for row in clients:
            number = _number(row, "id")
            if number is not None:
                self._known[number] = _number(row, "main_site_id") or 0

    async def add_to(self, sites: Sequence[Any]) -> list[Any]:
        """The sites with their clients' main site; what is no row stays as it is.

        It ends where too many calls would be needed or one fails, and raises what fails at the very first.
        """
        self._calls = 0
        ready: list[Any] = []
        for site in sites:
            client = _number(site, "client_id")
            if client is not None and client not in self._known:
                if self._calls >= MAX_CALLS and ready:
                    break
                try:
                    await self._find(client)
                except (PsaError, BudgetExhausted):
                    if not ready:
                        raise
                    break
            ready.append(site if client is None else {**site, MAIN_SITE: self._known[client]})
        return ready

    async def _find(self, client: int) -> None:
        if not self._spans:
            await self._load(1)
        low, high = 1, self._pages
        while client not in self._known and low <= high:
            page = (low + high) // 2
            first, last = self._spans.get(page) or await self._load(page)
            if first <= client <= last:
                break  # it would be on this page: it is not there
            low, high = (page + 1, high) if client > last else (low, page - 1)
        self._known.setdefault(client, None)

    async def _load(self, page: int) -> tuple[int, int]:
        """The first and last id of a page of clients; of an empty one, what lies behind all others."""
        self._calls += 1
        read = await read_rows(self._client, _CLIENTS, _CLIENTS.always, Ask(page, MAX_PAGE))
        self.remember(read.rows)
        if read.total is not None:
            self._pages = -(-read.total // (read.size or MAX_PAGE))
        numbers = [number for row in read.rows if (number := _number(row, "id")) is not None]
        span = self._spans[page] = (numbers[0], numbers[-1]) if numbers else _BEHIND_ALL
        return span


def _number(row: Any, name: str) -> int | None:
    return number_of(row.get(name)) if isinstance(row, Mapping) else None
