"""/tenants: all of them, and the switcher at the top of every page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from psasync_console.pages.tenants.view import tenants_view
from psasync_console.session.guard import Signed, WholePlatform
from psasync_console.web.navigation import NavEntry
from psasync_console.web.page import Page
from psasync_console.web.platform import Api
from psasync_console.web.templating import render, wants_fragment

router = APIRouter(prefix="/tenants", tags=["tenants"])

_PER_PAGE = 50
_IN_SWITCHER = 12

Text = Annotated[str, Query(max_length=200)]


@router.get("")
async def page(
    request: Request,
    session: Signed,
    api: Api,
    name: Text = "",
    state: Text = "",
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> Response:
    if session.tenant is not None:
        return RedirectResponse(f"/tenants/{session.tenant}", 303)
    found = await api.tenants.list(name=name or None, state=state or None, limit=_PER_PAGE).page(cursor)
    view = tenants_view(found.items, name=name, state=state, cursor=cursor, next_cursor=found.next)
    return render(request, "tenants/list.html" if wants_fragment(request) else "tenants/page.html", view=view)


@router.get("/switcher")
async def switcher(request: Request, _: WholePlatform, api: Api, name: Text = "") -> Response:
    found = await api.tenants.list(name=name or None, limit=_IN_SWITCHER).page()
    return render(request, "tenants/switcher.html", tenants=found.items, more=found.next is not None)


@router.get("/names")
async def names(request: Request, _: WholePlatform, api: Api, tenant: Text = "") -> Response:
    """What a field for a tenant offers while one is typed."""
    found = await api.tenants.list(name=tenant or None, limit=_IN_SWITCHER).page()
    return render(request, "tenants/names.html", tenants=found.items)


PAGE = Page(
    router,
    nav=(
        NavEntry("Tenants", icon="building", href="/tenants", order=20, platform_only=True),
        NavEntry("My tenant", icon="building", href="/tenants/{tenant}", order=20, tenant_only=True),
    ),
    shots=("/tenants",),
)
