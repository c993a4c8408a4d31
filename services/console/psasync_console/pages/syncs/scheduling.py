"""/syncs/{id}/schedule: when it runs by itself, with the next firings while somebody still chooses."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from psasync.contracts.vocabulary import Role
from psasync_client import AsyncClient, Invalid
from psasync_client.models.scheduler import PreviewView, SyncView
from psasync_console.pages.syncs.schedule_form import FIELDS, ScheduleForm
from psasync_console.session.guard import Admin, Signed
from psasync_console.session.session import Session
from psasync_console.web.forms import Mistakes, SentForm
from psasync_console.web.going import go_to
from psasync_console.web.platform import Api, together
from psasync_console.web.templating import render

router = APIRouter(prefix="/{sync}/schedule")

Text = Annotated[str, Query(max_length=200)]


@router.get("")
async def page(request: Request, session: Signed, api: Api, sync: str, setup: Text = "") -> Response:
    stored = await api.syncs.get(sync)
    form = ScheduleForm.of(stored.schedule, new=bool(setup) and stored.schedule is None)
    return await _page(request, session, api, stored, form, setup)


@router.post("")
async def save(request: Request, session: Admin, api: Api, sync: str, form: SentForm) -> Response:
    sent, setup = ScheduleForm.sent(form), form.one("setup")
    try:
        stored = await api.syncs.change(sync, {"schedule": sent.body()})
    except Invalid as error:
        stored = await api.syncs.get(sync)
        return await _page(request, session, api, stored, sent, setup, Mistakes.of(error, FIELDS))
    to = f"/tenants/{quote(stored.tenant)}/notifications?setup={quote(sync)}" if setup else f"/syncs/{quote(sync)}"
    return go_to(request, to, "Saved.")


@router.post("/preview")
async def preview(request: Request, _: Signed, api: Api, sync: str, form: SentForm) -> Response:
    found, wrong = await _preview(api, sync, ScheduleForm.sent(form))
    return render(request, "syncs/firings.html", preview=found, mistakes=wrong)


async def _preview(api: AsyncClient, sync: str, form: ScheduleForm) -> tuple[PreviewView | None, Mistakes]:
    body = form.body()
    if body is None:
        return None, Mistakes()
    try:
        return await api.schedules.preview({"schedule": body, "sync": sync}), Mistakes()
    except Invalid as error:
        return None, Mistakes.of(error, FIELDS)


async def _page(
    request: Request,
    session: Session,
    api: AsyncClient,
    sync: SyncView,
    form: ScheduleForm,
    setup: str,
    mistakes: Mistakes | None = None,
) -> Response:
    tenant, (found, wrong) = await together(api.tenants.get(sync.tenant), _preview(api, sync.id, form))
    return render(
        request,
        "syncs/schedule.html",
        422 if mistakes else 200,
        tenant=tenant,
        sync=sync,
        form=form,
        preview=found,
        mistakes=mistakes or wrong,
        setup=setup,
        step="schedule",
        may_change=session.may(Role.ADMIN),
    )
