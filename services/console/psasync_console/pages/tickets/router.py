"""Live tickets of a tenant: as they come, and nowhere kept."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import RedirectResponse, Response

from psasync_console.pages.tickets import gathering, streaming
from psasync_console.pages.tickets.wanted import KINDS, InAddress, parts
from psasync_console.session.guard import Signed
from psasync_console.web.live import live
from psasync_console.web.navigation import NavEntry
from psasync_console.web.page import Page
from psasync_console.web.platform import Api, together
from psasync_console.web.templating import fragment, render, wants_fragment

router = APIRouter(tags=["tickets"])

MOST_SHOWN = 200
"""Changes in the page; older ones leave it."""

_TENANTS_PER_PAGE = 50

Text = Annotated[str, Query(max_length=2000)]
Place = Annotated[str | None, Query(max_length=200)]


@router.get("/tickets")
async def tenants(request: Request, session: Signed, api: Api, name: Text = "", cursor: Text = "") -> Response:
    if session.tenant is not None:
        return RedirectResponse(f"/tenants/{session.tenant}/tickets", 303)
    found = await api.tenants.list(name=name or None, limit=_TENANTS_PER_PAGE).page(cursor or None)
    part = "tickets/tenants_list.html" if wants_fragment(request) else "tickets/tenants.html"
    return render(request, part, tenants=found.items, name=name, cursor=cursor, next=found.next)


@router.get("/tenants/{tenant}/tickets")
async def page(request: Request, _: Signed, api: Api, tenant: str, wanted: InAddress) -> Response:
    owner, names, connections = await together(
        api.tenants.get(tenant), gathering.names(api, tenant), gathering.health(api, tenant)
    )
    shown = {"wanted": wanted, "kinds": KINDS, "names": names, "connections": connections, "most": MOST_SHOWN}
    return render(request, "tickets/page.html", tenant=owner, **shown)


@router.get("/tenants/{tenant}/tickets/health")
async def health(request: Request, _: Signed, api: Api, tenant: str) -> Response:
    return render(request, "tickets/health.html", connections=await gathering.health(api, tenant))


@router.get("/live/tenants/{tenant}/tickets")
async def stream(
    request: Request,
    session: Signed,
    api: Api,
    tenant: str,
    wanted: InAddress,
    last_event_id: Place = None,
    resumed: Annotated[str | None, Header(alias="last-event-id", max_length=200)] = None,
) -> Response:
    """A browser that comes back by itself says where it was in a header; a page that begins anew in the address."""
    source = api.tickets.follow(
        tenant,
        board=parts(wanted.board),
        status=parts(wanted.status),
        priority=parts(wanted.priority),
        kind=parts(wanted.kind),
        last_event_id=resumed or last_event_id,
    )
    events = streaming.events(source, partial(fragment, request))
    return live(request, session, events)


PAGE = Page(
    router,
    nav=(NavEntry("Tickets", icon="ticket", href="/tickets", order=60),),
    shots=("/tickets", "/tenants/{tenant}/tickets"),
)
