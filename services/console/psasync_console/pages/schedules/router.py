"""/schedules: when syncs run by themselves, and which do not."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from psasync_console.pages.schedules import gathering
from psasync_console.session.guard import Operator, Signed
from psasync_console.web.forms import SentForm
from psasync_console.web.going import go_to
from psasync_console.web.names import Names
from psasync_console.web.navigation import NavEntry
from psasync_console.web.page import Page
from psasync_console.web.platform import Api
from psasync_console.web.templating import render

router = APIRouter(prefix="/schedules", tags=["schedules"])

SyncId = Annotated[str, Path(max_length=128)]


@router.get("")
async def page(request: Request, session: Signed, api: Api) -> Response:
    names: Names = request.app.state.names
    return render(request, "schedules/page.html", view=await gathering.schedules(api, session, names))


@router.get("/syncs/{sync_id}")
async def opened(request: Request, _: Signed, api: Api, sync_id: SyncId) -> Response:
    return render(request, "schedules/sync.html", view=await gathering.sync_schedule(api, sync_id))


@router.post("/syncs/{sync_id}/pause")
async def pause(request: Request, _: Operator, api: Api, sync_id: SyncId, form: SentForm) -> Response:
    sync = await api.syncs.pause(sync_id, {"reason": form.one("reason")})
    return go_to(request, "/schedules", f"{sync.name} is paused. What runs already goes on.")


@router.post("/syncs/{sync_id}/resume")
async def resume(request: Request, _: Operator, api: Api, sync_id: SyncId) -> Response:
    sync = await api.syncs.resume(sync_id)
    return go_to(request, "/schedules", f"{sync.name} runs by its schedule again.")


PAGE = Page(
    router, nav=(NavEntry("Schedules", icon="calendar-clock", href="/schedules", order=50),), shots=("/schedules",)
)
