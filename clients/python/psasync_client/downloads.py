"""Files, as they come: never held whole."""

import asyncio
import time
from collections.abc import AsyncGenerator, Generator

from psasync_client.errors import PsaSyncError
from psasync_client.operation import Call
from psasync_client.retries import Attempts
from psasync_client.transport import AsyncTransport, Transport

ACCEPT = "*/*"


def download(transport: Transport, call: Call) -> Generator[bytes, None, None]:
    """Its pieces. Tried again until the first has come; one that is cut later raises ConnectionFailed: begin anew."""
    attempts, begun = Attempts(transport.retries, repeatable=call.repeatable), False
    while True:
        try:
            with transport.opened(call, ACCEPT) as chunks:
                for chunk in chunks:
                    begun = True
                    yield chunk
                return
        except PsaSyncError as error:
            if begun:
                raise
            pause = attempts.pause_after(error)
        time.sleep(pause)


async def adownload(transport: AsyncTransport, call: Call) -> AsyncGenerator[bytes, None]:
    """Its pieces. Tried again until the first has come; one that is cut later raises ConnectionFailed: begin anew."""
    attempts, begun = Attempts(transport.retries, repeatable=call.repeatable), False
    while True:
        try:
            async with transport.opened(call, ACCEPT) as chunks:
                async for chunk in chunks:
                    begun = True
                    yield chunk
                return
        except PsaSyncError as error:
            if begun:
                raise
            pause = attempts.pause_after(error)
        await asyncio.sleep(pause)
