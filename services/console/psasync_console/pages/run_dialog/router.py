"""/syncs/{id}/run: start a sync, as a dialog of other pages or as a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from psasync_client import AsyncClient, Conflict, Invalid
from psasync_client.models.scheduler import RunOptions, SyncView
from psasync_console.pages.run_dialog.choices import Choices
from psasync_console.pages.run_dialog.view import Review, answer, carried, dialog, review
from psasync_console.session.guard import Operator
from psasync_console.session.session import Session
from psasync_console.web.forms import Mistakes, SentForm
from psasync_console.web.names import Named, Names
from psasync_console.web.page import Page
from psasync_console.web.platform import Api, together
from psasync_console.web.templating import render, wants_fragment

router = APIRouter(prefix="/syncs/{sync}/run", tags=["runs"])

SyncId = Annotated[str, Path(max_length=128)]
_REFUSED = 422


@router.get("")
async def choose(request: Request, session: Operator, api: Api, sync: SyncId) -> Response:
    asked = await _asked(request, session, api, sync)
    choices = Choices().with_all(carried(asked.options))
    return _form(request, asked, choices, Mistakes())


@router.post("/check")
async def check(request: Request, session: Operator, api: Api, sync: SyncId, form: SentForm) -> Response:
    """What the choices would do; nothing is run. To htmx the lower part of the form, else the whole page."""
    asked = await _asked(request, session, api, sync)
    choices = Choices.of(form)
    found, mistakes = await _review(api, sync, choices, asked.options)
    if wants_fragment(request):
        return render(request, "run_dialog/checked.html", review=found, choices=choices, mistakes=mistakes)
    return _form(request, asked, choices, mistakes, found)


@router.post("")
async def start(request: Request, session: Operator, api: Api, sync: SyncId, form: SentForm) -> Response:
    """A second click sends the same key, and is answered with the same execution."""
    asked = await _asked(request, session, api, sync)
    choices = Choices.of(form)
    mistakes = choices.mistakes() or choices.unconfirmed()
    if not mistakes:
        try:
            body, key = choices.body(carried(asked.options)), form.one("key") or None
            accepted: Any = await api.executions.start(sync, body, idempotency_key=key)
        except (Invalid, Conflict) as error:
            mistakes = choices.refused(error)
        else:
            template = "run_dialog/accepted.html" if wants_fragment(request) else "run_dialog/accepted_page.html"
            return render(request, template, answer=answer(accepted), sync=asked.sync, tenant=asked.tenant)
    found, _mistakes = await _review(api, sync, choices, asked.options)
    return _form(request, asked, choices, mistakes, found)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every answer is about."""

    options: RunOptions
    sync: SyncView
    tenant: Named


async def _asked(request: Request, session: Session, api: AsyncClient, sync: str) -> _Asked:
    options, known = await together(api.syncs.run_options(sync), api.syncs.get(sync))
    names: Names = request.app.state.names
    return _Asked(options, known, await names.tenant(api, session, known.tenant))


def _form(
    request: Request, asked: _Asked, choices: Choices, mistakes: Mistakes, found: Review | None = None
) -> Response:
    within = wants_fragment(request)
    template = "run_dialog/form.html" if within else "run_dialog/page.html"
    status = _REFUSED if mistakes and not within else 200
    shown = {"view": dialog(asked.options, asked.sync, choices), "tenant": asked.tenant}
    return render(request, template, status, choices=choices, mistakes=mistakes, review=found, **shown)


async def _review(api: AsyncClient, sync: str, choices: Choices, options: RunOptions) -> tuple[Review | None, Mistakes]:
    mistakes = choices.mistakes()
    if mistakes:
        return None, mistakes
    try:
        found: Any = await api.executions.start(sync, choices.body(carried(options)), preflight=True)
    except (Invalid, Conflict) as error:
        return None, choices.refused(error)
    return review(found, choices, options), Mistakes()


PAGE = Page(router, shots=("/syncs/{sync}/run",))
