"""Calls to one described source: keys, call budget, one origin only, and errors in our words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

from psasync.psa.http_source.connection import Connection
from psasync.psa.http_source.errors import NOT_THERE, SYSTEM, error_of
from psasync.psa.port import CallBudget
from psasync.psa.toolkit.caller import Caller
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.refusal import Refusal
from psasync.psa.toolkit.transport import Exchange, Timeouts

CONCURRENT_CALLS = 6
MAX_URL = 8000
"""Characters: more than servers take."""


class Gone(Exception):  # noqa: N818 - a state, not a mistake
    """There is no such record."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A success: the decoded body and what paging and cursors need of the headers."""

    content: Any
    url: str
    link: str
    asked_at: datetime | None  # by the source's clock, not later than it began to answer


class Client:
    def __init__(self, connection: Connection, budget: CallBudget, *, timeouts: Timeouts | None = None) -> None:
        self.definition = connection.definition
        self.faults = Faults(SYSTEM, connection.masked)
        self._base_url = connection.base_url
        self._headers = connection.headers
        self._caller = Caller(self.faults, budget, timeouts=timeouts, concurrent_calls=CONCURRENT_CALLS)
        self._answered: set[str] = set()

    @property
    def at_once(self) -> int:
        """Calls that can run at a time."""
        return self._caller.at_once

    async def aclose(self) -> None:
        await self._caller.aclose()

    def url_of(self, path: str, parameters: Mapping[str, str]) -> str:
        separator = "?" if parameters else ""
        return f"{self._base_url}{path}{separator}{urlencode(parameters)}"

    def followed(self, url: str, link: str, name: str) -> str:
        """The address that a link in the answer from `url` leads to. Raises `PsaError` if it leaves the origin."""
        try:
            target = urljoin(url, link)
            leaves = _origin(target) != _origin(self._base_url)
        except (ValueError, httpx.InvalidURL):
            raise self.faults.unreadable(name, "its link to the next page is no address") from None
        if leaves:
            raise self.faults.unreadable(name, "its link to the next page leads to another server", permanent=True)
        if len(target) > MAX_URL:
            raise self.faults.unreadable(name, "its link to the next page is too long", permanent=True)
        return target

    async def get(self, url: str, name: str) -> Reply:
        """`name`: the definition's path, which stands in errors. Raises `PsaError` or `BudgetExhausted`."""
        done = await self._send(url, name)
        if not done.ok:
            await self._raise(done, name)
        return self._reply(done, url, name)

    async def get_record(self, url: str, name: str) -> Reply:
        """Raises `Gone` too, where the source says that it has no such record."""
        done = await self._send(url, name)
        if done.status in NOT_THERE:
            raise Gone
        if not done.ok:
            await self._raise(done, name)
        return self._reply(done, url, name)

    async def _send(self, url: str, name: str) -> Exchange:
        try:
            request = self._caller.request("GET", url, headers=self._headers)
        except httpx.InvalidURL:
            raise self.faults.unreadable(name, "its link to the next page is no address") from None
        return await self._caller.send(request, name)

    def _reply(self, done: Exchange, url: str, name: str) -> Reply:
        content = self._caller.decoded(done, name)
        if content is None and done.status != 204:
            raise self.faults.unreadable(name, "it is empty")
        self._answered.add(name)
        return Reply(content, url, done.headers.get("link", ""), done.asked_at)

    async def _raise(self, done: Exchange, name: str) -> None:
        error = error_of(Refusal.of(done, name, first_call=name not in self._answered), self.faults)
        await self._caller.slow_down(error)
        raise error


def _origin(url: str) -> tuple[str, str, int | None]:
    """Raises `ValueError` for what is no address of a server, or names a user."""
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None or not parts.hostname:
        raise ValueError("no plain address")
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)
