"""What people do about issues: dismiss them, take that back, try their records again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request

from psasync.contracts.base import Id
from psasync.contracts.vocabulary import Role
from psasync.kit.clock import Clock
from psasync.kit.http import Principal, requires
from psasync_results.api.issue_schemas import ChangedView, DismissBody, RetriedView, RetryView
from psasync_results.domain.retries import requests, retriable
from psasync_results.domain.selection import IssueSelection
from psasync_results.issue_care.retrying import Caller, retry
from psasync_results.issue_care.scheduler import Scheduler
from psasync_results.store.chosen_issues import Changed, ChosenIssues, Person

MOST_RETRIED = 5_000
"""Issues of a filter that one call tries again."""

Operator = Annotated[Principal, Depends(requires(Role.OPERATOR))]
Tenant = Annotated[Id, Path()]
IdempotencyKey = Annotated[
    str | None,
    Header(min_length=1, max_length=200, description="The same key with the same issues: nothing is run twice."),
]


def routes(chosen: ChosenIssues, scheduler: Scheduler, clock: Clock) -> APIRouter:
    router = APIRouter(prefix="/v1/tenants/{tenant}/issues", tags=["issues"])

    @router.post("/dismiss", operation_id="issues.dismiss", summary="Hide open issues until their records change")
    async def dismiss(tenant: Tenant, principal: Operator, body: DismissBody) -> ChangedView:
        principal.require_tenant(tenant)
        return _changed(await chosen.dismiss(tenant, body, _person(principal), body.reason, clock.now()))

    @router.post("/reopen", operation_id="issues.reopen", summary="Take a dismissal back")
    async def reopen(tenant: Tenant, principal: Operator, body: IssueSelection) -> ChangedView:
        principal.require_tenant(tenant)
        return _changed(await chosen.reopen(tenant, body, _person(principal), clock.now()))

    @router.post(
        "/retry",
        operation_id="issues.retry",
        summary="Try the records of issues again",
        description="Of ids also those of dismissed issues. Each sync has an outcome of its own; 503 when the "
        "scheduler took none of the requests.",
    )
    async def retry_records(
        tenant: Tenant,
        principal: Operator,
        body: IssueSelection,
        request: Request,
        idempotency_key: IdempotencyKey = None,
    ) -> RetryView:
        principal.require_tenant(tenant)
        found, more = await chosen.read(tenant, body, MOST_RETRIED)
        caller = Caller(request.headers["authorization"], idempotency_key)
        retried = await retry(scheduler, caller, requests(found))
        left_out = sum(not retriable(issue) for issue in found)
        return RetryView(items=[RetriedView.of(each) for each in retried], left_out=left_out, more=more)

    return router


def _person(principal: Principal) -> Person:
    return Person(principal.key_id, principal.name)


def _changed(changed: Changed) -> ChangedView:
    return ChangedView(changed=changed.count, more=changed.more)
