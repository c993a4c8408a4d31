"""/syncs/{id}/notifications: where a sync's notices differ from its tenant's."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from psasync.contracts.vocabulary import Role
from psasync_client import AsyncClient, Invalid
from psasync_client.models.scheduler import NotificationOverride
from psasync_console.pages.tenant_settings.telling import KINDS, addresses
from psasync_console.session.guard import Admin, Signed
from psasync_console.session.session import Session
from psasync_console.web.forms import Form, Mistakes, SentForm
from psasync_console.web.going import go_to
from psasync_console.web.platform import Api
from psasync_console.web.templating import render

router = APIRouter(prefix="/{sync}/notifications")

OWN = [each for each in KINDS if each[0] != "webhook_renewed"]
"""A webhook is the connection's: no sync has a part in it."""

_WORDS = {"yes": True, "no": False}


@router.get("")
async def page(request: Request, session: Signed, api: Api, sync: str) -> Response:
    return await _page(request, session, api, sync)


@router.post("")
async def save(request: Request, session: Admin, api: Api, sync: str, form: SentForm) -> Response:
    try:
        await api.syncs.change(sync, {"notifications": own_choices(form)})
    except Invalid as error:
        return await _page(request, session, api, sync, form, Mistakes.of(error, ["notifications"]))
    return go_to(request, f"/syncs/{quote(sync)}", "Saved.")


def own_choices(form: Form) -> dict[str, Any]:
    """As they are sent: what is left to the tenant is null."""
    told = {name: _WORDS.get(form.one(name)) for name, _, _ in OWN}
    return {**told, "recipients": addresses(form) if form.ticked("own_recipients") else None}


def shown(choices: NotificationOverride) -> dict[str, str]:
    """By name: yes, no, or nothing for as the tenant has chosen."""
    words = {True: "yes", False: "no"}
    return {name: words.get(getattr(choices, name), "") for name, _, _ in OWN}


async def _page(
    request: Request,
    session: Session,
    api: AsyncClient,
    sync: str,
    sent: Form | None = None,
    mistakes: Mistakes | None = None,
) -> Response:
    stored = await api.syncs.get(sync)
    tenant = await api.tenants.get(stored.tenant)
    own = stored.notifications
    usual = {name: "yes" if getattr(tenant.notifications, name) else "no" for name, _, _ in OWN}
    return render(
        request,
        "syncs/notifications.html",
        422 if mistakes else 200,
        tenant=tenant,
        sync=stored,
        kinds=OWN,
        chosen={name: sent.one(name) for name, _, _ in OWN} if sent else shown(own),
        usual=usual,
        own_recipients=sent.ticked("own_recipients") if sent else own.recipients is not None,
        recipients=sent.one("recipients") if sent else "\n".join(own.recipients or ()),
        mistakes=mistakes or Mistakes(),
        may_change=session.may(Role.ADMIN),
    )
