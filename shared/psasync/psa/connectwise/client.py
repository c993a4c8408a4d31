"""Calls to one ConnectWise company: keys, call budget, codebase, and errors in our words."""

import asyncio
import base64
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from psasync.psa.connectwise.connection import DISCOVER, Connection
from psasync.psa.connectwise.errors import SYSTEM, RecordGone, error_of, is_record_gone, unknown_company
from psasync.psa.connectwise.query import MAX_URL
from psasync.psa.port import CallBudget, PsaError
from psasync.psa.toolkit.caller import Caller
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.refusal import Refusal
from psasync.psa.toolkit.transport import Exchange, Timeouts

CONCURRENT_CALLS = 6
"""Of all services together: ConnectWise publishes no limit."""

CODEBASE_REREAD_SECONDS = 60.0
"""A company's codebase moves on an upgrade, some times a year: more often than this it is not asked for."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A success: the decoded body and what paging and cursors need of the headers."""

    content: Any
    link: str
    asked_at: datetime | None  # by the PSA's clock, not later than it began to answer


class Client:
    def __init__(self, connection: Connection, budget: CallBudget, *, timeouts: Timeouts | None = None) -> None:
        self.connection = connection
        self._headers = _headers(connection)
        basic = self._headers["authorization"].removeprefix("Basic ")
        self.faults = Faults(SYSTEM, (connection.private_key, connection.public_key, connection.client_id, basic))
        self._caller = Caller(self.faults, budget, timeouts=timeouts, concurrent_calls=CONCURRENT_CALLS)
        self._codebase = "" if connection.codebase == DISCOVER else connection.codebase
        self._codebase_lock = asyncio.Lock()
        self._codebase_read_at = -CODEBASE_REREAD_SECONDS
        self._succeeded = False

    @property
    def at_once(self) -> int:
        """Calls that can run at a time."""
        return self._caller.at_once

    async def aclose(self) -> None:
        await self._caller.aclose()

    async def get(self, path: str, query: str = "", *, forward_only: bool = False) -> Reply:
        """Raises `PsaError`, `BudgetExhausted`, or `RecordGone` where the path names a record that is not there."""
        headers = {"pagination-type": "forward-only"} if forward_only else {}
        return await self.call("GET", path, query, headers=headers)

    async def call(
        self, method: str, path: str, query: str = "", *, content: Any = None, headers: dict[str, str] | None = None
    ) -> Reply:
        codebase = self._codebase or await self._discover()
        done = await self._send(method, codebase, path, query, content, headers or {})
        if done.status == 404 and not is_record_gone(self._refusal(done, path)):
            moved_to = await self._moved_codebase(codebase)
            if moved_to:
                done = await self._send(method, moved_to, path, query, content, headers or {})
        return await self._reply(done, path)

    async def _send(
        self, method: str, codebase: str, path: str, query: str, content: Any, headers: dict[str, str]
    ) -> Exchange:
        url = f"{self.connection.base_url}/{codebase}/apis/3.0/{path}{'?' + query if query else ''}"
        if len(url) > MAX_URL:
            raise self.faults.unreadable(
                path, f"the request's address would be {len(url)} characters long", permanent=True
            )
        request = self._caller.request(method, url, headers={**self._headers, **headers}, json=content)
        return await self._caller.send(request, path)

    async def _reply(self, done: Exchange, path: str) -> Reply:
        if not done.ok:
            await self._raise(self._refusal(done, path))
        if done.body and not done.is_json:
            raise self.faults.unreadable(path, "it is not JSON", body=done.body)
        content = self._caller.decoded(done, path)
        if content is None and done.status != 200:
            return Reply(None, "", None)
        self._succeeded = True
        return Reply(content, done.headers.get("link", ""), done.asked_at)

    async def _raise(self, refusal: Refusal) -> None:
        if is_record_gone(refusal):
            raise RecordGone
        error = error_of(refusal, self.faults)
        await self._caller.slow_down(error)
        raise error

    def _refusal(self, done: Exchange, path: str) -> Refusal:
        return Refusal.of(done, path, first_call=not self._succeeded)

    async def company_codebase(self) -> str:
        """What ConnectWise says is the company's own codebase, whichever the calls go to. Raises as `get` does."""
        async with self._codebase_lock:
            return await self._read_codebase()

    async def _discover(self) -> str:
        async with self._codebase_lock:
            if not self._codebase:
                self._codebase = await self._read_codebase()
        return self._codebase

    async def _moved_codebase(self, used: str) -> str | None:
        """The codebase to try in place of the one that gave a 404, if there is another."""
        async with self._codebase_lock:
            if self._codebase != used:
                return self._codebase
            if time.monotonic() - self._codebase_read_at < CODEBASE_REREAD_SECONDS:
                return None
            try:
                self._codebase = await self._read_codebase()
            except PsaError:
                return None  # the 404 itself is then the better message
            return self._codebase if self._codebase != used else None

    async def _read_codebase(self) -> str:
        name = "login/companyinfo"
        self._codebase_read_at = time.monotonic()
        company = quote(self.connection.company, safe="")
        request = self._caller.request("GET", f"{self.connection.base_url}/{name}/{company}")
        reply = await self._reply(await self._caller.send(request, name), name)
        if reply.content is None:
            raise unknown_company(self.faults)
        found = reply.content.get("Codebase") if isinstance(reply.content, dict) else None
        codebase = found.strip("/") if isinstance(found, str) else ""
        if not codebase or "/" in codebase:
            raise self.faults.unreadable(name, "it names no codebase")
        return quote(codebase, safe="")


def _headers(connection: Connection) -> dict[str, str]:
    user = f"{connection.company}+{connection.public_key}:{connection.private_key}"
    return {
        "authorization": f"Basic {base64.b64encode(user.encode()).decode()}",
        "clientid": connection.client_id,
        "accept": "application/vnd.connectwise.com+json",
        "content-type": "application/json",
    }
