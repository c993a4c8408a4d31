"""Calls to one Syncro account: token, call budget, and errors in our words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from psasync.psa.port import CallBudget
from psasync.psa.syncro.connection import Connection
from psasync.psa.syncro.errors import SYSTEM, RecordGone, error_of, is_record_gone
from psasync.psa.syncro.limits import CONCURRENT_CALLS, EGRESS
from psasync.psa.toolkit.caller import Caller
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.refusal import Refusal
from psasync.psa.toolkit.transport import Exchange, Timeouts


@dataclass(frozen=True, slots=True)
class Reply:
    """A success, decoded."""

    content: dict[str, Any]
    asked_at: datetime | None  # by Syncro's clock, not later than it began to answer


class Client:
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
        self.faults = Faults(SYSTEM, (connection.token,), quotes_answers=not for_tickets)
        self._caller = Caller(self.faults, budget, timeouts=timeouts, concurrent_calls=CONCURRENT_CALLS)
        self._headers = {"authorization": f"Bearer {connection.token}"}
        self._succeeded = False

    @property
    def at_once(self) -> int:
        """Calls that can run at a time."""
        return self._caller.at_once

    async def aclose(self) -> None:
        await self._caller.aclose()

    async def get(self, path: str, query: Sequence[tuple[str, str | int]] = ()) -> Reply:
        """Raises `PsaError` or `BudgetExhausted`."""
        done = await self._send(path, query)
        if not done.ok:
            raise await self._error(self._refusal(done, path))
        return self._reply(done, path)

    async def get_record(self, path: str) -> Reply:
        """As `get`, and `RecordGone` where the record is not there."""
        done = await self._send(path, ())
        if not done.ok:
            refusal = self._refusal(done, path)
            if is_record_gone(refusal):
                raise RecordGone
            raise await self._error(refusal)
        return self._reply(done, path)

    async def _send(self, path: str, query: Sequence[tuple[str, str | int]]) -> Exchange:
        url = f"{self.connection.base_url}/{path}{'?' + urlencode(query) if query else ''}"
        return await self._caller.send(self._caller.request("GET", url, headers=self._headers), path, EGRESS)

    def _reply(self, done: Exchange, path: str) -> Reply:
        content = self._caller.decoded(done, path)
        if not isinstance(content, dict):
            raise self.faults.unreadable(path, "it is no object", body=done.body)
        self._succeeded = True
        return Reply(content, done.asked_at)

    async def _error(self, refusal: Refusal) -> Exception:
        error = error_of(refusal, self.faults)
        # Syncro counts by address: every connection has to wait, not only this one.
        await self._caller.slow_down(error, EGRESS)
        return error

    def _refusal(self, done: Exchange, path: str) -> Refusal:
        return Refusal.of(done, path, first_call=not self._succeeded)
