"""The issue catalogue, and a tenant's issues."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from psasync.contracts.base import Id
from psasync.contracts.issues import CATALOGUE, IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.kit.http import PageOf, bad_request, decode_cursor, encode_cursor
from psasync_results.api.issue_schemas import GroupView, OpenOfTenantView
from psasync_results.api.parameters import Cursor, Name, PageSize, Viewer, after
from psasync_results.api.schemas import IssueCodeView, IssueView
from psasync_results.store.issue_groups import GroupQuery, IssueGroups
from psasync_results.store.issue_pages import LABEL_FIELD, IssuePages, IssueQuery
from psasync_results.store.issue_tenants import IssueTenants
from psasync_results.store.newest import FIELD

State = Literal["open", "resolved", "dismissed"]
Label = Annotated[
    str | None,
    Query(min_length=1, max_length=100, description="How the record's label begins, in any case; sorted by label."),
]


def routes(pages: IssuePages, groups: IssueGroups, tenants: IssueTenants) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["issues"])

    @router.get("/issue-codes", operation_id="issues.codes", summary="What can be wrong, what it means and what to do")
    async def list_issue_codes(_principal: Viewer) -> list[IssueCodeView]:
        return [
            IssueCodeView(
                code=code, severity=entry.severity, title=entry.title, meaning=entry.meaning, action=entry.action
            )
            for code, entry in CATALOGUE.items()
        ]

    @router.get(
        "/tenants/{tenant}/issues", operation_id="issues.list", summary="A tenant's issues, the ones seen last first"
    )
    async def list_issues(
        *,
        tenant: Annotated[str, Path(max_length=128)],
        principal: Viewer,
        state: State | None = None,
        sync: Name = None,
        entity: Entity | None = None,
        code: IssueCode | None = None,
        label: Label = None,
        cursor: Cursor = None,
        limit: PageSize = 50,
    ) -> PageOf[IssueView]:
        principal.require_tenant(tenant)
        query = IssueQuery(tenant, state, sync, entity, code, label)
        if label is not None:
            found, place = await pages.page_by_label(query, _after(cursor, LABEL_FIELD), limit)
            following = encode_cursor({LABEL_FIELD: place}) if place else None
        else:
            found, place = await pages.page(query, after(cursor), limit)
            following = encode_cursor({FIELD: place}) if place else None
        return PageOf(items=[IssueView.model_validate(issue) for issue in found], next_cursor=following)

    @router.get(
        "/tenants/{tenant}/issues/groups",
        operation_id="issues.groups",
        summary="How many issues a tenant has of each code",
    )
    async def list_groups(
        tenant: Annotated[Id, Path()], principal: Viewer, state: State = "open", sync: Name = None
    ) -> list[GroupView]:
        principal.require_tenant(tenant)
        return [GroupView.of(group) for group in await groups.of(GroupQuery(tenant, state, sync))]

    @router.get("/issues/tenants", operation_id="issues.tenants", summary="The tenants that have open issues")
    async def list_tenants(principal: Viewer, cursor: Cursor = None, limit: PageSize = 50) -> PageOf[OpenOfTenantView]:
        scope = principal.tenant_filter(None)
        found, place = await tenants.page(scope, _after(cursor, "tenant") or "", limit)
        following = encode_cursor({"tenant": place}) if place else None
        return PageOf(items=[OpenOfTenantView.of(each) for each in found], next_cursor=following)

    return router


def _after(cursor: str | None, field: str) -> str | None:
    if cursor is None:
        return None
    place = decode_cursor(cursor).get(field)
    if not isinstance(place, str):
        raise bad_request("The cursor is not one of this list.", code="bad-cursor")
    return place
