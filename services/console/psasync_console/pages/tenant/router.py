"""/tenants/{id}: how one tenant's syncs stand, what runs, and what to do next."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from psasync_client import AsyncClient
from psasync_client.models.common import Status
from psasync_client.models.scheduler import TenantView
from psasync_console.pages.tenant.recent_tickets import recent_tickets
from psasync_console.pages.tenant.tickets import ticket_lines
from psasync_console.pages.tenant.view import Present, present, tenant_page
from psasync_console.session.guard import Signed
from psasync_console.session.session import Session
from psasync_console.web.live import changes, live, merged
from psasync_console.web.names import Names
from psasync_console.web.page import Page
from psasync_console.web.platform import Api, together
from psasync_console.web.templating import fragment, render

router = APIRouter(tags=["tenant"])

_MOST = 100
_RUNS = 10
_CHANGES_EVERY_SECONDS = 2.0

TenantId = Annotated[str, Path(max_length=128)]


@router.get("/tenants/{tenant}")
async def page(request: Request, session: Signed, api: Api, tenant: TenantId) -> Response:
    (known, now), connections, issues = await together(
        _present(request, session, api, tenant),
        api.connections.list(tenant=tenant, limit=_MOST).page(),
        api.issues.groups(tenant, state="open"),
    )
    view = tenant_page(known, now, connections.items, issues)
    return render(request, "tenant/page.html", view=view, tenant=view)


@router.get("/tenants/{tenant}/present")
async def changing(request: Request, session: Signed, api: Api, tenant: TenantId) -> Response:
    _, now = await _present(request, session, api, tenant)
    return render(request, "tenant/present.html", present=now, tenant_id=tenant)


@router.get("/tenants/{tenant}/tickets-now")
async def tickets(request: Request, _: Signed, api: Api, tenant: TenantId) -> Response:
    connections = await api.connections.list(tenant=tenant, limit=_MOST).page()
    lines = await ticket_lines(api, connections.items)
    return render(request, "tenant/tickets.html", lines=lines, tenant_id=tenant)


@router.get("/live/tenants/{tenant}")
async def stream(request: Request, session: Signed, api: Api, tenant: TenantId) -> Response:
    """One for all live parts: a browser keeps few streams open to one address."""
    runs = changes(api.executions.follow(tenant), _CHANGES_EVERY_SECONDS)
    return live(request, session, merged(runs, recent_tickets(api, tenant, partial(fragment, request))))


async def _present(request: Request, session: Session, api: AsyncClient, tenant: str) -> tuple[TenantView, Present]:
    known, syncs, cards, running, queued = await together(
        api.tenants.get(tenant),
        api.syncs.list(tenant=tenant, limit=_MOST).page(),
        api.cards.list(tenant, limit=_MOST).page(),
        api.executions.list(tenant=tenant, status=Status.IN_PROGRESS, limit=_RUNS).page(),
        api.executions.list(tenant=tenant, status=Status.QUEUED, limit=_RUNS).page(),
    )
    names: Names = request.app.state.names
    names.learn("tenant", session, {known.id: known.name})
    names.learn("sync", session, {each.id: each.name for each in syncs.items})
    return known, present(known, syncs.items, cards.items, [*running.items, *queued.items])


PAGE = Page(router, shots=("/tenants/{tenant}",))
