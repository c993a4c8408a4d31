"""/v1/occurrences: firings that came and went without a run, the newest first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from psasync.kit.http import PageOf
from psasync_scheduler.api.access import After, Limit, Ports, Viewer, cursor_after

router = APIRouter(prefix="/v1/occurrences", tags=["syncs"])


class MissedOccurrence(BaseModel):
    """Neighbouring occurrences of one sync that no scheduler treated within the catch-up window."""

    tenant: str
    sync: str
    state: Literal["missed"]
    first: str = Field(description="The name of the first one.")
    name: str = Field(description="The name of the last one.")
    count: int = Field(description="How many they are.")
    planned_for: datetime = Field(description="When the last one should have fired.")
    at: datetime = Field(description="When it was noticed.")

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        return cls.model_validate(dict(document))


@router.get("", operation_id="syncs.occurrences", summary="Occurrences of schedules that went by")
async def page(
    context: Ports,
    caller: Viewer,
    after: After,
    state: Annotated[Literal["missed"], Query(description="Those that fired are found as executions.")] = "missed",  # noqa: ARG001
    tenant: Annotated[str | None, Query(max_length=128)] = None,
    limit: Limit = 100,
) -> PageOf[MissedOccurrence]:
    found = await context.stores.occurrences.missed(caller.principal.tenant_filter(tenant), after, limit)
    cursor = cursor_after(found[-1]["listed"] if found else None, full=len(found) == limit)
    return PageOf(items=[MissedOccurrence.of(document) for document in found], next_cursor=cursor)
