"""/notices: who was told what, when, and with what success."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from psasync.contracts.vocabulary import Role
from psasync_console.pages.notices.view import CHANNELS, KINDS, notice_line
from psasync_console.pages.notices.wanted import InAddress, midnight
from psasync_console.session.guard import Operator, Signed
from psasync_console.web.forms import SentForm
from psasync_console.web.going import go_to
from psasync_console.web.navigation import NavEntry
from psasync_console.web.page import Page
from psasync_console.web.platform import Api
from psasync_console.web.templating import render, wants_fragment

router = APIRouter(prefix="/notices", tags=["notices"])

_PER_PAGE = 50

Cursor = Annotated[str, Query(max_length=2000)]


@router.get("")
async def page(request: Request, session: Signed, api: Api, wanted: InAddress, cursor: Cursor = "") -> Response:
    listed = api.notices.list(
        tenant=wanted.tenant or None,
        kind=wanted.kind or None,
        channel=wanted.channel or None,
        execution=wanted.execution or None,
        from_=midnight(wanted.first),
        to=midnight(wanted.last, days=1),
        limit=_PER_PAGE,
    )
    found = await listed.page(cursor or None)
    return render(
        request,
        "notices/list.html" if wants_fragment(request) else "notices/page.html",
        lines=[notice_line(each) for each in found.items],
        chosen=wanted,
        query=wanted.query,
        cursor=cursor,
        next=found.next,
        kinds=list(KINDS.items()),
        channels=list(CHANNELS.items()),
        may_act=session.may(Role.OPERATOR),
    )


@router.post("/{notice}/redeliver")
async def redeliver(request: Request, _: Operator, api: Api, notice: str, form: SentForm) -> Response:
    await api.notices.redeliver(notice)
    tenant = form.one("tenant")
    to = "/notices" + (f"?{urlencode({'tenant': tenant})}" if tenant else "")
    return go_to(request, to, "It is delivered once more. Load the page again to see what comes of it.")


PAGE = Page(router, nav=(NavEntry("Notices", icon="mail", href="/notices", order=70),), shots=("/notices",))
