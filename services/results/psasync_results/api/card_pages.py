"""The cards of a tenant's syncs."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from psasync.kit.http import PageOf, bad_request, decode_cursor, encode_cursor
from psasync_results.api.card_views import CardView, card_view
from psasync_results.api.parameters import Cursor, Viewer
from psasync_results.store.cards import Cards
from psasync_results.store.open_issues import OpenIssues
from psasync_results.store.running import RunningExecutions

CardPageSize = Annotated[int, Query(ge=1, le=100)]


def routes(cards: Cards, running: RunningExecutions, issues: OpenIssues) -> APIRouter:
    router = APIRouter(prefix="/v1/tenants/{tenant}", tags=["cards"])

    @router.get(
        "/cards",
        operation_id="cards.list",
        summary="Per sync and entity: the last correct sync, the latest run, the trend, open issues",
        description="A sync has cards once a default run of it has ended.",
    )
    async def list_cards(
        tenant: Annotated[str, Path(max_length=128)],
        principal: Viewer,
        cursor: Cursor = None,
        limit: CardPageSize = 20,
    ) -> PageOf[CardView]:
        principal.require_tenant(tenant)
        found, place = await cards.page(tenant, _after(cursor), limit)
        runs = await running.of(tenant) if found else {}
        counts = await issues.count(tenant, ((card.sync, entity) for card in found for entity in card.entities))
        items = [card_view(card, runs.get(card.sync), counts) for card in found]
        return PageOf(items=items, next_cursor=encode_cursor({"sync": place}) if place is not None else None)

    return router


def _after(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    sync = decode_cursor(cursor).get("sync")
    if not isinstance(sync, str):
        raise bad_request("The cursor is not one of this list.", code="bad-cursor")
    return sync
