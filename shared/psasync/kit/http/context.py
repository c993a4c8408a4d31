"""What the outermost middleware knows about a request, for those inside it."""

import re

from starlette.requests import HTTPConnection
from starlette.types import Scope

from psasync.kit.ids import new_id

_KEY = "psasync.request_id"
_ACCEPTABLE = re.compile(rb"[A-Za-z0-9._:-]{1,100}")


def request_id(connection: HTTPConnection) -> str:
    found: str = connection.scope.get(_KEY, "")
    return found


def assign_request_id(scope: Scope) -> str:
    """The caller's X-Request-Id if it is a plain word of at most 100 characters, else a new one."""
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    chosen = given.decode() if _ACCEPTABLE.fullmatch(given) else new_id()
    scope[_KEY] = chosen
    return chosen


def route_of(scope: Scope) -> str:
    """The route's template. Never the path as sent: it can hold a webhook's token."""
    return getattr(scope.get("route"), "path", "unmatched")
