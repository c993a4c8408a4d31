"""Who listens at this replica."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from psasync.contracts.base import Id
from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal, requires
from psasync_tickets_relay.outbound import messages
from psasync_tickets_relay.outbound.encoding import CutReason
from psasync_tickets_relay.outbound.sessions import Cut, Sessions
from psasync_tickets_relay.outbound.subscriber import Subscriber

_MOST = 1000


class OpenStream(BaseModel):
    tenant: str
    key_id: str
    transport: Literal["events", "socket"]
    since: datetime
    behind_events: int = Field(description="That have come and are not sent yet, those that its filter leaves out too.")
    behind_bytes: int


class CutStream(BaseModel):
    tenant: str
    key_id: str
    reason: CutReason
    at: datetime


class Streams(BaseModel):
    """Of the replica that answers; each has its own."""

    open: int = Field(description="Streams that the caller may see.")
    streams: list[OpenStream] = Field(description=f"At most {_MOST}, those furthest behind first.")
    cut: list[CutStream] = Field(description="The last ones that were ended from this side, the latest first.")


def streams_router(sessions: Sessions) -> APIRouter:
    router = APIRouter(tags=["tickets"])

    @router.get(
        "/v1/streams",
        operation_id="tickets.streams",
        summary="Who listens to tickets at this replica, how far behind, and who was cut",
    )
    async def streams(
        principal: Annotated[Principal, Depends(requires(Role.OPERATOR))],
        tenant: Annotated[Id | None, Query()] = None,
    ) -> Streams:
        scope = principal.tenant_filter(tenant)
        seen = [each for each in sessions.streams if _within(each, scope)]
        seen.sort(key=lambda each: each.cursor.backlog, reverse=True)
        cut = [_cut(each) for each in sessions.cut if _within(each, scope)]
        return Streams(open=len(seen), streams=list(_open(seen[:_MOST])), cut=cut)

    return router


def _within(each: Subscriber | Cut, scope: dict[str, str]) -> bool:
    return each.tenant == scope.get("tenant", each.tenant)


def _open(streams: Iterable[Subscriber]) -> Iterable[OpenStream]:
    for stream in streams:
        events, size = stream.cursor.backlog
        yield OpenStream(
            tenant=stream.tenant,
            key_id=stream.key_id,
            transport="socket" if stream.dialect is messages else "events",
            since=stream.opened_at,
            behind_events=events,
            behind_bytes=size,
        )


def _cut(each: Cut) -> CutStream:
    return CutStream(tenant=each.tenant, key_id=each.key_id, reason=each.reason, at=each.at)
