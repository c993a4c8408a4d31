"""Calls to one company's BMS as its API user: logged in, and logged in again where a token is refused."""

from collections.abc import Mapping
from typing import Any

from psasync.contracts.issues import IssueCode
from psasync.psa.kaseya_bms.calls import Calls, Endpoint, Reply
from psasync.psa.kaseya_bms.connection import Connection
from psasync.psa.kaseya_bms.query import encoded
from psasync.psa.kaseya_bms.session import Logins, Session
from psasync.psa.port import CallBudget, PsaError
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.transport import Timeouts


class Client:
    """`for_tickets`: no error repeats what an answer holds. `logins`: those that it shares with others."""

    def __init__(
        self,
        connection: Connection,
        budget: CallBudget,
        *,
        timeouts: Timeouts | None = None,
        for_tickets: bool = False,
        logins: Logins | None = None,
    ) -> None:
        self.connection = connection
        self._calls = Calls(connection, budget, timeouts=timeouts, for_tickets=for_tickets)
        self._session = Session(self._calls, logins=logins)

    @property
    def faults(self) -> Faults:
        return self._calls.faults

    @property
    def at_once(self) -> int:
        """Calls that can run at a time."""
        return self._calls.at_once

    async def aclose(self) -> None:
        await self._calls.aclose()

    async def get(self, endpoint: Endpoint, query: str = "", **at: str) -> Reply:
        """`at` fills the placeholders of the path. Raises `PsaError`, `BudgetExhausted` or `RecordGone`."""
        token = await self._session.token()
        try:
            return await self._calls.get(endpoint, query, token, **at)
        except PsaError as error:
            # A token can end before its time, also as a failure inside a 200.
            if error.code is not IssueCode.CREDENTIALS_REFUSED:
                raise
        return await self._calls.get(endpoint, query, await self._session.renewed(token), **at)

    async def send(self, method: str, endpoint: Endpoint, content: Any = None, **at: str) -> Reply:
        """With a body of JSON. A success may have no body. Raises as `get` does."""
        token = await self._session.token()
        try:
            return await self._calls.send(method, endpoint, content, token, **at)
        except PsaError as error:
            # Refused before anything was done: what changes something can be sent again.
            if error.code is not IssueCode.CREDENTIALS_REFUSED:
                raise
        return await self._calls.send(method, endpoint, content, await self._session.renewed(token), **at)

    def mask(self, *secrets: str) -> None:
        """These stand in no error from now on."""
        self._calls.mask_always(*secrets)

    async def get_page(self, endpoint: Endpoint, filters: Mapping[str, str], number: int, size: int) -> Reply:
        """One page of a list; `number` from 1, whatever the system calls its first page. Raises as `get` does."""
        parameters: dict[str, str | int] = {
            **filters,
            "Sort": self.connection.sort,
            "PageSize": size,
            "PageNumber": number - 1 + self.connection.first_page,
        }
        return await self.get(endpoint, encoded(parameters))

    def rows(self, endpoint: Endpoint, reply: Reply) -> list[Any]:
        """The rows of a list. BMS's description allows null in place of an empty one."""
        if reply.result is None and not reply.total:
            return []
        if not isinstance(reply.result, list):
            raise self.faults.unreadable(endpoint.path, "it is no list")
        return reply.result
