"""/administration/audit: who did what."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from psasync_console.pages.administration.view import audit_line, query_of
from psasync_console.session.guard import Admin
from psasync_console.web.names import Names
from psasync_console.web.platform import Api
from psasync_console.web.templating import render, wants_fragment

router = APIRouter(prefix="/administration", tags=["administration"])

_PER_PAGE = 50

Text = Annotated[str, Query(max_length=200)]


@router.get("/audit")
async def audit(
    request: Request,
    session: Admin,
    api: Api,
    *,
    who: Text = "",
    action: Text = "",
    subject: Text = "",
    tenant: Text = "",
    first: Annotated[Text, Query(alias="from")] = "",
    last: Annotated[Text, Query(alias="to")] = "",
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> Response:
    begins, ends = _day(first), _day(last)
    found = await api.audit.list(
        who=who or None,
        action=action or None,
        subject=subject or None,
        tenant=tenant or None,
        from_=begins,
        to=ends + timedelta(days=1) if ends else None,
        limit=_PER_PAGE,
    ).page(cursor)
    names: Names = request.app.state.names
    tenants = await names.tenants(api, session, (entry.tenant for entry in found.items if entry.tenant))
    chosen = {"who": who, "action": action, "subject": subject, "tenant": tenant, "from": first, "to": last}
    return render(
        request,
        "administration/audit_list.html" if wants_fragment(request) else "administration/audit.html",
        lines=[audit_line(entry, tenants) for entry in found.items],
        chosen=chosen,
        query=query_of(chosen.items()),
        cursor=cursor,
        next=found.next,
    )


def _day(text: str) -> datetime | None:
    """Its beginning, UTC; None for what is no date, which a field for dates does not send."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        return None
