"""What people send and are answered about issues, beyond the issues themselves."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from psasync.contracts.issues import CATALOGUE, IssueCode
from psasync.contracts.vocabulary import Severity
from psasync.kit.http import Problem
from psasync.kit.http.problems import TYPE_PREFIX
from psasync_results.domain.selection import IssueSelection
from psasync_results.issue_care.retrying import Retried
from psasync_results.issue_care.scheduler import Accepted
from psasync_results.store.issue_groups import Group
from psasync_results.store.issue_tenants import TenantCount

Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class DismissBody(IssueSelection):
    reason: Reason | None = None


class ChangedView(BaseModel):
    changed: int = Field(description="Issues that are in another state now.")
    more: bool = Field(description="The selection holds more than one call takes on: send it again.")


class GroupView(BaseModel):
    """The issues that have one code, with what the catalogue says of it."""

    code: IssueCode
    severity: Severity
    title: str
    meaning: str
    action: str
    count: int
    at_least: bool = Field(description="There are more than `count`.")
    last_seen_at: datetime

    @classmethod
    def of(cls, group: Group) -> "GroupView":
        code = IssueCode(group.code)
        entry = CATALOGUE[code]
        return cls(
            code=code,
            severity=entry.severity,
            title=entry.title,
            meaning=entry.meaning,
            action=entry.action,
            count=group.count,
            at_least=group.more,
            last_seen_at=group.last_seen_at,
        )


class OpenOfTenantView(BaseModel):
    tenant: str
    count: int
    at_least: bool = Field(description="There are more than `count`.")

    @classmethod
    def of(cls, found: TenantCount) -> "OpenOfTenantView":
        return cls(tenant=found.tenant, count=found.count, at_least=found.more)


Outcome = Literal["accepted", "joined", "refused", "unavailable"]
_WORTH_REPEATING = {429, 503}


class RetriedView(BaseModel):
    """What has become of one request to the scheduler."""

    sync: str
    records: int
    outcome: Outcome = Field(
        description="`joined`: an earlier request for the same records had not begun; `unavailable` can be repeated."
    )
    status: int = Field(description="As the scheduler answered it.")
    execution_id: str | None = None
    problem: dict[str, Any] | None = Field(default=None, description="Why not, as that answer's body.")

    @classmethod
    def of(cls, retried: Retried) -> "RetriedView":
        about: dict[str, Any] = {"sync": retried.request.sync, "records": len(retried.request.records)}
        verdict = retried.verdict
        if isinstance(verdict, Accepted):
            outcome: Outcome = "joined" if verdict.joined else "accepted"
            return cls(**about, outcome=outcome, status=202, execution_id=verdict.execution_id)
        outcome = "unavailable" if verdict.status in _WORTH_REPEATING else "refused"
        return cls(**about, outcome=outcome, status=verdict.status, problem=_body(verdict))


class RetryView(BaseModel):
    items: list[RetriedView] = Field(description="One per sync, or several where it has more than 1,000 records.")
    left_out: int = Field(description="Issues of an entity as a whole, such as held deletions: no record to try again.")
    more: bool = Field(description="The selection holds more than one call takes on: send it again later.")


def _body(problem: Problem) -> dict[str, Any]:
    about = {"type": TYPE_PREFIX + problem.code, "title": problem.title, "detail": problem.detail}
    return {**problem.extra, **about, "status": problem.status}
