"""The login: where it stands, and the token that it gives out."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from psasync.contracts.issues import IssueCode
from psasync.psa.halopsa.auth_address import checked_auth_url
from psasync.psa.halopsa.connection import Connection
from psasync.psa.halopsa.wire import Wire
from psasync.psa.port import PsaError
from psasync.psa.toolkit.address import AddressError
from psasync.psa.toolkit.kept import Kept
from psasync.psa.toolkit.page_numbers import whole_number
from psasync.psa.toolkit.refusal import Refusal

EARLY_SECONDS = 60.0
"""A token is renewed so long before it expires."""

DEFAULT_LIFE = 600.0
"""Seconds, where the login does not say how long a token lives."""

_LONGEST_LIFE = 86_400.0  # seconds that a session is kept; its token may end long before
_DISCOVERY = "authinfo"
_OWN_LOGIN = "/auth"  # where instances that do not name their login have it
_TOKEN = "token"  # noqa: S105 - the name of an endpoint


@dataclass(frozen=True, slots=True)
class Session:
    endpoint: str  # where it was given out
    text: str = field(repr=False)  # of the token
    until: float  # monotonic


Sessions = Kept[Session]
"""What many adapters of one process can share: a login costs two calls of an instance's one limit."""


def new_sessions() -> Sessions:
    return Kept(seconds=_LONGEST_LIFE)


class Login:
    """One per adapter. Calls that need a token at the same time wait for one renewal."""

    def __init__(self, connection: Connection, wire: Wire, sessions: Sessions | None = None) -> None:
        self._connection = connection
        self._wire = wire
        self._lock = asyncio.Lock()
        self._endpoint = ""
        self._sessions = sessions or new_sessions()
        self._used = ""  # the token that was given out last

    @property
    def address(self) -> str:
        """Empty before it was looked for."""
        return self._endpoint

    async def token(self, *, instead_of: str = "") -> str:
        """A token that is good for some time yet; another than `instead_of`, which was refused.

        Raises `PsaError` or `BudgetExhausted`.
        """
        async with self._lock:
            held = self._sessions.get(self._connection.login)
            if held is None or held.text == instead_of or held.until <= time.monotonic():
                held = await self._new_session()
                self._sessions.put(self._connection.login, held)
            if held.text != self._used:
                self._wire.mask(held.text, self._used)
                self._endpoint, self._used = held.endpoint, held.text
            return held.text

    async def _new_session(self) -> Session:
        if not self._endpoint:
            self._endpoint = await self._discovered()
        form = {
            "grant_type": "client_credentials",
            "client_id": self._connection.client_id,
            "client_secret": self._connection.client_secret,
            "scope": self._connection.scope,
        }
        asked = time.monotonic()
        done = await self._wire.send("POST", self._endpoint, _TOKEN, form=form)
        if not done.ok:
            await self._wire.refuse(Refusal.of(done, _TOKEN), at_login=True)
        content = self._wire.decoded(done, _TOKEN)
        return Session(self._endpoint, self._text(content), asked + _life(content))

    def _text(self, content: Any) -> str:
        text = content.get("access_token") if isinstance(content, dict) else None
        if not isinstance(text, str) or not text or not text.isascii() or not text.isprintable():
            raise self._wire.faults.unreadable(_TOKEN, "it holds no token")
        return text

    async def _discovered(self) -> str:
        if self._connection.auth_url:
            return _endpoint(self._connection.auth_url, self._connection.tenant)
        base_url = self._connection.base_url
        done = await self._wire.send("GET", f"{base_url}/api/{_DISCOVERY}", _DISCOVERY)
        if done.status == 404:
            return _endpoint(f"{base_url}{_OWN_LOGIN}", self._connection.tenant)
        if not done.ok:
            await self._wire.refuse(Refusal.of(done, _DISCOVERY))
        content = self._wire.decoded(done, _DISCOVERY)
        named = content.get("auth_url") if isinstance(content, dict) else None
        if not isinstance(named, str) or not named:
            raise self._wire.faults.unreadable(_DISCOVERY, "it names no login address")
        try:
            address = checked_auth_url(named, base_url, self._connection.plain_http_hosts)
        except AddressError:
            raise self._foreign() from None
        tenant = content.get("tenant_id")
        return _endpoint(address, self._connection.tenant or (tenant if isinstance(tenant, str) else ""))

    def _foreign(self) -> PsaError:
        what = "is needed: the instance names a login on another host, and the client secret is not sent there unasked"
        return self._wire.faults.configuration("auth_url", what, IssueCode.ADDRESS_FORBIDDEN)


def _endpoint(auth_url: str, tenant: str) -> str:
    tenant = quote(tenant, safe="")
    return f"{auth_url}/token{f'?tenant={tenant}' if tenant else ''}"


def _life(content: Any) -> float:
    """Seconds to use a token for: until shortly before it expires, and at least half of its life."""
    told = whole_number(content.get("expires_in"))
    life = float(told) if told else DEFAULT_LIFE
    return max(life - EARLY_SECONDS, life / 2)
