"""How many requests an API key may make of this process, and how callers are told.

The fields are those of draft-ietf-httpapi-ratelimit-headers (revision 10): the bucket's size is the quota, the time in
which it fills is the window, and `t` says when there will be more.
"""

import math
from collections.abc import Iterator

from starlette.requests import HTTPConnection
from starlette.types import Scope

from psasync.kit.http.metrics import LIMITED
from psasync.kit.http.problems import Problem
from psasync.kit.rate import Buckets, Rate, Standing

_KEY = "psasync.rate_limit"


class Limit:
    """A rate for many names. `policy` is what the fields and the metric call it."""

    def __init__(self, policy: str, rate: Rate, detail: str, *, buckets: Buckets | None = None) -> None:
        self._policy = policy
        self._detail = detail
        self._buckets = buckets or Buckets(rate)

    def spend(self, connection: HTTPConnection, name: str) -> None:
        """One of the name's. The answer will say what is left. Raises `Problem` 429."""
        self._told(connection, self._buckets.take(name))

    def check(self, connection: HTTPConnection, name: str) -> None:
        """Raises `Problem` 429 if nothing is left."""
        standing = self._buckets.look(name)
        if not standing.granted:
            self._told(connection, standing)

    def _told(self, connection: HTTPConnection, standing: Standing) -> None:
        connection.scope[_KEY] = (self._policy, self._buckets.rate, standing)
        if standing.granted:
            return
        LIMITED.labels(self._policy).inc()
        seconds = max(1, math.ceil(standing.wait))
        detail = f"{self._detail} Try again in {seconds} s."
        headers = {"Retry-After": str(seconds)}
        raise Problem(429, "Too many requests", detail, code="rate-limited", headers=headers)


def requests_limit(per_minute: int, burst: int) -> Limit:
    """Of one API key."""
    detail = f"This key may make {per_minute} requests per minute here, {burst} of them at once."
    return Limit("requests", Rate(per_minute, burst), detail)


def fields(scope: Scope) -> Iterator[tuple[bytes, bytes]]:
    """The header fields of an answer; none where nothing was counted."""
    if _KEY not in scope:
        return
    policy, rate, standing = scope[_KEY]
    left = f'"{policy}";r={standing.remaining}'
    until_more = f";t={math.ceil(standing.wait)}" if standing.wait > 0 else ""
    yield b"ratelimit-policy", f'"{policy}";q={rate.burst};w={rate.window_seconds}'.encode()
    yield b"ratelimit", (left + until_more).encode()
