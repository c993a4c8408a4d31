"""Calls to one ConnectWise company: keys, call budget, codebase, and errors in our words."""

import asyncio
import base64
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import httpx
import orjson

from psasync.psa.connectwise.connection import DISCOVER, Connection
from psasync.psa.connectwise.errors import (
    RecordGone,
    Refusal,
    error_of,
    is_record_gone,
    unknown_company,
    unreadable_answer,
)
from psasync.psa.connectwise.query import MAX_URL
from psasync.psa.connectwise.transport import Exchange, Timeouts, exchange, new_client
from psasync.psa.port import CallBudget, PsaError

CONCURRENT_CALLS = 4
CODEBASE_REREAD_SECONDS = 60.0
"""A company's codebase moves on an upgrade, some times a year: more often than this it is not asked for."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A success: the decoded body and what paging and cursors need of the headers."""

    content: Any
    link: str
    asked_at: datetime | None  # by the PSA's clock, not later than it began to answer


class Client:
    def __init__(
        self,
        connection: Connection,
        budget: CallBudget,
        *,
        timeouts: Timeouts | None = None,
        concurrent_calls: int = CONCURRENT_CALLS,
    ) -> None:
        self.connection = connection
        self._budget = budget
        self._timeouts = timeouts or Timeouts()
        self._http = new_client(self._timeouts, concurrent_calls)
        self._slots = asyncio.Semaphore(concurrent_calls)
        self._codebase = "" if connection.codebase == DISCOVER else connection.codebase
        self._codebase_lock = asyncio.Lock()
        self._codebase_read_at = -CODEBASE_REREAD_SECONDS
        self._succeeded = False
        self._headers = _headers(connection)

    async def aclose(self) -> None:
        await self._http.aclose()

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
            raise unreadable_answer(path, f"the request's address would be {len(url)} characters long", permanent=True)
        request = self._http.build_request(
            method,
            url,
            headers={**self._headers, **headers},
            content=None if content is None else orjson.dumps(content),
        )
        return await self._exchange(request, path)

    async def _exchange(self, request: httpx.Request, name: str) -> Exchange:
        async with self._slots:
            # Asked for last: a call that waits for a slot must not hold a share of the budget.
            await self._budget.acquire()
            return await exchange(self._http, request, name=name, total_seconds=self._timeouts.total)

    async def _reply(self, done: Exchange, path: str) -> Reply:
        if not 200 <= done.status < 300:
            await self._raise(self._refusal(done, path))
        if done.status == 204 or not done.body:
            return Reply(None, "", None)
        if not done.is_json:
            raise unreadable_answer(path, "it is not JSON")
        try:
            content = orjson.loads(done.body)
        except orjson.JSONDecodeError:
            raise unreadable_answer(path, "it is broken JSON") from None
        self._succeeded = True
        return Reply(content, done.headers.get("link", ""), _asked_at(done))

    async def _raise(self, refusal: Refusal) -> None:
        if is_record_gone(refusal):
            raise RecordGone
        error = error_of(refusal)
        error.message = self._without_secrets(error.message)
        error.args = (error.message,)
        if refusal.status == 429 and error.retry_after is not None:
            await self._budget.throttled(error.retry_after)
        raise error

    def _refusal(self, done: Exchange, path: str) -> Refusal:
        get = done.headers.get
        return Refusal(
            status=done.status,
            content_type=get("content-type", ""),
            body=done.body,
            retry_after=get("retry-after", ""),
            date=get("date", ""),
            path=path,
            first_call=not self._succeeded,
        )

    def _without_secrets(self, text: str) -> str:
        """The PSA's own words may repeat what it was sent."""
        secrets = (self.connection.private_key, self.connection.public_key, self.connection.client_id)
        for secret in (*secrets, self._headers["authorization"].removeprefix("Basic ")):
            text = text.replace(secret, "***")
        return text

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
        request = self._http.build_request("GET", f"{self.connection.base_url}/{name}/{company}")
        reply = await self._reply(await self._exchange(request, name), name)
        if reply.content is None:
            raise unknown_company()
        found = reply.content.get("Codebase") if isinstance(reply.content, dict) else None
        codebase = found.strip("/") if isinstance(found, str) else ""
        if not codebase or "/" in codebase:
            raise unreadable_answer(name, "it names no codebase")
        return quote(codebase, safe="")


def _headers(connection: Connection) -> dict[str, str]:
    user = f"{connection.company}+{connection.public_key}:{connection.private_key}"
    return {
        "authorization": f"Basic {base64.b64encode(user.encode()).decode()}",
        "clientid": connection.client_id,
        "accept": "application/vnd.connectwise.com+json",
        "content-type": "application/json",
    }


def _asked_at(done: Exchange) -> datetime | None:
    """`Date` is when the answer was ready; what changed while it was made must not count as seen."""
    try:
        ready = parsedate_to_datetime(done.headers.get("date", ""))
    except ValueError:
        return None
    return ready - timedelta(seconds=done.seconds) if ready.tzinfo else None
