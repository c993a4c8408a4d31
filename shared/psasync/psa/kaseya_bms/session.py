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


MAX_TOKEN = 16_384
"""Characters: more than any server takes in a header."""


@dataclass(frozen=True, slots=True)
class Tokens:
    access: str = field(repr=False)
    refresh: str = field(repr=False)  # empty where none was given
    renew_at: float  # on our monotonic clock


class Session:
    def __init__(self, calls: Calls, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._calls = calls
        self._monotonic = monotonic
        self._tokens: Tokens | None = None
        self._lock = asyncio.Lock()
        self._refused: tuple[float, PsaError] | None = None

    async def token(self) -> str:
        """One that is good for a while. Raises `PsaError` or `BudgetExhausted`."""
        held = self._tokens
        if held and self._monotonic() < held.renew_at:
            return held.access
        return await self.renewed(held.access if held else "")

    async def renewed(self, used: str) -> str:
        """Another one than `used`, which is old or was refused. Raises `PsaError` or `BudgetExhausted`."""
        async with self._lock:
            if self._tokens is None or self._tokens.access == used:
                self._tokens = await self._renew(self._tokens)
                self._calls.mask(self._tokens.access, self._tokens.refresh, used)
            return self._tokens.access

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
