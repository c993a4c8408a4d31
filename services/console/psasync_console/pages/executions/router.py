"""/executions/{id}: how a run stands, live, with its records and log, and what can be done about it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from psasync.kit.http.sse import ServerEvent
from psasync_client import AsyncClient, NotFound
from psasync_client.models.results import ExecutionView
from psasync_console.pages.executions.addresses import Chosen, Cursor, ExecutionId, Text
from psasync_console.pages.executions.comparison import CHANGES, comparison_part
from psasync_console.pages.executions.head import Head, head
from psasync_console.pages.executions.log import LEVELS, log_part
from psasync_console.pages.executions.records import records_part
from psasync_console.pages.executions.resolved import settings_part
from psasync_console.pages.executions.timeline import timeline
from psasync_console.session.guard import Signed
from psasync_console.session.session import Session
from psasync_console.web.live import latest, live
from psasync_console.web.names import Names
from psasync_console.web.page import Page
from psasync_console.web.platform import Api, together
from psasync_console.web.templating import fragment, render, wants_fragment

router = APIRouter(tags=["executions"])

_TABS = (
    ("records", "Records", ""),
    ("log", "Log", "/log"),
    ("timeline", "What happened", "/timeline"),
    ("settings", "Request", "/settings"),
    ("comparison", "Compare", "/comparison"),
)
_TAB_NAMES = {name: label.lower() for name, label, path in _TABS if path}
_PER_PAGE = 50
_LINES_PER_PAGE = 200
_CHANGES_EVERY_SECONDS = 1.0


@router.get("/executions/{execution}")
async def records(
    request: Request,
    session: Signed,
    api: Api,
    execution: ExecutionId,
    chosen: Chosen,
    cursor: Cursor = None,
    asked: bool = False,
) -> Response:
    """`asked`: it was asked for just now, so that nobody may have heard of it yet."""
    try:
        run, found, facets = await together(
            api.executions.get(execution),
            api.executions.records(execution, limit=_PER_PAGE, **chosen.asked()).page(cursor),
            api.executions.facets(execution),
        )
    except NotFound:
        if not asked:
            raise
        return render(request, "executions/soon.html", execution=execution)
    pages = await _pages_at_source(api, run) if found.items else {}
    part = records_part(run, found.items, facets, chosen, cursor, found.next, pages)
    return await _page(request, session, api, run, "records", part=part)


@router.get("/executions/{execution}/log")
async def log(
    request: Request, session: Signed, api: Api, execution: ExecutionId, level: Text = "", cursor: Cursor = None
) -> Response:
    run, found = await together(
        api.executions.get(execution),
        api.executions.log(execution, level=level or None, limit=_LINES_PER_PAGE).page(cursor),
    )
    part = log_part(found.items, level, cursor, found.next)
    return await _page(request, session, api, run, "log", part=part, levels=LEVELS)


@router.get("/executions/{execution}/timeline")
async def happened(request: Request, session: Signed, api: Api, execution: ExecutionId) -> Response:
    run = await api.executions.get(execution)
    return await _page(request, session, api, run, "timeline", part=timeline(run))


@router.get("/executions/{execution}/settings")
async def settings(request: Request, session: Signed, api: Api, execution: ExecutionId) -> Response:
    run = await api.executions.get(execution)
    names: Names = request.app.state.names
    connection = str(run.settings.get("connection") or "")
    destination = str(run.settings.get("destination") or "platform")
    ids = [id_ for id_ in (connection, destination) if id_ and id_ != "platform"]
    named = await names.connections(api, session, ids)
    return await _page(request, session, api, run, "settings", part=settings_part(run, named))


@router.get("/executions/{execution}/comparison")
async def comparison(
    request: Request, session: Signed, api: Api, execution: ExecutionId, change: Text = "", cursor: Cursor = None
) -> Response:
    run, found = await together(
        api.executions.get(execution),
        api.executions.compare(execution, change=change or None, limit=_PER_PAGE, cursor=cursor),
    )
    part = comparison_part(run, found, change, cursor)
    return await _page(request, session, api, run, "comparison", part=part, changes=CHANGES)


@router.get("/executions/{execution}/known")
async def known(_: Signed, api: Api, execution: ExecutionId) -> Response:
    """Leads to the execution once it is heard of."""
    try:
        await api.executions.get(execution)
    except NotFound:
        return Response(status_code=204)
    return Response(status_code=204, headers={"HX-Redirect": f"/executions/{execution}"})


async def _page(
    request: Request, session: Session, api: AsyncClient, run: ExecutionView, tab: str, **context: object
) -> Response:
    """The whole page, or to htmx its lower part."""
    view = await _head(request, session, api, run)
    template = "executions/part.html" if wants_fragment(request) else "executions/page.html"
    shown = {"tabs": _TABS, "tab": tab, "tab_name": _TAB_NAMES.get(tab, ""), "tenant": view.tenant}
    return render(request, template, view=view, **shown, **context)


async def _pages_at_source(api: AsyncClient, run: ExecutionView) -> Mapping[Any, str]:
    connection = run.settings.get("connection")
    if not connection:
        return {}
    try:
        return (await api.connections.get(str(connection))).record_pages or {}
    except NotFound:
        return {}


async def _head(request: Request, session: Session, api: AsyncClient, run: ExecutionView) -> Head:
    names: Names = request.app.state.names
    tenants, syncs = await together(names.tenants(api, session, [run.tenant]), names.syncs(api, session, [run.sync]))
    return head(run, tenants[run.tenant], syncs[run.sync], session)


@router.get("/live/executions/{execution}")
async def stream(request: Request, session: Signed, api: Api, execution: ExecutionId) -> Response:
    """`head` with the upper part as it is now, then `changed` for the lower one to ask for itself."""
    await api.executions.get(execution)
    return live(request, session, _events(request, session, api, execution))


async def _events(request: Request, session: Session, api: AsyncClient, execution: str) -> AsyncIterator[ServerEvent]:
    async for event in latest(api.executions.watch(execution), _CHANGES_EVERY_SECONDS):
        if isinstance(event.data, ExecutionView):
            view = await _head(request, session, api, event.data)
            yield ServerEvent("head", fragment(request, "executions/head.html", view=view))
            yield ServerEvent("changed")


PAGE = Page(
    router,
    shots=(
        "/executions/{execution}",
        "/executions/{failed}",
        "/executions/{execution}/log",
        "/executions/{execution}/timeline",
        "/executions/{execution}/settings",
        "/executions/{execution}/comparison",
    ),
)
