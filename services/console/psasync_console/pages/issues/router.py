"""A tenant's issues by code, and what a person does about them; for the whole platform, who has any."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote, urlencode
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from psasync.contracts.vocabulary import Role
from psasync_console.pages.issues import acting, gathering
from psasync_console.pages.issues.acting import NOTHING_CHOSEN, Told
from psasync_console.pages.issues.view import SEVERITIES
from psasync_console.pages.issues.wanted import STATES, InAddress, Wanted
from psasync_console.session.guard import Operator, Signed
from psasync_console.web.forms import SentForm
from psasync_console.web.going import go_to
from psasync_console.web.live import changes, live
from psasync_console.web.names import Names
from psasync_console.web.navigation import NavEntry
from psasync_console.web.page import Page
from psasync_console.web.platform import Api, together
from psasync_console.web.showing import ENTITIES
from psasync_console.web.templating import render, wants_fragment

router = APIRouter(tags=["issues"])

_CHANGES_EVERY_SECONDS = 2.0
_TENANTS_PER_PAGE = 50

Cursor = Annotated[str, Query(max_length=2000)]
Followed = Annotated[list[str] | None, Query(max_length=gathering.MOST_RETRIED)]
Before = Annotated[int, Query(ge=0)]


@router.get("/issues")
async def tenants(request: Request, session: Signed, api: Api, cursor: Cursor = "") -> Response:
    if session.tenant is not None:
        return RedirectResponse(f"/tenants/{session.tenant}/issues", 303)
    names: Names = request.app.state.names
    found = await api.issues.tenants(limit=_TENANTS_PER_PAGE).page(cursor or None)
    known = await names.tenants(api, session, [each.tenant for each in found.items])
    lines = sorted(found.items, key=lambda each: -each.count)
    name = "issues/tenants_list.html" if wants_fragment(request) else "issues/tenants.html"
    return render(request, name, lines=lines, names=known, cursor=cursor, next=found.next)


@router.get("/troubleshooting")
async def troubleshooting(request: Request, _: Signed, api: Api) -> Response:
    codes = await api.issues.codes()
    return render(request, "issues/troubleshooting.html", codes=codes, severities=SEVERITIES)


@router.get("/tenants/{tenant}/issues")
async def page(
    request: Request,
    session: Signed,
    api: Api,
    tenant: str,
    wanted: InAddress,
    retried: Followed = None,
) -> Response:
    if wants_fragment(request):
        view = await gathering.issues(api, tenant, wanted, (), retried or ())
        return render(request, "issues/results.html", **_shown(session, tenant, view, view.count))
    owner, view = await together(api.tenants.get(tenant), gathering.issues(api, tenant, wanted, (), retried or ()))
    shown = _shown(session, tenant, view, view.count)
    return render(request, "issues/page.html", **(shown | {"tenant": owner, "states": STATES, "zone": owner.time_zone}))


@router.get("/tenants/{tenant}/issues/now")
async def now(
    request: Request,
    session: Signed,
    api: Api,
    tenant: str,
    wanted: InAddress,
    retried: Followed = None,
    opened: Annotated[list[str] | None, Query(alias="open", max_length=100)] = None,
    before: Before = 0,
) -> Response:
    """The same once more: `opened` are the groups that are unfolded, `before` how many issues there were at first."""
    view = await gathering.issues(api, tenant, wanted, opened or (), retried or ())
    return render(request, "issues/now.html", **_shown(session, tenant, view, before))


@router.get("/tenants/{tenant}/issues/group")
async def group(request: Request, session: Signed, api: Api, tenant: str, wanted: InAddress) -> Response:
    """The records of a group that somebody unfolds."""
    view = await gathering.issues(api, tenant, wanted, (), ())
    shown = _shown(session, tenant, view, 0)
    # Its form belongs to the page of all groups: that is where it leads back to.
    return render(request, "issues/group.html", **shown, wanted=replace(wanted, code=""), most=gathering.IN_GROUP)


@router.get("/live/tenants/{tenant}/issues")
async def stream(request: Request, session: Signed, api: Api, tenant: str) -> Response:
    return live(request, session, changes(api.executions.follow(tenant), _CHANGES_EVERY_SECONDS))


@router.post("/tenants/{tenant}/issues/retry")
async def retry(request: Request, session: Operator, api: Api, tenant: str, form: SentForm) -> Response:
    wanted = Wanted.of_form(form)
    selected = acting.selection(form, wanted.filter())
    if selected is None:
        return _back(request, tenant, wanted, NOTHING_CHOSEN)
    key = acting.idempotency_key(form.one("key"), selected)
    answer = await api.issues.retry(tenant, selected, idempotency_key=key)
    names: Names = request.app.state.names
    syncs = await names.syncs(api, session, [each.sync for each in answer.items])
    return _back(request, tenant, wanted, acting.told_of_retry(answer, syncs))


@router.post("/tenants/{tenant}/issues/dismiss")
async def dismiss(request: Request, _: Operator, api: Api, tenant: str, form: SentForm) -> Response:
    wanted = Wanted.of_form(form)
    selected = acting.selection(form, wanted.filter())
    if selected is None:
        return _back(request, tenant, wanted, NOTHING_CHOSEN)
    answer = await api.issues.dismiss(tenant, {**selected, "reason": form.one("reason") or None})
    return _back(request, tenant, wanted, acting.told_of_change(answer, "dismissed, until the record changes"))


@router.post("/tenants/{tenant}/issues/reopen")
async def reopen(request: Request, _: Operator, api: Api, tenant: str, form: SentForm) -> Response:
    wanted = Wanted.of_form(form)
    selected = acting.selection(form, wanted.filter())
    if selected is None:
        return _back(request, tenant, wanted, NOTHING_CHOSEN)
    answer = await api.issues.reopen(tenant, selected)
    return _back(request, tenant, wanted, acting.told_of_change(answer, "open again"))


def _shown(session: Signed, tenant: str, view: gathering.Issues, before: int) -> dict[str, object]:
    return {
        "view": view,
        "path": f"/tenants/{quote(tenant)}/issues",
        "may_act": session.may(Role.OPERATOR),
        "form_key": uuid4().hex,
        "before": before,
        "closed": max(0, before - view.count),
        "entities": list(ENTITIES.items()),
        "zone": None,
        "followed": urlencode([("retried", each.execution) for each in view.retried]),
    }


def _back(request: Request, tenant: str, wanted: Wanted, told: Told) -> Response:
    followed = [("retried", each) for each in told.executions[: gathering.MOST_RETRIED]]
    query = "&".join(filter(None, (wanted.query, urlencode(followed))))
    return go_to(request, f"/tenants/{quote(tenant)}/issues{'?' + query if query else ''}", told.text, told.tone)


PAGE = Page(
    router,
    nav=(NavEntry("Issues", icon="alert-triangle", href="/issues", order=40),),
    shots=("/issues", "/tenants/{tenant}/issues", "/troubleshooting"),
)
