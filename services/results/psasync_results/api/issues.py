"""The issue catalogue, and a tenant's issues."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path

from psasync.contracts.issues import CATALOGUE, IssueCode
from psasync.kit.http import PageOf, encode_cursor
from psasync_results.api.parameters import Cursor, Name, PageSize, Viewer, after
from psasync_results.api.schemas import IssueCodeView, IssueView
from psasync_results.store.issue_pages import IssuePages, IssueQuery
from psasync_results.store.newest import FIELD


def routes(pages: IssuePages) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["issues"])

    @router.get("/issue-codes", summary="What can be wrong, what it means and what to do")
    async def list_issue_codes(_principal: Viewer) -> list[IssueCodeView]:
        return [
            IssueCodeView(
                code=code, severity=entry.severity, title=entry.title, meaning=entry.meaning, action=entry.action
            )
            for code, entry in CATALOGUE.items()
        ]

    @router.get("/tenants/{tenant}/issues", summary="A tenant's issues, the ones seen last first")
    async def list_issues(
        tenant: Annotated[str, Path(max_length=128)],
        principal: Viewer,
        state: Literal["open", "resolved", "dismissed"] | None = None,
        sync: Name = None,
        code: IssueCode | None = None,
        cursor: Cursor = None,
        limit: PageSize = 50,
    ) -> PageOf[IssueView]:
        principal.require_tenant(tenant)
        query = IssueQuery(tenant, state, sync, code)
        found, place = await pages.page(query, after(cursor), limit)
        items = [IssueView.model_validate(issue) for issue in found]
        return PageOf(items=items, next_cursor=encode_cursor({FIELD: place}) if place else None)

    return router
