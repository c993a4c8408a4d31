"""Where an account lives: Autotask spreads its databases over zones, and moves them now and then."""

import asyncio
import re
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from psasync.psa.autotask.connection import Connection
from psasync.psa.autotask.errors import error_of
from psasync.psa.port import PsaError
from psasync.psa.toolkit.address import AddressError, checked_base_url
from psasync.psa.toolkit.caller import Caller
from psasync.psa.toolkit.faults import ADDRESS_WRONG, REDIRECTED
from psasync.psa.toolkit.kept import Kept
from psasync.psa.toolkit.refusal import Refusal
from psasync.psa.toolkit.transport import Exchange

NAME = "zoneInformation"
CLOUD = ".autotask.net"
REREAD_SECONDS = 60.0
"""A database moves some times in its life: wrong credentials must not cost a second call each time."""

_REPEATED_SLASHES = re.compile(r"(?<!:)/{2,}")


@dataclass(frozen=True, slots=True)
class Zone:
    base_url: str  # no slash at the end; the version goes below it
    database: str  # what Autotask counts calls by
    name: str = ""  # as Autotask calls it
    number: str = ""  # of the customer's database, where Autotask told it

    @property
    def origin(self) -> tuple[str, str]:
        parts = urlsplit(self.base_url)
        return parts.scheme, parts.netloc


def zone_of(content: Any, connection: Connection) -> Zone:
    """The zone of an answer. Raises `AddressError` for one that the secret must not go to.

    The answer comes without any proof of who gave it: only Autotask's own hosts are believed, and those that the
    operator has named.
    """
    url = content.get("url") if isinstance(content, dict) else None
    if not isinstance(url, str):
        raise AddressError("is missing")
    base_url = checked_base_url(_REPEATED_SLASHES.sub("/", url), connection.plain_http_hosts)
    host = urlsplit(base_url).hostname or ""
    if not host.endswith(CLOUD) and host not in connection.plain_http_hosts:
        raise AddressError("is not one of Autotask's own")
    name, number = content.get("zoneName"), _number(content)
    return Zone(base_url, _database(host, number, connection), name if isinstance(name, str) else "", number)


class Zones:
    """The account's zone, asked for once and kept; asked for again when the zone refuses the credentials."""

    def __init__(self, caller: Caller, connection: Connection, kept: Kept[Zone]) -> None:
        self._caller = caller
        self._connection = connection
        self._kept = kept
        self._lock = asyncio.Lock()
        self._read_at = -REREAD_SECONDS

    async def current(self) -> Zone:
        """Raises `PsaError` or `BudgetExhausted`."""
        async with self._lock:
            return self._kept.get(self._connection.login) or await self._read()

    async def moved_from(self, used: Zone) -> Zone | None:
        """The zone to try in place of the one that refused the credentials, if there is another."""
        async with self._lock:
            known = self._kept.get(self._connection.login)
            if known is not None and known != used:
                return known
            if time.monotonic() - self._read_at < REREAD_SECONDS:
                return None
            try:
                found = await self._read()
            except PsaError:
                return None  # the refusal itself is then the better message
            return found if found != used else None

    async def _read(self) -> Zone:
        """Without the secret, which nobody has proven to deserve yet."""
        self._read_at = time.monotonic()
        user = quote(self._connection.user_name, safe="")
        url = f"{self._connection.base_url}/ATServicesRest/V1.0/{NAME}?user={user}"
        done = await self._caller.send(self._caller.request("GET", url), NAME)
        if not done.ok:
            raise await self._refused(done)
        try:
            zone = zone_of(self._caller.decoded(done, NAME), self._connection)
        except AddressError as error:
            words = f"the address of the account's zone {error}"
            raise self._caller.faults.refused(NAME, done.status, REDIRECTED, words=words) from None
        self._kept.put(self._connection.login, zone)
        return zone

    async def _refused(self, done: Exchange) -> PsaError:
        if done.status == 404:
            return self._caller.faults.refused(NAME, done.status, ADDRESS_WRONG)
        error = error_of(Refusal.of(done, NAME), self._caller.faults)
        await self._caller.slow_down(error)
        return error


def _number(content: dict[str, Any]) -> str:
    """`ci` is taken for the number of the customer's database."""
    number = content.get("ci")
    return str(number) if isinstance(number, int | str) and not isinstance(number, bool) else ""


def _database(host: str, number: str, connection: Connection) -> str:
    """Without a number the API user stands for the database."""
    return f"autotask|{host}|{number or connection.user_name.lower()}"[:200]
