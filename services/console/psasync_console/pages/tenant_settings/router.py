"""/tenants/{id}/settings and /notifications: what a tenant is called, where its nights are, and who is told of what."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from psasync.contracts.vocabulary import Role
from psasync_client import AsyncClient, Invalid, ProblemError
from psasync_client.models.scheduler import HangingView, TenantView
from psasync_console.pages.setup.router import ZONES
from psasync_console.pages.tenant_settings.telling import KINDS, Telling, Trial, addresses, trials
from psasync_console.session.guard import Admin, Operator, Signed
from psasync_console.session.session import Session
from psasync_console.web.forms import Form, Mistakes, SentForm
from psasync_console.web.going import go_to
from psasync_console.web.page import Page
from psasync_console.web.platform import Api, together
from psasync_console.web.showing import plural, word
from psasync_console.web.templating import render, wants_fragment

router = APIRouter(prefix="/tenants/{tenant}", tags=["tenants"])

_SETTINGS = ("name", "time_zone")

Text = Annotated[str, Query(max_length=200)]


@router.get("/settings")
async def settings(request: Request, session: Signed, api: Api, tenant: str) -> Response:
    return await _settings(request, session, api, tenant)


@router.post("/settings")
async def save(request: Request, session: Admin, api: Api, tenant: str, form: SentForm) -> Response:
    try:
        body = {name: form.one(name) for name in _SETTINGS}
        await api.tenants.change(tenant, body, if_match=form.one("version") or None)
    except Invalid as error:
        return await _settings(request, session, api, tenant, form, Mistakes.of(error, _SETTINGS))
    return go_to(request, f"/tenants/{quote(tenant)}/settings", "Saved.")


@router.post("/pause")
async def pause(request: Request, _: Operator, api: Api, tenant: str, form: SentForm) -> Response:
    await api.tenants.pause(tenant, {"reason": form.one("reason")})
    return go_to(request, f"/tenants/{quote(tenant)}/settings", "Paused. What runs already goes on.")


@router.post("/resume")
async def resume(request: Request, _: Operator, api: Api, tenant: str) -> Response:
    await api.tenants.resume(tenant)
    return go_to(request, f"/tenants/{quote(tenant)}/settings", "Goes on.")


@router.post("/archive")
async def archive(request: Request, _: Admin, api: Api, tenant: str) -> Response:
    stored = await api.tenants.get(tenant)
    await api.tenants.archive(tenant, cascade=True)
    return go_to(request, "/tenants", f"{stored.name} is archived.")


@router.get("/notifications")
async def notifications(request: Request, session: Signed, api: Api, tenant: str, setup: Text = "") -> Response:
    owner = await api.tenants.get(tenant)
    return _notifications(request, session, owner, Telling.of(owner.notifications), setup)


@router.post("/notifications")
async def tell(request: Request, session: Admin, api: Api, tenant: str, form: SentForm) -> Response:
    """By the button: `test` sends a message to whom the form names and stores nothing."""
    sent, setup = Telling.sent(form), form.one("setup")
    if form.one("act") == "test":
        found, wrong = await _test(api, session, form)
        if wants_fragment(request):
            return render(request, "tenant_settings/trials.html", found=found, wrong=wrong)
        owner = await api.tenants.get(tenant)
        return _notifications(request, session, owner, sent, setup, Mistakes(others=wrong), found)
    try:
        await api.tenants.change(tenant, {"notifications": sent.body()})
    except Invalid as error:
        owner = await api.tenants.get(tenant)
        return _notifications(request, session, owner, sent, setup, Mistakes.of(error, ["notifications"]))
    there = f"/tenants/{quote(tenant)}"
    return go_to(request, f"/setup/{quote(tenant)}/next?after=notices" if setup else f"{there}/notifications", "Saved.")


async def _test(api: AsyncClient, session: Session, form: Form) -> tuple[list[Trial], list[str]]:
    webhook = form.ticked("webhook") and session.whole_platform
    named = addresses(form)
    if not named and not webhook:
        return [], ["Name at least one recipient first."]
    try:
        return trials(await api.notices.test({"recipients": named, "webhook": webhook})), []
    except ProblemError as error:
        return [], [each.message for each in error.errors] or [error.detail or error.title]


def _notifications(
    request: Request,
    session: Session,
    owner: TenantView,
    form: Telling,
    setup: str,
    mistakes: Mistakes | None = None,
    found: list[Trial] | None = None,
) -> Response:
    wrong = mistakes or Mistakes()
    return render(
        request,
        "tenant_settings/notifications.html",
        422 if wrong else 200,
        tenant=owner,
        form=form,
        kinds=KINDS,
        mistakes=wrong,
        found=found or (),
        wrong=(),
        setup=setup,
        step="notices",
        may_change=session.may(Role.ADMIN),
    )


async def _settings(
    request: Request,
    session: Session,
    api: AsyncClient,
    tenant: str,
    sent: Form | None = None,
    mistakes: Mistakes | None = None,
) -> Response:
    owner, dependents = await together(api.tenants.get(tenant), api.tenants.dependents(tenant))
    named = (("sync", dependents.syncs), ("connection", dependents.connections), ("key", dependents.keys))
    wrong = mistakes or Mistakes()
    return render(
        request,
        "tenant_settings/settings.html",
        422 if wrong else 200,
        tenant=owner,
        state=word(owner.state),
        name=sent.one("name") if sent else owner.name,
        zone=sent.one("time_zone") if sent else owner.time_zone,
        zones=ZONES,
        mistakes=wrong,
        hanging=[_counted(name, view) for name, view in named if view is not None and view.count],
        may_act=session.may(Role.OPERATOR),
        may_change=session.may(Role.ADMIN),
    )


def _counted(name: str, view: HangingView) -> str:
    return plural(view.count, name)


PAGE = Page(router, shots=("/tenants/{tenant}/settings", "/tenants/{tenant}/notifications"))
