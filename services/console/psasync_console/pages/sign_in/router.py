"""Signing in and out."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from psasync.kit.clock import RealClock
from psasync.kit.http import Problem, forbidden, not_found
from psasync.kit.http.address import client_address
from psasync_client import Forbidden, NotFound, ProblemError, PsaSyncError, Unauthorized
from psasync_client.models.scheduler import OptionsView
from psasync_console.pages.sign_in.sessions import of_key, of_person, of_ticket
from psasync_console.session import csrf, once
from psasync_console.session.cookies import Cookies
from psasync_console.session.guard import current_session, current_visit
from psasync_console.session.once import Ticket
from psasync_console.session.session import Session, Visit, WayOut, path_of_ours
from psasync_console.settings import ConsoleSettings
from psasync_console.web.forms import SentForm
from psasync_console.web.page import Page
from psasync_console.web.platform import platform_of
from psasync_console.web.templating import render

router = APIRouter(tags=["sign-in"])

_VISIT = timedelta(minutes=30)
_CLOCK = RealClock()


@router.get("/sign-in")
async def show(request: Request, back_to: Annotated[str | None, Query(max_length=2000)] = None) -> Response:
    return await _page(request, path_of_ours(back_to))


@router.post("/sign-in")
async def by_key(request: Request, form: SentForm) -> Response:
    visit = current_visit(request)
    back_to = visit.back_to if visit else "/"
    key = form.one("key")
    if not key:
        return await _page(request, back_to, "Enter your API key.", 422)
    try:
        known = await platform_of(request.app).client(key).keys.whoami()
    except Unauthorized:
        return await _page(request, back_to, "This key is unknown, has expired, or was revoked.", 422)
    return _signed_in(request, of_key(key, known, _CLOCK.now(), _longest(request)), back_to)


@router.get("/sign-in/people")
async def by_provider(request: Request, scope: Annotated[str | None, Query(max_length=128)] = None) -> Response:
    """On to the identity provider, by way of the scheduler."""
    options = await _options(request)
    if options is None or not options.people or not options.start:
        raise not_found("sign-in by a provider here: the operator has not set one up. Use an API key")
    settings: ConsoleSettings = request.app.state.settings
    visit = current_visit(request) or Visit(expires_at=_CLOCK.now() + _VISIT)
    digest = hashlib.sha256(visit.verifier.encode()).digest()
    query = {
        "return_to": f"{settings.console_url}/sign-in/return",
        "challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        **({"scope": scope} if scope else {}),
    }
    answer = RedirectResponse(f"{options.start}?{urlencode(query)}", 303)
    _cookies(request).give_visit(answer, visit, _CLOCK.now())
    return answer


@router.get("/sign-in/return")
async def returned(
    request: Request,
    code: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """Where the scheduler sends the browser back to."""
    visit = current_visit(request)
    if visit is None:
        return await _page(request, "/", "That took too long, or was begun in another browser. Begin again.", 422)
    body = {"code": code, "verifier": visit.verifier}
    try:
        exchanged = await platform_of(request.app).client(None).sign_in.exchange(body)
    except Forbidden as refused:
        return await _page(request, visit.back_to, refused.detail or refused.title, 403)
    except ProblemError as error:
        return await _page(request, visit.back_to, error.detail or error.title, 422)
    return _signed_in(request, of_person(exchanged, _CLOCK.now(), _longest(request)), visit.back_to)


@router.get("/sign-in/once/{ticket}")
async def by_ticket(request: Request, ticket: str) -> Response:
    """The demo's link: works once, for a quarter of an hour, on this machine."""
    settings: ConsoleSettings = request.app.state.settings
    here = once.on_this_machine(client_address(request), request.headers.get("host", ""))
    if not settings.console_once_links or not here:
        raise not_found("sign-in by a link here")
    if once.looked_ahead(request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")):
        raise Problem(503, "Not before it is opened", code="looked-ahead")
    opened = _cookies(request).seal.open(ticket, Ticket, _CLOCK.now())
    if opened is None:
        raise forbidden("This link is over. `make run` prints a new one; or sign in with an API key.", code="link-over")
    try:
        made = await platform_of(request.app).client(opened.key).keys.rotate(opened.key_id, {"overlap_hours": 0})
    except (Unauthorized, NotFound, ProblemError) as used:
        if isinstance(used, ProblemError) and used.status >= 500:
            raise
        raise forbidden("This link was used before. `make run` prints a new one.", code="link-used") from used
    return _signed_in(request, of_ticket(made, _CLOCK.now(), _longest(request)), "/")


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Ends the session, and the key that was made for it."""
    session = current_session(request)
    if session is not None:
        await _end_key(request, session)
    answer = RedirectResponse("/sign-in", 303)
    _cookies(request).forget(answer)
    # What this browser kept of the pages goes too.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


async def _end_key(request: Request, session: Session) -> None:
    client = platform_of(request.app).client(session.key)
    try:
        if session.way_out is WayOut.SIGN_OUT:
            await client.sign_in.sign_out()
        elif session.way_out is WayOut.REVOKE:
            await client.keys.revoke(session.key_id)
    except ProblemError as error:
        if error.status >= 500:
            raise


async def _page(request: Request, back_to: str, mistake: str = "", status: int = 200) -> Response:
    now = _CLOCK.now()
    visit = current_visit(request)
    fresh = Visit(expires_at=now + _VISIT, back_to=back_to)
    if visit is not None:
        fresh = fresh.model_copy(update={"csrf": visit.csrf, "verifier": visit.verifier})
    session = current_session(request)
    answer = render(
        request,
        "sign_in/page.html",
        status,
        options=await _options(request),
        mistake=mistake,
        csrf=csrf.masked(session.csrf if session else fresh.csrf),
        signed_in_as=session.name if session else "",
    )
    _cookies(request).give_visit(answer, fresh, now)
    return answer


def _signed_in(request: Request, session: Session, back_to: str) -> Response:
    answer = RedirectResponse(back_to, 303)
    cookies = _cookies(request)
    cookies.forget(answer)
    cookies.give_session(answer, session, _CLOCK.now())
    return answer


async def _options(request: Request) -> OptionsView | None:
    """None while the scheduler cannot be asked: a key can be entered, and the answer will say what is wrong."""
    try:
        return await platform_of(request.app).client(None).sign_in.options()
    except PsaSyncError:
        return None


def _cookies(request: Request) -> Cookies:
    cookies: Cookies = request.app.state.cookies
    return cookies


def _longest(request: Request) -> timedelta:
    settings: ConsoleSettings = request.app.state.settings
    return timedelta(hours=settings.console_session_hours)


PAGE = Page(router, shots=("/sign-in",))
