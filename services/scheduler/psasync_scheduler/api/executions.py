"""Asking for executions, running them again, and stopping them."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from pydantic import BaseModel, Field

from psasync.contracts.base import Id
from psasync.kit.mongo import Document
from psasync_scheduler.actions import cancels, executions, offers, preflights, reruns
from psasync_scheduler.actions.context import Context
from psasync_scheduler.api.access import Operator, Ports, Viewer
from psasync_scheduler.api.run_answers import Accepted, PreflightView, status_url
from psasync_scheduler.api.run_options import RunOptions
from psasync_scheduler.domain.bodies import Body, CancelBody
from psasync_scheduler.domain.requests import RunRequest

router = APIRouter(prefix="/v1", tags=["executions"])

IdempotencyKey = Annotated[
    str | None,
    Header(min_length=1, max_length=200, description="The same key with the same body within 24 h: the same answer."),
]


class AgainBody(Body):
    confirmed: bool = Field(default=False, description="Days that hold imported data may be imported again.")


class CancelAccepted(BaseModel):
    execution_id: str
    status_url: str
    reason: str
    requested_by: str
    requested_at: datetime


@router.get("/syncs/{sync_id}/run-options", operation_id="syncs.run_options", summary="How a sync can be started")
async def run_options(context: Ports, caller: Viewer, sync_id: str) -> RunOptions:
    """What a dialog for starting the sync may offer, and why it offers no more."""
    return RunOptions.of(await offers.offer(context, caller, sync_id))


@router.post(
    "/syncs/{sync_id}/executions",
    operation_id="executions.start",
    summary="Start a sync, or only say what that would do",
    status_code=202,
    response_model=Accepted,
    responses={200: {"model": PreflightView, "description": "With `preflight=true`: nothing is run"}},
)
async def request(
    context: Ports,
    caller: Operator,
    sync_id: str,
    response: Response,
    body: RunRequest | None = None,
    preflight: Annotated[bool, Query(description="Only say what the request would do.")] = False,
    idempotency_key: IdempotencyKey = None,
) -> Accepted | Response:
    """202 once the request is stored, whether or not Kafka is there. No body is the default run.

    409 `confirmation-needed` names the days that hold imported records; 409 `paused`.
    """
    asked = body or RunRequest()
    if preflight:
        found = PreflightView.of(await preflights.preflight(context, caller, sync_id, asked))
        return Response(found.model_dump_json(), media_type="application/json")
    answer = await executions.request(context, caller, sync_id, asked, idempotency_key)
    return _accepted(context, response, answer)


@router.post(
    "/executions/{execution_id}/retry",
    operation_id="executions.retry",
    summary="Try once more what an execution left",
    status_code=202,
)
async def retry(
    context: Ports, caller: Operator, execution_id: Id, response: Response, idempotency_key: IdempotencyKey = None
) -> Accepted:
    """Only what the execution left refused, failed or not tried.

    409 `not-ended` while it runs; 409 `nothing-failed`; 409 `retry-impossible` where the system cannot do it.
    """
    answer = await reruns.retry_failed(context, caller, execution_id, idempotency_key)
    return _accepted(context, response, answer)


@router.post(
    "/executions/{execution_id}/again",
    operation_id="executions.again",
    summary="Run an execution once more",
    status_code=202,
)
async def again(
    context: Ports,
    caller: Operator,
    execution_id: Id,
    response: Response,
    body: AgainBody | None = None,
    idempotency_key: IdempotencyKey = None,
) -> Accepted:
    """A new execution with the same settings, whatever started the first one. A `force` is confirmed anew."""
    confirmed = (body or AgainBody()).confirmed
    answer = await reruns.again(context, caller, execution_id, idempotency_key, confirmed=confirmed)
    return _accepted(context, response, answer)


@router.post(
    "/executions/{execution_id}/cancel", operation_id="executions.cancel", summary="Stop an execution", status_code=202
)
async def cancel(context: Ports, caller: Operator, execution_id: Id, body: CancelBody | None = None) -> CancelAccepted:
    """Can be repeated: the first one counts. 409 `ended` with the status of what has ended."""
    stored = await cancels.cancel(context, caller, execution_id, (body or CancelBody()).reason)
    return CancelAccepted(
        execution_id=execution_id,
        status_url=status_url(context, execution_id),
        reason=stored["reason"],
        requested_by=stored["requested_by"],
        requested_at=stored["queued_at"],
    )


def _accepted(context: Context, response: Response, answer: Document) -> Accepted:
    accepted = Accepted.of(context, answer)
    response.headers["Location"] = accepted.status_url
    return accepted
