"""A plain broadcaster with sse-starlette: `python peer_sse.py PORT`. Runs in a virtual environment of its own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator

import uvicorn
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

queues: set[asyncio.Queue[ServerSentEvent]] = set()


async def publish(request: Request) -> Response:
    event = ServerSentEvent((await request.body()).decode(), event="ticket", id="1")
    for queue in queues:
        queue.put_nowait(event)
    return Response(status_code=204)


async def events(_request: Request) -> EventSourceResponse:
    return EventSourceResponse(_stream())


async def _stream() -> AsyncIterator[ServerSentEvent]:
    queue: asyncio.Queue[ServerSentEvent] = asyncio.Queue()
    queues.add(queue)
    try:
        while True:
            yield await queue.get()
    finally:
        queues.discard(queue)


async def healthy(_request: Request) -> Response:
    return Response("ok")


if __name__ == "__main__":
    routes = [Route("/publish", publish, methods=["POST"]), Route("/events", events), Route("/healthz", healthy)]
    app = Starlette(routes=routes)
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="error",
        timeout_keep_alive=300,
        timeout_graceful_shutdown=1,
    )
