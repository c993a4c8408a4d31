"""Who was told what, and telling it once more."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime

from psasync.contracts.vocabulary import Role
from psasync.kit.http import PageOf, Principal, encode_cursor, not_found, requires
from psasync_results.api.parameters import Cursor, Name, PageSize, Viewer, after
from psasync_results.notices.api.schemas import NoticeView, RedeliveryView, notice_view
from psasync_results.notices.domain.causes import Channel, NoticeKind
from psasync_results.notices.redelivering import Redelivering
from psasync_results.notices.store.messages import Messages
from psasync_results.notices.store.notices import Notices
from psasync_results.notices.store.pages import NoticePages, NoticeQuery
from psasync_results.store.newest import FIELD

Operator = Annotated[Principal, Depends(requires(Role.OPERATOR))]


def routes(pages: NoticePages, notices: Notices, messages: Messages, redelivering: Redelivering) -> APIRouter:
    router = APIRouter(prefix="/v1/notices", tags=["notices"])

    @router.get("", operation_id="notices.list", summary="Who was told what, when and with what success, newest first")
    async def list_notices(
        *,
        principal: Viewer,
        tenant: Name = None,
        kind: NoticeKind | None = None,
        channel: Channel | None = None,
        sync: Name = None,
        execution: Name = None,
        since: Annotated[AwareDatetime | None, Query(alias="from", description="Made at or after.")] = None,
        until: Annotated[AwareDatetime | None, Query(alias="to", description="Made before.")] = None,
        cursor: Cursor = None,
        limit: PageSize = 50,
    ) -> PageOf[NoticeView]:
        query = NoticeQuery(principal.tenant_filter(tenant), kind, channel, sync, execution, since, until)
        found, place = await pages.page(query, after(cursor), limit)
        held_by = await messages.many([each for notice in found for each in notice["deliveries"]])
        items = [notice_view(notice, held_by, whole=principal.tenant is None) for notice in found]
        return PageOf(items=items, next_cursor=encode_cursor({FIELD: place}) if place else None)

    @router.post(
        "/{notice}/redeliveries",
        operation_id="notices.redeliver",
        status_code=202,
        summary="Deliver a notice once more, alone",
    )
    async def redeliver(notice: Annotated[str, Path(max_length=128)], principal: Operator) -> RedeliveryView:
        found = await notices.get(notice)
        if found is None or not principal.sees(found["tenant"]):
            raise not_found(f"notice {notice!r}")
        return RedeliveryView(notice=notice, delivery=await redelivering.ask(found, principal.key_id))

    return router
