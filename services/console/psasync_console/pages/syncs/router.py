"""/syncs: a new one, how it is set up, and what is done to it as a whole."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from psasync.contracts.vocabulary import Role
from psasync_client import AsyncClient, Invalid
from psasync_console.pages.syncs import fields, gathering, scheduling, telling
from psasync_console.pages.syncs.entities import choices
from psasync_console.session.guard import Admin, Operator, Signed
from psasync_console.session.session import Session
from psasync_console.web.forms import Form, Mistakes, SentForm
from psasync_console.web.going import go_to
from psasync_console.web.page import Page
from psasync_console.web.platform import Api
from psasync_console.web.templating import render

router = APIRouter(prefix="/syncs", tags=["syncs"])

_NUMBERS = ("deletion_guard_percent", "full_pass_days", "auto_pause_after")
_FIELDS = ("name", "connection", "entities", "destination", *_NUMBERS)

Text = Annotated[str, Query(max_length=200)]


@router.get("/new")
async def new(request: Request, _: Admin, api: Api, connection: Text, setup: Text = "") -> Response:
    return await _new(request, api, connection, setup)


@router.post("/new")
async def create(request: Request, _: Admin, api: Api, form: SentForm) -> Response:
    setup = form.one("setup")
    body = {name: form.one(name) for name in ("connection", "name", "destination")}
    try:
        made = await api.syncs.create({**body, "entities": form.all("entities")})
    except Invalid as error:
        return await _new(request, api, form.one("connection"), setup, form, Mistakes.of(error, _FIELDS))
    to = f"/syncs/{quote(made.id)}"
    return go_to(request, f"{to}/fields?setup=1" if setup else to, f"{made.name} is made.")


@router.get("/{sync}")
async def page(request: Request, session: Signed, api: Api, sync: str) -> Response:
    return await _page(request, session, api, sync)


@router.post("/{sync}")
async def save(request: Request, session: Admin, api: Api, sync: str, form: SentForm) -> Response:
    body: dict[str, Any] = {"name": form.one("name"), "entities": form.all("entities")}
    body |= {name: _number(form.one(name)) for name in _NUMBERS}
    try:
        await api.syncs.change(sync, body, if_match=form.one("version") or None)
    except Invalid as error:
        return await _page(request, session, api, sync, form, Mistakes.of(error, _FIELDS))
    return go_to(
        request, f"/syncs/{quote(sync)}", "Saved. The next run reads everything if what is carried has changed."
    )


@router.post("/{sync}/pause")
async def pause(request: Request, _: Operator, api: Api, sync: str, form: SentForm) -> Response:
    await api.syncs.pause(sync, {"reason": form.one("reason")})
    return go_to(request, f"/syncs/{quote(sync)}", "Paused. What runs already goes on.")


@router.post("/{sync}/resume")
async def resume(request: Request, _: Operator, api: Api, sync: str) -> Response:
    await api.syncs.resume(sync)
    return go_to(request, f"/syncs/{quote(sync)}", "Goes on.")


@router.post("/{sync}/archive")
async def archive(request: Request, _: Admin, api: Api, sync: str) -> Response:
    stored = await api.syncs.get(sync)
    await api.syncs.archive(sync)
    return go_to(request, f"/tenants/{quote(stored.tenant)}", f"{stored.name} is archived.")


@router.post("/{sync}/resync-settings")
async def resync(request: Request, _: Operator, api: Api, sync: str, form: SentForm) -> Response:
    accepted = await api.syncs.resync_settings(sync, idempotency_key=form.one("key") or None)
    return go_to(request, f"/executions/{quote(accepted.execution_id)}", "The set-up lists are read again.")


async def _new(
    request: Request,
    api: AsyncClient,
    connection: str,
    setup: str,
    sent: Form | None = None,
    mistakes: Mistakes | None = None,
) -> Response:
    view = await gathering.new_sync(api, connection)
    offered = choices(view.entities, sent.all("entities") if sent else None)
    wrong = mistakes or Mistakes()
    values = {
        "name": sent.one("name") if sent else "Everything",
        "destination": sent.one("destination") if sent else "",
    }
    shown = {"view": view, "choices": offered, "mistakes": wrong, "setup": setup, "step": "sync", **values}
    return render(request, "syncs/new.html", 422 if wrong else 200, tenant=view.tenant, **shown)


async def _page(
    request: Request,
    session: Session,
    api: AsyncClient,
    sync: str,
    sent: Form | None = None,
    mistakes: Mistakes | None = None,
) -> Response:
    tenant, view, entities = await gathering.sync(api, sync)
    carried = [each.entity for each in view.carried]
    wrong = mistakes or Mistakes()
    return render(
        request,
        "syncs/page.html",
        422 if wrong else 200,
        tenant=tenant,
        view=view,
        choices=choices(entities, sent.all("entities") if sent else carried),
        values={name: sent.one(name) if sent else getattr(view, name) for name in ("name", *_NUMBERS)},
        mistakes=wrong,
        may_act=session.may(Role.OPERATOR),
        may_change=session.may(Role.ADMIN),
    )


def _number(text: str) -> int | str:
    """As it is where it is none: the service says so, at its field."""
    return int(text) if text.isascii() and text.isdecimal() else text


router.include_router(fields.router)
router.include_router(scheduling.router)
router.include_router(telling.router)

PAGE = Page(
    router,
    shots=(
        "/syncs/{sync}",
        "/syncs/{sync}/fields?entity=contact",
        "/syncs/{sync}/schedule",
        "/syncs/{sync}/notifications",
        "/syncs/new?connection={connection}",
    ),
)
