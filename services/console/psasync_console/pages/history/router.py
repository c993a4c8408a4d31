"""/history: all executions, filtered by what stands in the address, live, with actions on many of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from psasync.kit.http import bad_request
from psasync_client import AsyncClient
from psasync_client.models.results import SummaryView
from psasync_client.models.scheduler import TenantView
from psasync_console.pages.history.bulk import ACTIONS, MOST, act
from psasync_console.pages.history.filters import Filter, HistoryFilter
from psasync_console.pages.history.view import HistoryView, Option, line
from psasync_console.session.guard import Operator, Signed
from psasync_console.session.session import Session
from psasync_console.web.downloads import download
from psasync_console.web.forms import SentForm
from psasync_console.web.live import changes, live
from psasync_console.web.names import Names
from psasync_console.web.navigation import NavEntry
from psasync_console.web.page import Page
from psasync_console.web.platform import Api, together
from psasync_console.web.templating import render, wants_fragment
from psasync_console.web.tenant_choice import tenant_called

router = APIRouter(tags=["history"])

_PER_PAGE = 50
_MOST_OPTIONS = 200
_CHANGES_EVERY_SECONDS = 2.0

TenantId = Annotated[str, Query(max_length=128)]
Cursor = Annotated[str | None, Query(max_length=2000)]


@router.get("/history")
async def page(request: Request, session: Signed, api: Api, chosen: Filter, cursor: Cursor = None) -> Response:
    """To htmx the list alone."""
    tenant = await _tenant(api, chosen)
    if tenant is not None and tenant.id != chosen.tenant:
        chosen = replace(chosen, tenant=tenant.id)
        if not wants_fragment(request):
            return RedirectResponse(f"/history?{chosen.query}", 303)
    zone = tenant.time_zone if tenant else None
    if wants_fragment(request):
        view = await _view(request, session, api, chosen, cursor, zone)
        answer = render(request, "history/list.html", view=view)
        if request.headers.get("hx-trigger") == "history-filter":
            answer.headers["HX-Push-Url"] = view.address  # without the fields that are empty
        return answer
    view, syncs = await together(_view(request, session, api, chosen, cursor, zone), _syncs(api, chosen, tenant))
    return render(request, "history/page.html", view=view, syncs=syncs, tenant=tenant, most=MOST)


@router.get("/history/export.csv")
async def export(_: Signed, api: Api, chosen: Filter) -> Response:
    tenant = await _tenant(api, chosen)
    source = api.executions.export(format="csv", **chosen.asked(tenant.time_zone if tenant else None))
    return await download(source, "history.csv", "text/csv; charset=utf-8")


@router.post("/history/act")
async def many(request: Request, _: Operator, api: Api, form: SentForm) -> Response:
    """On the chosen ones, or on all that the filter finds, the newest first."""
    action = form.one("action")
    if action not in ACTIONS:
        raise bad_request("There is no such action.")
    chosen = HistoryFilter.of(dict(parse_qsl(form.one("filter"))))
    runs: list[SummaryView] | None = None
    if form.one("which") == "all":
        runs = await _found(api, chosen, MOST)
    ids = [run.id for run in runs] if runs is not None else list(dict.fromkeys(form.all("execution")))
    if not ids:
        return RedirectResponse(f"/history?{chosen.query}", 303)
    done = await act(api, action, ids, form.one("key"), form.one("reason"))
    back = f"/history?{chosen.query}" if chosen else "/history"
    shown = {"done": done, "action": ACTIONS[action], "back": back, "cut": runs is not None and len(runs) == MOST}
    return render(request, "history/done.html", **shown)


@router.get("/live/history")
async def stream(
    request: Request, session: Signed, api: Api, tenant: Annotated[str, Query(max_length=128)] = ""
) -> Response:
    own = session.tenant or tenant
    source = api.executions.follow(own) if own else api.executions.follow_all()
    return live(request, session, changes(source, _CHANGES_EVERY_SECONDS))


async def _view(
    request: Request, session: Session, api: AsyncClient, chosen: HistoryFilter, cursor: str | None, zone: str | None
) -> HistoryView:
    found = await api.executions.list(limit=_PER_PAGE, **chosen.asked(zone)).page(cursor)
    names: Names = request.app.state.names
    tenants, syncs = await together(
        names.tenants(api, session, (run.tenant for run in found.items)),
        names.syncs(api, session, (run.sync for run in found.items)),
    )
    return HistoryView([line(run, tenants, syncs) for run in found.items], chosen, cursor, found.next, zone or "UTC")


async def _tenant(api: AsyncClient, chosen: HistoryFilter) -> TenantView | None:
    """The address has its id, the form its name."""
    return await tenant_called(api, chosen.tenant) if chosen.tenant else None


async def _syncs(api: AsyncClient, chosen: HistoryFilter, tenant: TenantView | None) -> list[Option]:
    """Of the tenant; without one only the sync that is chosen."""
    if tenant is not None:
        found = await api.syncs.list(tenant=tenant.id, limit=_MOST_OPTIONS).page()
        return [(each.id, each.name) for each in found.items]
    return [(chosen.sync, chosen.sync)] if chosen.sync else []


async def _found(api: AsyncClient, chosen: HistoryFilter, most: int) -> list[SummaryView]:
    tenant = await _tenant(api, chosen)
    runs: list[SummaryView] = []
    async for run in api.executions.list(limit=_MOST_OPTIONS, **chosen.asked(tenant.time_zone if tenant else None)):
        runs.append(run)
        if len(runs) == most:
            break
    return runs


PAGE = Page(
    router,
    nav=(NavEntry("History", icon="history", href="/history", order=30),),
    shots=("/history", "/history?tenant={tenant}&outcome=failure"),
)
