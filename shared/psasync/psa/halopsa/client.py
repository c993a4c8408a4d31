"""Calls to one Halo instance: login, call budget, and errors in our words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from psasync.psa.halopsa.connection import Connection
from psasync.psa.halopsa.errors import SYSTEM, RecordGone
from psasync.psa.halopsa.limits import instance_limit
from psasync.psa.halopsa.login import Login, Sessions
from psasync.psa.halopsa.wire import Wire
from psasync.psa.port import CallBudget
from psasync.psa.toolkit.caller import Caller
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.refusal import Refusal
from psasync.psa.toolkit.transport import Exchange, Timeouts

CONCURRENT_CALLS = 6
"""Halo publishes no limit; its window is spent in seconds with these."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A success: the decoded body, and the PSA's clock when it was asked for, not later."""

    content: Any
    asked_at: datetime | None


class Client:
    """`for_tickets`: no error repeats what an answer holds. `sessions`: those that it shares with others."""

    def __init__(
        self,
        connection: Connection,
        budget: CallBudget,
        *,
        timeouts: Timeouts | None = None,
        for_tickets: bool = False,
        sessions: Sessions | None = None,
    ) -> None:
        secrets = (connection.client_secret, connection.client_id)
        faults = Faults(SYSTEM, secrets, quotes_answers=not for_tickets)
        caller = Caller(faults, budget, timeouts=timeouts, concurrent_calls=CONCURRENT_CALLS)
        limit = instance_limit(connection.base_url, connection.calls_per_5_minutes)
        self.connection = connection
        self._wire = Wire(caller, limit)
        self._login = Login(connection, self._wire, sessions)

    @property
    def faults(self) -> Faults:
        return self._wire.faults

    async def aclose(self) -> None:
        await self._wire.aclose()

    @property
    def login_address(self) -> str:
        """Where the login was found; empty before it was looked for."""
        return self._login.address

    async def log_in(self) -> None:
        """See that the credentials are good. Raises `PsaError` or `BudgetExhausted`."""
        await self._login.token()

    async def get(self, path: str, query: Mapping[str, str | int] | None = None) -> Reply:
        """Below `/api/`. Raises `PsaError`, `BudgetExhausted`, or `RecordGone` for a 404."""
        done = await self._answered("GET", path, f"?{urlencode(query)}" if query else "")
        return Reply(self._wire.decoded(done, path), done.asked_at)

    async def send(self, method: str, path: str, content: Any = None) -> None:
        """A write; what it answers is not looked at. Raises as `get` does."""
        await self._answered(method, path, content=content)

    def mask(self, *secrets: str) -> None:
        """These stand in no error from now on."""
        self._wire.mask_always(*secrets)

    async def _answered(self, method: str, path: str, query: str = "", content: Any = None) -> Exchange:
        """A token can end before its time: the call was refused before anything was done, and is made again."""
        url = f"{self.connection.base_url}/api/{path}{query}"
        token = await self._login.token()
        done = await self._send(method, url, path, token, content)
        if done.status == 401:
            done = await self._send(method, url, path, await self._login.token(instead_of=token), content)
        if done.status == 404:
            raise RecordGone
        if not done.ok:
            await self._wire.refuse(Refusal.of(done, path))
        return done

    async def _send(self, method: str, url: str, path: str, token: str, content: Any) -> Exchange:
        return await self._wire.send(method, url, path, headers={"authorization": f"Bearer {token}"}, json=content)
