"""Generated from docs/openapi: `make docs` writes it anew."""

from collections.abc import Sequence

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import common, relay
from psasync_client.operation import Operation
from psasync_client.resumption import StreamOperation
from psasync_client.streams import AsyncEvents, Events

_FOLLOW: StreamOperation[relay.MissedTickets | common.TicketChanged] = StreamOperation(
    "tickets.follow",
    "relay",
    "GET",
    "/v1/tenants/{}/tickets/events",
    events={"gap": relay.MissedTickets, "ticket": common.TicketChanged},
)

_STREAM_TOKEN: Operation[relay.StreamTokenView] = Operation(
    "tickets.stream_token", "relay", "POST", "/v1/tenants/{}/tickets/stream-tokens", {201: relay.StreamTokenView}
)

_STREAMS: Operation[relay.Streams] = Operation("tickets.streams", "relay", "GET", "/v1/streams", {200: relay.Streams})


class Tickets(Group):
    """The operations `tickets.*`."""

    def follow(
        self,
        tenant: str,
        *,
        board: Sequence[str] | None = None,
        status: Sequence[str] | None = None,
        priority: Sequence[str] | None = None,
        company: Sequence[str] | None = None,
        kind: Sequence[common.TicketKind | str] | None = None,
        token: str | None = None,
        last_event_id: str | None = None,
    ) -> Events[relay.MissedTickets | common.TicketChanged]:
        """Tickets of a tenant, live.

        Server-sent events, each with the id to resume from:

        - `ticket`: a change of a ticket, `psasync.ticket.changed` as JSON.
        - `gap`: `{"reason", "from", "to"}`, both resume ids: events between them may be missing. `from` is null where
          the start is not known. Reasons: `unknown`, `other-partition`, `ahead`, `expired`, `lost`, `slow`.
        - `closed`: the last event, `{"reason", "retry_ms"}`. Reasons: `slow-consumer`, `topic-changed`, `shutdown`,
          `revoked`, `unverified`. Come back after `retry_ms` with the id you have.
        - comments with an id, as heartbeats: quiet and filtered consumers can resume from them too.

        Show the last id as `Last-Event-ID` header or, where headers cannot be set, as `last_event_id`: everything after
        it comes once, or a `gap` says what is missing. Without one the stream begins with what comes next.

        Filters: alternatives within a field, all fields together. A change that came without the field (a deletion, a
        partial event) is let through. A ticket that leaves a filter is not announced.

        - `board`: Id or name in the PSA, whatever its case; may be repeated.
        - `status`: Id or name in the PSA, whatever its case; may be repeated.
        - `priority`: Id or name in the PSA, whatever its case; may be repeated.
        - `company`: Id or name in the PSA, whatever its case; may be repeated.
        - `kind`: What happened; may be repeated.
        - `token`: A stream token, for clients that cannot send the `Authorization` header.
        """
        return self._events(
            _FOLLOW,
            tenant,
            query={
                "board": board,
                "status": status,
                "priority": priority,
                "company": company,
                "kind": kind,
                "token": token,
            },
            last_event_id=last_event_id,
        )

    def stream_token(self, tenant: str) -> relay.StreamTokenView:
        """A token that opens the tenant's streams for a minute, for browsers."""
        return self._send(_STREAM_TOKEN, tenant)

    def streams(self, *, tenant: str | None = None) -> relay.Streams:
        """Who listens to tickets at this replica, how far behind, and who was cut."""
        return self._send(_STREAMS, query={"tenant": tenant})


class AsyncTickets(AsyncGroup):
    """The operations `tickets.*`."""

    def follow(
        self,
        tenant: str,
        *,
        board: Sequence[str] | None = None,
        status: Sequence[str] | None = None,
        priority: Sequence[str] | None = None,
        company: Sequence[str] | None = None,
        kind: Sequence[common.TicketKind | str] | None = None,
        token: str | None = None,
        last_event_id: str | None = None,
    ) -> AsyncEvents[relay.MissedTickets | common.TicketChanged]:
        """Tickets of a tenant, live.

        Server-sent events, each with the id to resume from:

        - `ticket`: a change of a ticket, `psasync.ticket.changed` as JSON.
        - `gap`: `{"reason", "from", "to"}`, both resume ids: events between them may be missing. `from` is null where
          the start is not known. Reasons: `unknown`, `other-partition`, `ahead`, `expired`, `lost`, `slow`.
        - `closed`: the last event, `{"reason", "retry_ms"}`. Reasons: `slow-consumer`, `topic-changed`, `shutdown`,
          `revoked`, `unverified`. Come back after `retry_ms` with the id you have.
        - comments with an id, as heartbeats: quiet and filtered consumers can resume from them too.

        Show the last id as `Last-Event-ID` header or, where headers cannot be set, as `last_event_id`: everything after
        it comes once, or a `gap` says what is missing. Without one the stream begins with what comes next.

        Filters: alternatives within a field, all fields together. A change that came without the field (a deletion, a
        partial event) is let through. A ticket that leaves a filter is not announced.

        - `board`: Id or name in the PSA, whatever its case; may be repeated.
        - `status`: Id or name in the PSA, whatever its case; may be repeated.
        - `priority`: Id or name in the PSA, whatever its case; may be repeated.
        - `company`: Id or name in the PSA, whatever its case; may be repeated.
        - `kind`: What happened; may be repeated.
        - `token`: A stream token, for clients that cannot send the `Authorization` header.
        """
        return self._events(
            _FOLLOW,
            tenant,
            query={
                "board": board,
                "status": status,
                "priority": priority,
                "company": company,
                "kind": kind,
                "token": token,
            },
            last_event_id=last_event_id,
        )

    async def stream_token(self, tenant: str) -> relay.StreamTokenView:
        """A token that opens the tenant's streams for a minute, for browsers."""
        return await self._send(_STREAM_TOKEN, tenant)

    async def streams(self, *, tenant: str | None = None) -> relay.Streams:
        """Who listens to tickets at this replica, how far behind, and who was cut."""
        return await self._send(_STREAMS, query={"tenant": tenant})
