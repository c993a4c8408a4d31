"""/administration/storage: what tenants' results take, and how long they are kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from psasync_client import Invalid
from psasync_console.pages.administration.view import KINDS, chosen_days, kept_lines, storage_line
from psasync_console.session.guard import Admin
from psasync_console.web.forms import Mistakes, SentForm
from psasync_console.web.going import go_to
from psasync_console.web.names import Names
from psasync_console.web.platform import Api, together
from psasync_console.web.templating import render, wants_fragment

router = APIRouter(prefix="/administration/storage", tags=["administration"])

_PER_PAGE = 50

TenantId = Annotated[str, Path(max_length=128)]


@router.get("")
async def storage(
    request: Request, session: Admin, api: Api, cursor: Annotated[str | None, Query(max_length=2000)] = None
) -> Response:
    found = await api.storage.list(limit=_PER_PAGE).page(cursor)
    names: Names = request.app.state.names
    tenants = await names.tenants(api, session, (used.tenant for used in found.items))
    lines = sorted((storage_line(used, tenants) for used in found.items), key=lambda line: -line.size)
    template = "administration/storage_list.html" if wants_fragment(request) else "administration/storage.html"
    return render(request, template, lines=lines, cursor=cursor, next=found.next)


@router.get("/{tenant_id}")
async def keeping(request: Request, _: Admin, api: Api, tenant_id: TenantId) -> Response:
    return await _keeping(request, api, tenant_id, Mistakes())


@router.post("/{tenant_id}")
async def keep(request: Request, _: Admin, api: Api, tenant_id: TenantId, form: SentForm) -> Response:
    chosen, wrong = chosen_days(form.values())
    if wrong:
        return await _keeping(request, api, tenant_id, Mistakes(wrong), form.values())
    try:
        await api.retention.set(tenant_id, chosen)
    except Invalid as error:
        mistakes = Mistakes.of(error, [kind for kind, _, _ in KINDS])
        return await _keeping(request, api, tenant_id, mistakes, form.values())
    return go_to(request, "/administration/storage", "Saved. What is older goes within a day.")


async def _keeping(
    request: Request, api: Api, tenant_id: str, mistakes: Mistakes, values: dict[str, str] | None = None
) -> Response:
    tenant, found = await together(api.tenants.get(tenant_id), api.retention.get(tenant_id))
    return render(
        request,
        "administration/keeping.html",
        422 if mistakes else 200,
        tenant=tenant,
        lines=kept_lines(found),
        values=values,
        changed_by=found.changed_by,
        changed_at=found.changed_at,
        mistakes=mistakes,
    )
