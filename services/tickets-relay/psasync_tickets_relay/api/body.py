"""Reading a webhook's body within bounds."""

import asyncio

from starlette.requests import ClientDisconnect, Request

from psasync_tickets_relay.inbound.verdicts import HookRefused


async def read_body(request: Request, *, limit: int, seconds: float) -> bytes:
    """At most `limit` bytes within `seconds`. Raises `HookRefused`; before reading, if the declared length says so."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:19]) > limit:
        raise HookRefused("too-large", 413)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise HookRefused("too-large", 413)
    except TimeoutError:
        raise HookRefused("body-too-slow", 408) from None
    except ClientDisconnect:
        raise HookRefused("body-cut-off", 400) from None
    return bytes(body)
