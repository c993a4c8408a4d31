"""/administration/keys and /administration/people: who may come in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from psasync.kit.clock import RealClock
from psasync_client import AsyncClient, Invalid
from psasync_console.pages.administration.view import ROLES, key_line, query_of
from psasync_console.session.guard import Admin
from psasync_console.session.session import Session
from psasync_console.web.forms import Form, Mistakes, SentForm
from psasync_console.web.going import go_to
from psasync_console.web.names import Names
from psasync_console.web.platform import Api
from psasync_console.web.templating import render, wants_fragment
from psasync_console.web.tenant_choice import tenant_called

router = APIRouter(prefix="/administration", tags=["administration"])

_PER_PAGE = 50
_CLOCK = RealClock()
_LIVES = (("7", "7 days"), ("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("", "without an end"))
_FIELDS = ("name", "role", "tenant", "expires_at")

State = Annotated[str, Query(max_length=20)]
Cursor = Annotated[str | None, Query(max_length=2000)]
KeyId = Annotated[str, Path(max_length=128)]


@router.get("/keys")
async def keys(request: Request, session: Admin, api: Api, state: State = "active", cursor: Cursor = None) -> Response:
    context = await _lines(request, session, api, "application", state, cursor)
    if wants_fragment(request):
        return render(request, "administration/key_list.html", **context)
    return render(request, "administration/keys.html", **context, **_form(session, Form(()), Mistakes()))


@router.get("/people")
async def people(
    request: Request, session: Admin, api: Api, state: State = "active", cursor: Cursor = None
) -> Response:
    context = await _lines(request, session, api, "person", state, cursor)
    if wants_fragment(request):
        return render(request, "administration/key_list.html", **context)
    options = await api.sign_in.options()
    return render(request, "administration/people.html", **context, roles=ROLES, options=options)


@router.post("/keys")
async def make(request: Request, session: Admin, api: Api, form: SentForm) -> Response:
    days, scope = form.one("days"), form.one("tenant")
    tenant = await tenant_called(api, scope) if scope and session.whole_platform else None
    if scope and session.whole_platform and tenant is None:
        unknown = Mistakes({"tenant": f"No one tenant is called {scope!r}: choose one that is offered."})
        return render(request, "administration/key_form.html", 422, **_form(session, form, unknown))
    body = {
        "name": form.one("name"),
        "role": form.one("role"),
        "tenant": tenant.id if tenant else session.tenant,
        "expires_at": _in_days(days, _CLOCK.now()),
    }
    try:
        made = await api.keys.create(body)
    except Invalid as error:
        context = _form(session, form, Mistakes.of(error, _FIELDS))
        return render(request, "administration/key_form.html", 422, **context)
    return render(request, "administration/key_made.html", made=made, followed=None)


@router.post("/keys/{key_id}/rotate")
async def rotate(request: Request, _: Admin, api: Api, key_id: KeyId, form: SentForm) -> Response:
    hours = form.one("hours", "24")
    made = await api.keys.rotate(key_id, {"overlap_hours": float(hours) if hours.isdecimal() else 24})
    old = await api.keys.get(key_id)
    return render(request, "administration/key_made.html", made=made, followed=old)


@router.post("/keys/{key_id}/revoke")
async def revoke(request: Request, session: Admin, api: Api, key_id: KeyId) -> Response:
    key = await api.keys.revoke(key_id)
    path = "/sign-in" if key_id == session.key_id else _page_of(key.kind.value)
    return go_to(request, path, f"{key.name} is revoked: every service follows within 30 s.")


def _page_of(kind: str) -> str:
    return "/administration/people" if kind == "person" else "/administration/keys"


async def _lines(
    request: Request, session: Session, api: AsyncClient, kind: str, state: str, cursor: str | None
) -> dict[str, object]:
    names: Names = request.app.state.names
    found = await api.keys.list(kind=kind, state=state or None, limit=_PER_PAGE).page(cursor)
    tenants = await names.tenants(api, session, (key.tenant for key in found.items if key.tenant))
    now = _CLOCK.now()
    return {
        "lines": [key_line(key, tenants, session.key_id, now) for key in found.items],
        "state": state,
        "kind": kind,
        "query": query_of([("state", state)]),
        "cursor": cursor,
        "next": found.next,
    }


def _form(session: Session, form: Form, mistakes: Mistakes) -> dict[str, object]:
    """What a form for a new key offers, and what somebody has filled in."""
    return {
        "roles": ROLES,
        "lives": _LIVES,
        "of_any_tenant": session.whole_platform,
        "values": form.values(),
        "mistakes": mistakes,
    }


def _in_days(text: str, now: datetime) -> str | None:
    return (now + timedelta(days=int(text))).isoformat() if text.isdecimal() and len(text) < 5 else None
