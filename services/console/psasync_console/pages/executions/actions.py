"""What can be done about an execution: stop it, run it again, try again what failed, take its records along."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from psasync_client import Conflict
from psasync_client.models.scheduler import Accepted
from psasync_console.pages.executions.addresses import Chosen, ExecutionId
from psasync_console.pages.executions.log import log_text
from psasync_console.session.guard import Operator, Signed
from psasync_console.web.days import imported_days
from psasync_console.web.downloads import download
from psasync_console.web.forms import SentForm
from psasync_console.web.going import go_to
from psasync_console.web.page import Page
from psasync_console.web.platform import Api
from psasync_console.web.templating import render

router = APIRouter(prefix="/executions/{execution}", tags=["executions"])


@router.post("/cancel")
async def cancel(request: Request, _: Operator, api: Api, execution: ExecutionId, form: SentForm) -> Response:
    await api.executions.cancel(execution, {"reason": form.one("reason")})
    return go_to(request, f"/executions/{execution}", "It is asked to stop.")


@router.post("/retry")
async def retry(request: Request, _: Operator, api: Api, execution: ExecutionId, form: SentForm) -> Response:
    accepted = await api.executions.retry(execution, idempotency_key=form.one("key") or None)
    return _on(request, accepted)


@router.post("/again")
async def again(request: Request, _: Operator, api: Api, execution: ExecutionId, form: SentForm) -> Response:
    """Where imported data would be imported again, a page asks for the confirmation and shows the days."""
    key, confirmed = form.one("key"), form.ticked("confirmed")
    if key and confirmed:
        key = f"{key}:confirmed"  # another question than the one before, so it has a key of its own
    try:
        accepted = await api.executions.again(execution, {"confirmed": confirmed}, idempotency_key=key or None)
    except Conflict as error:
        if error.code != "confirmation-needed":
            raise
        days, missed = imported_days(error.extra), form.ticked("shown")
        return render(request, "executions/again.html", 409, execution=execution, days=days, key=key, missed=missed)
    return _on(request, accepted)


def _on(request: Request, accepted: Accepted) -> Response:
    place = f" Its place in the queue: {accepted.queue_position}." if accepted.queue_position else ""
    message = "It joins an identical request that waits already." if accepted.joined else f"It is queued.{place}"
    return go_to(request, f"/executions/{accepted.execution_id}?asked=true", " ".join([message, *accepted.warnings]))


@router.get("/records.csv")
async def records_file(_: Signed, api: Api, execution: ExecutionId, chosen: Chosen) -> Response:
    source = api.executions.export_records(execution, format="csv", **chosen.asked())
    return await download(source, f"records-{execution[:8]}.csv", "text/csv; charset=utf-8")


@router.get("/log.txt")
async def log_file(_: Signed, api: Api, execution: ExecutionId) -> Response:
    return await download(log_text(api, execution), f"log-{execution[:8]}.txt", "text/plain; charset=utf-8")


PAGE = Page(router)
