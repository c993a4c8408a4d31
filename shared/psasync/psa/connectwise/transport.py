"""One HTTP exchange with a time limit, a size limit, and the transport's errors in our words."""

import asyncio
import time
from dataclasses import dataclass

import httpx

from psasync.psa.connectwise.errors import timed_out, unreachable, unreadable_answer

MAX_BODY = 64 * 1024 * 1024
"""Bytes after decompression: fifty times a full page of contacts."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds."""

    connect: float = 10
    read: float = 60  # between two pieces of an answer
    total: float = 90  # of one exchange


@dataclass(frozen=True, slots=True)
class Exchange:
    status: int
    headers: httpx.Headers
    body: bytes
    seconds: float

    @property
    def is_json(self) -> bool:
        return "json" in self.headers.get("content-type", "")


def new_client(timeouts: Timeouts, connections: int) -> httpx.AsyncClient:
    """No redirects, and nothing from the environment: neither proxies nor `.netrc` may see the keys."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(timeouts.read, connect=timeouts.connect, pool=timeouts.total),
        limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
        follow_redirects=False,
        trust_env=False,
    )


async def exchange(
    client: httpx.AsyncClient,
    request: httpx.Request,
    *,
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
                body = await _read(response, name, max_body)
            finally:
                await response.aclose()
    except (TimeoutError, httpx.TimeoutException):
        raise timed_out(name) from None
    except httpx.DecodingError:
        raise unreadable_answer(name, "its compression is broken") from None
    except httpx.TransportError as error:
        # The cause is left out on purpose: it carries the request and with it the keys.
        raise unreachable(name, type(error).__name__) from None
    return Exchange(response.status_code, response.headers, body, time.monotonic() - started)


async def _read(response: httpx.Response, name: str, max_body: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > max_body:
            raise unreadable_answer(name, f"it is larger than {max_body} bytes", permanent=True)
        pieces.append(piece)
    return b"".join(pieces)
