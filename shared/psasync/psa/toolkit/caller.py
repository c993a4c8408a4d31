"""Calls to one system: paid from the budget, few at a time, within limits of time and size."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import orjson

from psasync.contracts.issues import IssueCode
from psasync.psa.port import CallBudget, CallLimit, PsaError
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.transport import Exchange, Timeouts, exchange, new_client


class Caller:
    """`concurrent_calls` is what the system allows all services together; this one takes its share of it."""

    def __init__(
        self, faults: Faults, budget: CallBudget, *, timeouts: Timeouts | None = None, concurrent_calls: int = 6
    ) -> None:
        self.faults = faults
        self.budget = budget
        self.timeouts = timeouts or Timeouts()
        self._at_once = budget.at_once(concurrent_calls)
        self._http = new_client(self.timeouts, self._at_once)
        self._slots = asyncio.Semaphore(self._at_once)

    @property
    def at_once(self) -> int:
        """Calls that can run at a time."""
        return self._at_once

    async def aclose(self) -> None:
        await self._http.aclose()

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str] | None = None,
    ) -> httpx.Request:
        """`json` None is no body."""
        sent = {"accept": "application/json", **(headers or {})}
        if form is not None:
            return self._http.build_request(method, url, headers=sent, data=dict(form))
        if json is None:
            return self._http.build_request(method, url, headers=sent)
        sent = {"content-type": "application/json", **sent}
        return self._http.build_request(method, url, headers=sent, content=orjson.dumps(json))

    async def send(self, request: httpx.Request, name: str, *limits: CallLimit) -> Exchange:
        """`name` stands in errors for the address. Raises `PsaError` or `BudgetExhausted`."""
        async with self._slots:
            # Asked for last: a call that waits for a slot must not hold a share of the budget.
            await self.budget.acquire(*limits)
            return await exchange(self._http, request, faults=self.faults, name=name, total_seconds=self.timeouts.total)

    async def slow_down(self, error: PsaError, limit: CallLimit | None = None) -> None:
        """Where an answer says that there were too many calls, tell everyone who shares the limit to wait."""
        if error.code is IssueCode.SOURCE_THROTTLED and error.retry_after is not None:
            await self.budget.throttled(error.retry_after, limit)

    def decoded(self, done: Exchange, name: str) -> Any:
        """The JSON of an answer; None where it has no body. Raises a transient `PsaError` for anything else."""
        if done.status == 204 or not done.body:
            return None
        try:
            return orjson.loads(done.body)
        except orjson.JSONDecodeError:
            what = "it is broken JSON" if done.is_json else "it is not JSON"
            raise self.faults.unreadable(name, what, body=done.body) from None


def said(body: bytes) -> Any:
    """The JSON of an error's body, or None: an error may be plain text, a web page or nothing."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
