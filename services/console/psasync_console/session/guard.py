"""Dependencies of the pages: who is it, may they, and did a page of ours ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Annotated, TypeAlias
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from psasync.contracts.vocabulary import Role
from psasync.kit.clock import RealClock
from psasync.kit.http import Problem, bad_request, forbidden, not_found
from psasync_console.session import csrf
from psasync_console.session.cookies import Cookies
from psasync_console.session.session import Session, Visit
from psasync_console.settings import ConsoleSettings

_CLOCK = RealClock()
_MOST_FIELDS = 2_000
_FORM = "application/x-www-form-urlencoded"


class SignInNeeded(Problem):
    """Nobody is signed in, or no longer. A page becomes the way to sign in."""

    def __init__(self, detail: str = "Sign in to see this page.") -> None:
        super().__init__(401, "Sign in first", detail, code="sign-in-needed")


def current_session(request: Request) -> Session | None:
    """Of this request; opened once."""
    if not hasattr(request.state, "session"):
        cookies: Cookies = request.app.state.cookies
        request.state.session = cookies.session(request, _CLOCK.now())
    session: Session | None = request.state.session
    return session


def current_visit(request: Request) -> Visit | None:
    cookies: Cookies = request.app.state.cookies
    return cookies.visit(request, _CLOCK.now())


def signed_in(request: Request) -> Session:
    """For `Depends`; raises `SignInNeeded`."""
    session = current_session(request)
    if session is None:
        raise SignInNeeded
    return session


@cache
def requires(role: Role) -> Callable[..., Awaitable[Session]]:
    """For `Depends(requires(role))`: the session, of this role or above. The services judge again."""

    async def dependency(session: Annotated[Session, Depends(signed_in)]) -> Session:
        if not session.may(role):
            raise forbidden(f"This needs the role {role.value}; you are signed in as {session.role.value}.")
        return session

    return dependency


def whole_platform(session: Annotated[Session, Depends(signed_in)]) -> Session:
    """For `Depends`: pages that show all tenants do not exist for a tenant's own people."""
    if not session.whole_platform:
        raise not_found("page here that your key may see: it is of one tenant")
    return session


Signed: TypeAlias = Annotated[Session, Depends(signed_in)]
Operator: TypeAlias = Annotated[Session, Depends(requires(Role.OPERATOR))]
Admin: TypeAlias = Annotated[Session, Depends(requires(Role.ADMIN))]
WholePlatform: TypeAlias = Annotated[Session, Depends(whole_platform)]


async def form_of(request: Request) -> list[tuple[str, str]]:
    """The fields of a form, in order; a name may come again. Raises 400 for what is no form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return []
    try:
        text = (await request.body()).decode()
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise bad_request("The form cannot be read.") from error


async def only_from_here(request: Request) -> None:
    """Of every router: a change is refused that no page of ours has asked for."""
    if request.method in csrf.SAFE:
        return
    settings: ConsoleSettings = request.app.state.settings
    if not csrf.comes_from_here(request.headers, request.headers.get("host", ""), settings.origin):
        raise forbidden("The request did not come from a page of this console.", code="foreign-origin")
    session = current_session(request) or current_visit(request)
    token = request.headers.get(csrf.HEADER) or dict(await form_of(request)).get(csrf.FIELD, "")
    if session is None:
        raise SignInNeeded("Your session is over; nothing was changed. Sign in and do it again.")
    if not csrf.is_token_of(session.csrf, token):
        raise forbidden("The page is out of date; load it again and repeat what you did.", code="stale-page")
