"""Boards, priorities and statuses at once."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from psasync.kit.http import encode_cursor
from psasync.kit.mongo import Document
from psasync_scheduler.actions import resync
from psasync_scheduler.actions.context import Context
from psasync_scheduler.actions.each import Verdict
from psasync_scheduler.api.access import Operator, Ports
from psasync_scheduler.api.executions import IdempotencyKey
from psasync_scheduler.api.listing import place
from psasync_scheduler.api.outcomes import ItemProblem, ItemView
from psasync_scheduler.domain.catalog import Sync
from psasync_scheduler.domain.listing import Place

router = APIRouter(prefix="/v1", tags=["executions"])


class SettingsAccepted(BaseModel):
    """The request is stored and will run."""

    execution_id: str
    status_url: str
    entities: list[str]
    warnings: list[str]
    joined: bool = Field(description="Whether this is an earlier request for the same work that was still waiting.")

    @classmethod
    def of(cls, context: Context, answer: Document) -> "SettingsAccepted":
        base = context.settings.public_results_url or context.settings.results_url
        return cls(
            execution_id=answer["execution_id"],
            status_url=f"{base}/v1/executions/{answer['execution_id']}",
            entities=answer["settings"]["entities"],
            warnings=answer["warnings"],
            joined=answer["joined"],
        )


class SyncSettings(ItemView):
    sync: str
    name: str
    accepted: SettingsAccepted | None = None

    @classmethod
    def of(cls, context: Context, sync: Sync, answer: Document | Verdict) -> "SyncSettings":
        if isinstance(answer, Exception):
            return cls(sync=sync.id, name=sync.name, status="error", problem=ItemProblem.of(answer))
        accepted = SettingsAccepted.of(context, answer)
        return cls(sync=sync.id, name=sync.name, status="ok", accepted=accepted)


class ConnectionSettings(BaseModel):
    items: list[SyncSettings] = Field(description="The syncs that read from the connection.")
    next_cursor: str | None = Field(default=None, description="There are more: send it as `cursor` for them.")


@router.post(
    "/syncs/{sync_id}/resync-settings",
    operation_id="syncs.resync_settings",
    summary="Read ticket boards, priorities and statuses anew",
    status_code=202,
)
async def of_sync(
    context: Ports, caller: Operator, sync_id: str, idempotency_key: IdempotencyKey = None
) -> SettingsAccepted:
    """202 once the request is stored. 409 `no-settings` for a sync that carries none; 409 `paused`."""
    return SettingsAccepted.of(context, await resync.of_sync(context, caller, sync_id, idempotency_key))


@router.post(
    "/connections/{connection_id}/resync-settings",
    operation_id="connections.resync_settings",
    summary="Read ticket boards, priorities and statuses anew, for all syncs of a connection",
)
async def of_connection(
    context: Ports,
    caller: Operator,
    connection_id: str,
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> ConnectionSettings:
    """200 with what was accepted for each sync, or why not. Can be repeated: what still waits is joined."""
    after = Place() if cursor is None else place(cursor, by_name=False)
    answers = await resync.of_connection(context, caller, connection_id, after)
    items = [SyncSettings.of(context, sync, answer) for sync, answer in answers]
    more = encode_cursor({"after": items[-1].sync}) if len(items) == resync.MOST_SYNCS else None
    return ConnectionSettings(items=items, next_cursor=more)
