"""What endpoints depend on: the context, and the caller in a role."""

import re
from typing import Annotated, TypeAlias

from fastapi import Depends, Header, Query, Response
from starlette.requests import Request

from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal, bad_request, decode_cursor, encode_cursor, requires
from psasync.kit.http.address import client_address
from psasync_scheduler.actions.context import Caller, Context

_VERSION = re.compile(r'(?:W/)?"?(\d{1,9})"?')


def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


def _caller(request: Request, principal: Principal) -> Caller:
    return Caller(
        principal,
        address=client_address(request),
        bearer=request.headers.get("authorization", "").partition(" ")[2].strip(),
        traceparent=request.headers.get("traceparent"),
    )


def _viewer(request: Request, principal: Annotated[Principal, Depends(requires(Role.VIEWER))]) -> Caller:
    return _caller(request, principal)


def _operator(request: Request, principal: Annotated[Principal, Depends(requires(Role.OPERATOR))]) -> Caller:
    return _caller(request, principal)


def _admin(request: Request, principal: Annotated[Principal, Depends(requires(Role.ADMIN))]) -> Caller:
    return _caller(request, principal)


def _expected_version(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """The version that the caller has read; none means: whatever it is now."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = _VERSION.fullmatch(if_match.strip())
    if found is None:
        raise bad_request("If-Match holds no version as the ETag header gives it.", code="bad-if-match")
    return int(found.group(1))


def _after(cursor: Annotated[str | None, Query(max_length=2000)] = None) -> str | None:
    """The id behind which a list goes on."""
    if cursor is None:
        return None
    after = decode_cursor(cursor).get("after")
    if not isinstance(after, str):
        raise bad_request("The cursor is not one that this list gave out.", code="bad-cursor")
    return after


Ports: TypeAlias = Annotated[Context, Depends(_context)]
Viewer: TypeAlias = Annotated[Caller, Depends(_viewer)]
Operator: TypeAlias = Annotated[Caller, Depends(_operator)]
Admin: TypeAlias = Annotated[Caller, Depends(_admin)]
IfMatch: TypeAlias = Annotated[int | None, Depends(_expected_version)]
After: TypeAlias = Annotated[str | None, Depends(_after)]
Limit: TypeAlias = Annotated[int, Query(ge=1, le=500)]


def cursor_after(last: str | None, *, full: bool) -> str | None:
    """The cursor of the next page, if this one was full."""
    return encode_cursor({"after": last}) if full and last is not None else None


def tag(response: Response, version: int) -> None:
    response.headers["ETag"] = f'"{version}"'
