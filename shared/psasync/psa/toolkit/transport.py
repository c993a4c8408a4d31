"""One HTTP exchange with a time limit, a size limit, and the transport's errors in our words."""

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Self

import httpx

from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.unreachable import reason_of
from psasync.trust import authorities

MAX_BODY = 64 * 1024 * 1024
"""Bytes after decompression: fifty times a full page of contacts."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds."""

    connect: float = 10
    read: float = 60  # between two pieces of an answer
    total: float = 90  # of one exchange

    @classmethod
    def of(cls, seconds: float) -> Self:
        """One limit for a whole exchange, whatever takes its time."""
        return cls(connect=seconds, read=seconds, total=seconds)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer, read to the end."""

    status: int
    headers: httpx.Headers
    body: bytes
    seconds: float

    @property
    def is_json(self) -> bool:
        return "json" in self.headers.get("content-type", "")

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def asked_at(self) -> datetime | None:
        """The server's clock when the request was sent, not later.

        `Date` is when the answer was ready; what changed while it was made must not count as seen.
        """
        try:
            ready = parsedate_to_datetime(self.headers.get("date", ""))
        except ValueError:
            return None
        return ready - timedelta(seconds=self.seconds) if ready.tzinfo else None


def new_client(
    timeouts: Timeouts, connections: int, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """No redirects, and nothing from the environment: neither proxies nor `.netrc` may see the keys.

    `transport` stands in for the ordinary one.
    """
    return httpx.AsyncClient(
        transport=transport,
        verify=authorities(),
        timeout=httpx.Timeout(timeouts.read, connect=timeouts.connect, pool=timeouts.total),
        limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
        follow_redirects=False,
        trust_env=False,
    )


async def exchange(
    client: httpx.AsyncClient,
    request: httpx.Request,
    *,
    faults: Faults,
    name: str,
    total_seconds: float,
    max_body: int = MAX_BODY,
) -> Exchange:
    """Send and read to the end. `name` stands in errors for the address. Raises `PsaError`."""
    started = time.monotonic()
    try:
        async with asyncio.timeout(total_seconds):
            response = await client.send(request, stream=True)
            try:
                body = await _read(response, faults, name, max_body)
            finally:
                await response.aclose()
    except (TimeoutError, httpx.TimeoutException):
        raise faults.timed_out(name) from None
    except httpx.DecodingError:
        raise faults.unreadable(name, "its compression is broken") from None
    except httpx.TransportError as error:
        # The cause is left out on purpose: it carries the request and with it the keys.
        raise faults.unreachable(name, *reason_of(error)) from None
    return Exchange(response.status_code, response.headers, body, time.monotonic() - started)


async def _read(response: httpx.Response, faults: Faults, name: str, max_body: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > max_body:
            raise faults.unreadable(name, f"it is larger than {max_body} bytes", permanent=True)
        pieces.append(piece)
    return b"".join(pieces)
