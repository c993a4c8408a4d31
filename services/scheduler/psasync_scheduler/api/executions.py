"""Asking for executions and stopping them."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, Field

from psasync.contracts.base import Id
from psasync_scheduler.actions import cancels, executions
from psasync_scheduler.actions.context import Context
from psasync_scheduler.api.access import Operator, Ports
from psasync_scheduler.domain.bodies import CancelBody
from psasync_scheduler.domain.requests import RunRequest

router = APIRouter(prefix="/v1", tags=["executions"])

IdempotencyKey = Annotated[
    str | None,
    Header(min_length=1, max_length=200, description="The same key with the same body within 24 h: the same answer."),
]


class Accepted(BaseModel):
    """The request is stored and will run; nobody has to wait for it."""

    execution_id: str
    status_url: str
    records_url: str
    log_url: str
    events_url: str = Field(description="Live, as server-sent events.")
    settings: dict[str, Any] = Field(description="What will be run, as resolved.")
    warnings: list[str]
    joined: bool = Field(description="Whether this is an earlier request for the same work that was still waiting.")


class CancelAccepted(BaseModel):
    execution_id: str
    status_url: str
    reason: str
    requested_by: str
    requested_at: datetime


@router.post("/syncs/{sync_id}/executions", status_code=202)
async def request(
    context: Ports,
    caller: Operator,
    sync_id: str,
    response: Response,
    body: RunRequest | None = None,
    idempotency_key: IdempotencyKey = None,
) -> Accepted:
    """202 once the request is stored, whether or not Kafka is there. No body is the default run.

    409 `confirmation-needed` names the days that hold imported records; 409 `paused`.
    """
    answer = await executions.request(context, caller, sync_id, body or RunRequest(), idempotency_key)
    status = _status_url(context, answer["execution_id"])
    response.headers["Location"] = status
    return Accepted(
        **answer,
        status_url=status,
        records_url=f"{status}/records",
        log_url=f"{status}/log",
        events_url=f"{status}/events",
    )


@router.post("/executions/{execution_id}/cancel", status_code=202)
async def cancel(context: Ports, caller: Operator, execution_id: Id, body: CancelBody | None = None) -> CancelAccepted:
    """Can be repeated: the first one counts. 409 `ended` with the status of what has ended."""
    stored = await cancels.cancel(context, caller, execution_id, (body or CancelBody()).reason)
    return CancelAccepted(
        execution_id=execution_id,
        status_url=_status_url(context, execution_id),
        reason=stored["reason"],
        requested_by=stored["requested_by"],
        requested_at=stored["queued_at"],
    )


def _status_url(context: Context, execution: str) -> str:
    base = context.settings.public_results_url or context.settings.results_url
    return f"{base}/v1/executions/{execution}"
