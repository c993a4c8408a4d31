"""/: what runs, what waits, what failed, and how the last weeks were."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from psasync.kit.clock import RealClock
from psasync_console.pages.overview import gathering
from psasync_console.session.guard import Signed
from psasync_console.web.live import changes, live
from psasync_console.web.names import Names
from psasync_console.web.navigation import NavEntry
from psasync_console.web.page import Page
from psasync_console.web.platform import Api
from psasync_console.web.templating import render

router = APIRouter(tags=["overview"])

_CHANGES_EVERY_SECONDS = 2.0


@router.get("/")
async def page(request: Request, session: Signed, api: Api) -> Response:
    names: Names = request.app.state.names
    view = await gathering.overview(api, session, names, RealClock().now())
    return render(request, "overview/page.html", view=view)


@router.get("/overview/now")
async def now(request: Request, session: Signed, api: Api) -> Response:
    names: Names = request.app.state.names
    view = await gathering.at_present(api, session, names, RealClock().now() - timedelta(hours=24))
    return render(request, "overview/now.html", now_view=view)


@router.get("/live/overview")
async def stream(request: Request, session: Signed, api: Api) -> Response:
    source = api.executions.follow_all() if session.tenant is None else api.executions.follow(session.tenant)
    return live(request, session, changes(source, _CHANGES_EVERY_SECONDS))


PAGE = Page(router, nav=(NavEntry("Overview", icon="layout-dashboard", href="/", order=10),), shots=("/",))
