"""Lets a consumer in at its place in its tenant's stream, and out again."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal, Problem, still_allowed, unavailable
from psasync_tickets_relay.domain.entrance import Entrance, enter
from psasync_tickets_relay.domain.filters import TicketFilter
from psasync_tickets_relay.domain.resume import ResumeIds
from psasync_tickets_relay.outbound.dialect import Dialect
from psasync_tickets_relay.outbound.hub import Hub
from psasync_tickets_relay.outbound.sessions import Sessions, TooManyStreams
from psasync_tickets_relay.outbound.subscriber import Subscriber
from psasync_tickets_relay.outbound.tail import TicketTail

_CATCH_UP_SECONDS = 2.0
"""How long a consumer that was served by another replica waits for this one to come as far."""


@dataclass(frozen=True, slots=True)
class Listening:
    tail: TicketTail
    hub: Hub
    sessions: Sessions

    async def enter(
        self,
        connection: HTTPConnection,
        principal: Principal,
        *,
        tenant: str,
        wanted: TicketFilter,
        shown: str | None,
        dialect: Dialect,
    ) -> Subscriber:
        """A subscriber behind the id that was shown, to be left by `leave`. Raises `Problem`."""
        principal.require_tenant(tenant)
        await self._wait_for(shown, tenant)
        # From here to the end nothing awaits: what is decided about the place still holds when the stream begins.
        subscriber = self._subscribed(tenant, principal, wanted, shown, dialect)
        self.sessions.add(subscriber, still_allowed(connection, Role.VIEWER))
        return subscriber

    def leave(self, subscriber: Subscriber) -> None:
        self.sessions.remove(subscriber)
        self.hub.leave(subscriber)

    async def _wait_for(self, shown: str | None, tenant: str) -> None:
        place = self._ids().read(shown) if shown else None
        if place is not None and place.partition == self.tail.partition_of(tenant):
            await self.tail.reached(place, within=_CATCH_UP_SECONDS)

    def _subscribed(
        self, tenant: str, principal: Principal, wanted: TicketFilter, shown: str | None, dialect: Dialect
    ) -> Subscriber:
        ids = self._ids()
        try:
            self.sessions.check(principal.key_id)
        except TooManyStreams:
            raise _too_many() from None
        partition = self.tail.partition_of(tenant)
        return self.hub.subscribe(
            tenant=tenant,
            key_id=principal.key_id,
            partition=partition,
            entrance=self._entrance(ids, shown, partition),
            wanted=wanted,
            ids=ids,
            dialect=dialect,
        )

    def _entrance(self, ids: ResumeIds, shown: str | None, partition: int) -> Entrance:
        window = self.hub.window(partition)
        if not shown:
            return Entrance(window.position)
        return enter(ids.read(shown), partition=partition, low=window.low, position=window.position)

    def _ids(self) -> ResumeIds:
        if self.tail.ids is None:
            raise unavailable("The ticket topic is not being read yet.", retry_after=2)
        return self.tail.ids


def _too_many() -> Problem:
    detail = "The key, or this service, has as many streams open as it may."
    return Problem(429, "Too many streams", detail, code="too-many-streams", headers={"Retry-After": "10"})
