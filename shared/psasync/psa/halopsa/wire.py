"""One exchange with an instance: paid for, sent, and what it says about the budget passed on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn

from psasync.psa.halopsa.errors import error_of
from psasync.psa.port import CallLimit
from psasync.psa.toolkit.caller import Caller
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.refusal import Refusal
from psasync.psa.toolkit.transport import Exchange

USER_AGENT = "PSA-Sync"
"""Halo's hosted instances refuse calls that name no agent, logins too."""


class Wire:
    """Every call of an instance counts against its one limit."""

    def __init__(self, caller: Caller, limit: CallLimit) -> None:
        self._caller = caller
        self._limit = limit
        self._secrets = caller.faults.secrets

    @property
    def faults(self) -> Faults:
        return self._caller.faults

    async def aclose(self) -> None:
        await self._caller.aclose()

    def mask_always(self, *secrets: str) -> None:
        """These stand in no error from now on."""
        new = tuple(secret for secret in secrets if secret not in self._secrets)
        self._secrets += new
        self._caller.faults = replace(self.faults, secrets=(*self.faults.secrets, *new))

    def mask(self, *secrets: str) -> None:
        """Mask these too, in place of those of the last call of this method."""
        self._caller.faults = replace(self.faults, secrets=(*self._secrets, *secrets))

    async def send(
        self,
        method: str,
        url: str,
        name: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        json: Any = None,
    ) -> Exchange:
        """`name` stands in errors for the address. Raises `PsaError` or `BudgetExhausted`."""
        named = {"user-agent": USER_AGENT, **(headers or {})}
        request = self._caller.request(method, url, headers=named, form=form, json=json)
        return await self._caller.send(request, name, self._limit)

    async def refuse(self, refusal: Refusal, *, at_login: bool = False) -> NoReturn:
        """Raise what the answer means; a throttled one is told to the budget first."""
        error = error_of(refusal, self.faults, at_login=at_login)
        await self._caller.slow_down(error, self._limit)
        raise error

    def decoded(self, done: Exchange, name: str) -> Any:
        """The JSON of an answer that has one. Raises a transient `PsaError` for any other."""
        content = self._caller.decoded(done, name)
        if content is None:
            raise self.faults.unreadable(name, "it is empty")
        return content
