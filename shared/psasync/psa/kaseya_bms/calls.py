"""Single calls to BMS: paid by endpoint, opened, and errors in our words. Who calls is not decided here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import httpx

from psasync.psa.kaseya_bms.connection import Connection
from psasync.psa.kaseya_bms.envelope import Complaint, opened
from psasync.psa.kaseya_bms.errors import SYSTEM, RecordGone, Refusal, error_of, is_record_gone
from psasync.psa.kaseya_bms.limits import hourly
from psasync.psa.port import CallBudget, PsaError
from psasync.psa.toolkit.caller import Caller, said
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.transport import Exchange, Timeouts

CONCURRENT_CALLS = 6
"""Kaseya publishes no limit of calls that run at once; this is ours."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`path` is below `/v2/`, with placeholders: calls are counted by it."""

    path: str
    gives_tokens: bool = False  # its answers are never quoted


@dataclass(frozen=True, slots=True)
class Reply:
    """A success."""

    result: Any
    total: int | None
    asked_at: datetime | None  # by BMS's clock, not later than it began to answer


class Calls:
    """`for_tickets`: no error repeats what an answer holds."""

    def __init__(
        self,
        connection: Connection,
        budget: CallBudget,
        *,
        timeouts: Timeouts | None = None,
        for_tickets: bool = False,
    ) -> None:
        self.connection = connection
        faults = Faults(SYSTEM, (connection.password,), quotes_answers=not for_tickets)
        self._caller = Caller(faults, budget, timeouts=timeouts, concurrent_calls=CONCURRENT_CALLS)
        self._always: tuple[str, ...] = (connection.password,)
        self._succeeded = False

    @property
    def faults(self) -> Faults:
        return self._caller.faults

    @property
    def at_once(self) -> int:
        """Calls that can run at a time."""
        return self._caller.at_once

    def mask(self, *secrets: str) -> None:
        """From now on these stand in no error, in place of those of the last call of this."""
        self._caller.faults = replace(self.faults, secrets=(*self._always, *secrets))

    def mask_always(self, *secrets: str) -> None:
        """From now on these stand in no error either."""
        self._always = tuple(dict.fromkeys((*self._always, *secrets)))
        self._caller.faults = replace(self.faults, secrets=(*self.faults.secrets, *secrets))

    async def aclose(self) -> None:
        await self._caller.aclose()

    async def get(self, endpoint: Endpoint, query: str, token: str, **at: str) -> Reply:
        """`at` fills the placeholders of the path. Raises `PsaError`, `BudgetExhausted` or `RecordGone`."""
        url = f"{self._url(endpoint, at)}{'?' + query if query else ''}"
        request = self._caller.request("GET", url, headers={"authorization": f"Bearer {token}"})
        return await self._reply(endpoint, await self._send(request, endpoint))

    async def send(self, method: str, endpoint: Endpoint, content: Any, token: str, **at: str) -> Reply:
        """With a body of JSON, or with none where `content` is None. A success may have no body. Raises as `get`."""
        headers = {"authorization": f"Bearer {token}"}
        request = self._caller.request(method, self._url(endpoint, at), headers=headers, json=content)
        done = await self._send(request, endpoint)
        if done.ok and not done.body:
            return Reply(None, None, done.asked_at)
        return await self._reply(endpoint, done)

    async def post_form(self, endpoint: Endpoint, form: Mapping[str, str]) -> Reply:
        """For logging in. Raises `PsaError` or `BudgetExhausted`."""
        request = self._caller.request("POST", self._url(endpoint, {}), form=form)
        return await self._reply(endpoint, await self._send(request, endpoint))

    async def _send(self, request: httpx.Request, endpoint: Endpoint) -> Exchange:
        return await self._caller.send(request, endpoint.path, hourly(self.connection, endpoint.path))

    def _url(self, endpoint: Endpoint, at: Mapping[str, str]) -> str:
        return f"{self.connection.base_url}/v2/{endpoint.path.format(**at)}"

    async def _reply(self, endpoint: Endpoint, done: Exchange) -> Reply:
        content = opened(said(done.body))
        if not done.ok or isinstance(content, Complaint):
            raise await self._refused(endpoint, done, content if isinstance(content, Complaint) else None)
        if content is None:
            raise self._unreadable(endpoint, done)
        self._succeeded = True
        return Reply(content.result, content.total, done.asked_at)

    def _unreadable(self, endpoint: Endpoint, done: Exchange) -> PsaError:
        if endpoint.gives_tokens:
            return self.faults.unreadable(endpoint.path, "it does not say whether the login succeeded")
        if done.body and said(done.body) is None:
            what = "it is broken JSON" if done.is_json else "it is not JSON"
            return self.faults.unreadable(endpoint.path, what, body=done.body)
        return self.faults.unreadable(endpoint.path, "it does not say whether the call succeeded", body=done.body)

    async def _refused(self, endpoint: Endpoint, done: Exchange, complaint: Complaint | None) -> PsaError | RecordGone:
        refusal = Refusal(
            status=done.status,
            complaint=complaint,
            retry_after=done.headers.get("retry-after", ""),
            date=done.headers.get("date", ""),
            name=endpoint.path,
            at_login=endpoint.gives_tokens,
            first_call=not self._succeeded,
        )
        if is_record_gone(refusal):
            return RecordGone()
        error = error_of(refusal, self.faults)
        # Calls are counted by endpoint, so only this one has to wait.
        await self._caller.slow_down(error, hourly(self.connection, endpoint.path))
        return error
