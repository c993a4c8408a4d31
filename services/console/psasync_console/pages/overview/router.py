"""/: what runs, what waits, what failed, and how the last weeks were."""

from __future__ import annotations

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
_CLOCK = RealClock()


@router.get("/")
async def page(request: Request, session: Signed, api: Api) -> Response:
    names: Names = request.app.state.names
    present = await gathering.at_present(api, session, names, _CLOCK.now())
    return render(request, "overview/page.html", present=present)


@router.get("/overview/now")
async def now(request: Request, session: Signed, api: Api) -> Response:
    names: Names = request.app.state.names
    present = await gathering.at_present(api, session, names, _CLOCK.now())
    return render(request, "overview/now.html", present=present)


@router.get("/overview/background")
async def background(request: Request, _: Signed, api: Api) -> Response:
    return render(request, "overview/background.html", view=await gathering.background(api, _CLOCK.now()))


@router.get("/live/overview")
async def stream(request: Request, session: Signed, api: Api) -> Response:
    source = api.executions.follow_all() if session.tenant is None else api.executions.follow(session.tenant)
    return live(request, session, changes(source, _CHANGES_EVERY_SECONDS))


PAGE = Page(router, nav=(NavEntry("Overview", icon="layout-dashboard", href="/", order=10),), shots=("/",))
