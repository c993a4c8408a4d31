"""/v1/bulk/executions: one request for many syncs."""

from collections import Counter
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from psasync.kit.http import Problem
from psasync.kit.http.problems import TYPE_PREFIX
from psasync_scheduler.actions import bulk_runs
from psasync_scheduler.actions.context import Context
from psasync_scheduler.api.access import Operator, Ports
from psasync_scheduler.api.executions import IdempotencyKey
from psasync_scheduler.api.problems import problem_of
from psasync_scheduler.api.run_answers import status_url
from psasync_scheduler.domain.bulk_runs import BulkRun, ItemOutcome

router = APIRouter(prefix="/v1/bulk", tags=["executions"])


class BulkItem(BaseModel):
    sync: str
    outcome: ItemOutcome
    status: int = Field(description="As a request for this sync alone would have been answered.")
    execution_id: str | None = None
    status_url: str | None = None
    queue_position: int | None = None
    warnings: list[str] = Field(default_factory=list)
    problem: dict[str, Any] | None = Field(default=None, description="Why not, as that answer's body.")

    @classmethod
    def of(cls, context: Context, item: bulk_runs.Item) -> "BulkItem":
        if item.verdict is not None:
            problem = problem_of(item.verdict)
            return cls(sync=item.sync, outcome=item.outcome, status=problem.status, problem=_body(problem))
        if item.outcome is ItemOutcome.NOT_TRIED:
            return cls(sync=item.sync, outcome=item.outcome, status=503)
        execution = item.answer["execution_id"]
        return cls(
            sync=item.sync,
            outcome=item.outcome,
            status=202,
            execution_id=execution,
            status_url=status_url(context, execution),
            queue_position=item.answer.get("queue_position"),
            warnings=item.answer["warnings"],
        )


def _body(problem: Problem) -> dict[str, Any]:
    about = {"type": TYPE_PREFIX + problem.code, "title": problem.title, "detail": problem.detail}
    return {**problem.extra, **about, "status": problem.status}


class BulkAnswer(BaseModel):
    items: list[BulkItem]
    outcomes: dict[ItemOutcome, int] = Field(description="How many there are of each.")


@router.post("/executions", operation_id="bulk.start_executions", summary="Start the syncs of many tenants")
async def run(context: Ports, caller: Operator, body: BulkRun, idempotency_key: IdempotencyKey = None) -> BulkAnswer:
    """At most 1,000 syncs, each with an outcome of its own; one that is refused keeps no other from running.

    With an `Idempotency-Key` the bulk can be sent again: no sync is asked for twice, and what was refused or not tried
    is tried again. `confirmed` is for all of them.
    """
    found = await bulk_runs.run(context, caller, body, idempotency_key)
    items = [BulkItem.of(context, item) for item in found]
    return BulkAnswer(items=items, outcomes=Counter(item.outcome for item in items))
