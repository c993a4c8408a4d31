"""Being logged in: an access token that is renewed before it ends, by one caller at a time."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind
from psasync.psa.kaseya_bms.calls import Calls, Endpoint, Reply
from psasync.psa.kaseya_bms.times import instant
from psasync.psa.port import PsaError
from psasync.psa.toolkit.kept import Kept

AUTHENTICATE = Endpoint("security/authenticate", gives_tokens=True)
REFRESH = Endpoint("security/refreshtoken", gives_tokens=True)

UNSTATED_LIFE = 900.0
"""Seconds that a token is used whose end cannot be read: a client in the field refreshes every 15 minutes."""

EARLY = 60.0
"""Seconds before a token's end at which it is renewed, or a fifth of its life where that is shorter."""

SHORTEST_LIFE = 30.0
"""Seconds that any token is used: an end in the past is a clock or zone that we do not understand."""

REFUSED_SECONDS = 60.0
"""After a refused login none is tried for so long: many at once would lock the user."""

_LONGEST_LIFE = 86_400.0  # seconds that tokens are kept; they may end long before

MAX_TOKEN = 16_384
"""Characters: more than any server takes in a header."""


@dataclass(frozen=True, slots=True)
class Tokens:
    access: str = field(repr=False)
    refresh: str = field(repr=False)  # empty where none was given
    renew_at: float  # on our monotonic clock


Logins = Kept[Tokens]
"""What many short-lived clients of one process share: BMS counts logins too."""


def new_logins() -> Logins:
    return Kept(seconds=_LONGEST_LIFE)


class Session:
    """Alone with its tokens, or sharing them by `logins`."""

    def __init__(
        self, calls: Calls, monotonic: Callable[[], float] = time.monotonic, logins: Logins | None = None
    ) -> None:
        self._calls = calls
        self._monotonic = monotonic
        self._logins = logins or new_logins()
        self._used = ""  # the access token that was given out last
        self._lock = asyncio.Lock()
        self._refused: tuple[float, PsaError] | None = None

    async def token(self) -> str:
        """One that is good for a while. Raises `PsaError` or `BudgetExhausted`."""
        held = self._held
        if held and self._monotonic() < held.renew_at:
            return self._given_out(held)
        return await self.renewed(held.access if held else "")

    async def renewed(self, used: str) -> str:
        """Another one than `used`, which is old or was refused. Raises `PsaError` or `BudgetExhausted`."""
        async with self._lock:
            held = self._held
            if held is None or held.access == used:
                held = await self._renew(held)
                self._logins.put(self._calls.connection.login, held)
            return self._given_out(held)

    @property
    def _held(self) -> Tokens | None:
        return self._logins.get(self._calls.connection.login)

    def _given_out(self, tokens: Tokens) -> str:
        if tokens.access != self._used:
            self._calls.mask(tokens.access, tokens.refresh, self._used)
            self._used = tokens.access
        return tokens.access

    async def _renew(self, held: Tokens | None) -> Tokens:
        if held and held.refresh:
            form = {"AccessToken": held.access, "RefreshToken": held.refresh}
            try:
                return self._tokens_of(await self._calls.post_form(REFRESH, form), REFRESH)
            except PsaError as error:
                # Refused, or an answer that is none: logging in does without it.
                if not error.permanent and error.code is not IssueCode.SOURCE_ANSWER_INVALID:
                    raise
        return await self._log_in()

    async def _log_in(self) -> Tokens:
        self._raise_recent_refusal()
        connection = self._calls.connection
        form = {
            "GrantType": "password",
            "UserName": connection.user_name,
            "Password": connection.password,
            "Tenant": connection.company,
        }
        try:
            return self._tokens_of(await self._calls.post_form(AUTHENTICATE, form), AUTHENTICATE)
        except PsaError as error:
            if error.kind is ErrorKind.AUTHENTICATION:
                self._refused = (self._monotonic() + REFUSED_SECONDS, error)
            raise

    def _raise_recent_refusal(self) -> None:
        if self._refused and self._monotonic() < self._refused[0]:
            was = self._refused[1]
            raise PsaError(was.kind, was.code, was.message, permanent=was.permanent, status=was.status, hint=was.hint)

    def _tokens_of(self, reply: Reply, endpoint: Endpoint) -> Tokens:
        result = reply.result if isinstance(reply.result, dict) else {}
        access, refresh = result.get("accessToken"), result.get("refreshToken")
        if not isinstance(access, str) or not _fits_a_header(access):
            raise self._calls.faults.unreadable(endpoint.path, "it holds no token")
        life = _life(result.get("accessTokenExpireOn"), reply.asked_at)
        renew_at = self._monotonic() + life - min(EARLY, life / 5)
        return Tokens(access, refresh if isinstance(refresh, str) else "", renew_at)


def _fits_a_header(token: str) -> bool:
    return token.isascii() and token.isprintable() and 0 < len(token.strip()) <= MAX_TOKEN


def _life(expires: Any, asked_at: datetime | None) -> float:
    """Seconds from now, by BMS's own clock where the answer tells it: ours may be wrong."""
    try:
        end = instant(expires)
    except (TypeError, ValueError):
        return UNSTATED_LIFE
    if end is None:
        return UNSTATED_LIFE
    return max(SHORTEST_LIFE, (end - (asked_at or datetime.now(UTC))).total_seconds())
