"""Calls to one Autotask account: headers, zone, limits, and errors in our words."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from psasync.contracts.vocabulary import ErrorKind
from psasync.psa.autotask.connection import SYSTEM, Connection
from psasync.psa.autotask.errors import error_of, is_about_threads
from psasync.psa.autotask.limits import CALLS_PER_ENDPOINT, EndpointSlots, ThresholdWatch, hourly_limit
from psasync.psa.autotask.shared import Shared
from psasync.psa.autotask.zone import Zone, Zones
from psasync.psa.port import CallBudget, PsaError
from psasync.psa.toolkit.caller import Caller
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.refusal import Refusal
from psasync.psa.toolkit.transport import Exchange, Timeouts

CONCURRENT_CALLS = 2 * CALLS_PER_ENDPOINT
"""At a time, over all endpoints: Autotask limits them one by one only."""

VERSION = "v1.0"


@dataclass(frozen=True, slots=True)
class Reply:
    """A success: the decoded body, and Autotask's clock when it was asked, not later."""

    content: Any
    asked_at: datetime | None


class Client:
    """`for_tickets`: no error repeats what an answer holds. `shared`: with other clients of the process."""

    def __init__(
        self,
        connection: Connection,
        budget: CallBudget,
        *,
        timeouts: Timeouts | None = None,
        for_tickets: bool = False,
        shared: Shared | None = None,
    ) -> None:
        shared = shared or Shared()
        secrets = (connection.secret, connection.integration_code)
        self.faults = Faults(SYSTEM, secrets, quotes_answers=not for_tickets)
        self._caller = Caller(self.faults, budget, timeouts=timeouts, concurrent_calls=CONCURRENT_CALLS)
        self._headers = {
            "apiintegrationcode": connection.integration_code,
            "username": connection.user_name,
            "secret": connection.secret,
            "content-type": "application/json",
        }
        self.connection = connection
        self._zones = Zones(self._caller, connection, shared.zones)
        self._threshold = ThresholdWatch(self._read_threshold, shared.allowance(connection))
        self._slots = EndpointSlots(budget.at_once(CALLS_PER_ENDPOINT))

    async def aclose(self) -> None:
        await self._caller.aclose()

    def mask(self, *secrets: str) -> None:
        """Show these in no error either."""
        hidden = dict.fromkeys((*self.faults.secrets, *secrets))
        self.faults = self._caller.faults = replace(self.faults, secrets=tuple(hidden))

    async def zone(self) -> Zone:
        """Where the account lives. Raises as `call` does."""
        return await self._zones.current()

    async def call(self, method: str, path: str, body: Any = None) -> Reply:
        """`path` is below the version. Raises `PsaError` or `BudgetExhausted`.

        A write that Autotask refuses for its content is a permanent `technical` error which quotes Autotask's words.
        """
        await self._threshold.before_call()
        return await self._answered(method, path, body)

    async def follow(self, address: str, body: Any) -> Reply:
        """The next page of a query, at the address (without scheme and host) that `next_address` gave."""
        await self._threshold.before_call()
        return await self._answered("POST", address, body)

    async def next_address(self, url: str, name: str) -> str:
        """A `nextPageUrl` without scheme and host. Raises `PsaError` where it leads to another server.

        The address comes out of an answer: the secret goes nowhere but to the zone.
        """
        try:
            parts = urlsplit(url)
        except ValueError:
            raise self.faults.unreadable(name, "its next page has no address") from None
        if (parts.scheme, parts.netloc.lower()) != (await self._zones.current()).origin:
            raise self.faults.unreadable(name, "its next page is on another server", permanent=True)
        return f"{parts.path}?{parts.query}"

    async def _answered(self, method: str, path: str, body: Any) -> Reply:
        zone = await self._zones.current()
        done = await self._send(zone, method, path, body)
        if done.status == 401:
            moved_to = await self._zones.moved_from(zone)
            if moved_to:
                zone, done = moved_to, await self._send(moved_to, method, path, body)
        if not done.ok:
            raise await self._refused(zone, done, _name(path))
        if done.body and not done.is_json:
            raise self.faults.unreadable(_name(path), "it is not JSON", body=done.body)
        return Reply(self._caller.decoded(done, _name(path)), done.asked_at)

    async def _send(self, zone: Zone, method: str, path: str, body: Any) -> Exchange:
        base = "://".join(zone.origin) if path.startswith("/") else f"{zone.base_url}/{VERSION}/"
        request = self._caller.request(method, f"{base}{path}", headers=self._headers, json=body)
        # The endpoint's slot first: a call that waits for it must not hold one of all endpoints.
        async with self._slots.of(_name(path)):
            return await self._caller.send(request, _name(path), hourly_limit(zone))

    async def _refused(self, zone: Zone, done: Exchange, name: str) -> PsaError:
        refusal = Refusal.of(done, name)
        error = error_of(refusal, self.faults)
        await self._caller.slow_down(error, None if is_about_threads(refusal) else hourly_limit(zone))
        return error

    async def _read_threshold(self) -> Any:
        """None where the API user may not read it: the calls then go on without it."""
        try:
            return (await self._answered("GET", "ThresholdInformation", None)).content
        except PsaError as error:
            if error.kind is ErrorKind.AUTHORIZATION:
                return None
            raise


def _name(path: str) -> str:
    """For errors and endpoint slots: without what comes before the version, and without the query."""
    below = path.partition("?")[0]
    return below.lower().partition(f"/{VERSION}/")[2] if below.startswith("/") else below
