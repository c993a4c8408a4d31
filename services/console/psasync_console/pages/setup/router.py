"""/setup: from nothing to a first run, in steps that each save what they are about."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote
from zoneinfo import available_timezones

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from psasync_client import Invalid
from psasync_console.pages.setup import gathering
from psasync_console.pages.setup.progress import next_step, steps_of
from psasync_console.session.guard import Admin, WholePlatform
from psasync_console.web.forms import Mistakes, SentForm
from psasync_console.web.going import go_to
from psasync_console.web.page import Page
from psasync_console.web.platform import Api
from psasync_console.web.templating import render

router = APIRouter(prefix="/setup", tags=["setup"])

ZONES = sorted(
    name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix", "right"))
)
_FIELDS = ("name", "time_zone")


@router.get("")
async def begin(request: Request, _: Admin, __: WholePlatform) -> Response:
    return _begin(request, "", "", Mistakes())


@router.post("")
async def make(request: Request, _: Admin, __: WholePlatform, api: Api, form: SentForm) -> Response:
    name, zone = form.one("name"), form.one("time_zone")
    try:
        made = await api.tenants.create({"name": name, "time_zone": zone})
    except Invalid as error:
        return _begin(request, name, zone, Mistakes.of(error, _FIELDS))
    return go_to(request, f"/connections/new?tenant={quote(made.id)}&setup=1", f"{made.name} is made.")


@router.get("/{tenant}")
async def progress(request: Request, _: Admin, api: Api, tenant: str) -> Response:
    """What is done and what is next; where a set-up that was left goes on."""
    known = await gathering.known(api, tenant)
    steps = steps_of(known)
    shown = {"steps": steps, "next": next_step(steps), "sync": known.sync}
    return render(request, "setup/progress.html", tenant=known.tenant, **shown)


@router.get("/{tenant}/next")
async def go_on(_: Admin, api: Api, tenant: str, after: Annotated[str, Query(max_length=40)] = "") -> Response:
    step = next_step(steps_of(await gathering.known(api, tenant)), after)
    return RedirectResponse(step.href if step else f"/setup/{quote(tenant)}", 303)


def _begin(request: Request, name: str, zone: str, mistakes: Mistakes) -> Response:
    shown = {"name": name, "zone": zone, "zones": ZONES, "mistakes": mistakes, "setup": "1", "step": "tenant"}
    return render(request, "setup/begin.html", 422 if mistakes else 200, **shown)


PAGE = Page(router, shots=("/setup", "/setup/{tenant}"))
