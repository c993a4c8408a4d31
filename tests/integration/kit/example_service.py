"""A service as a composition root makes it, run as a process by the tests beside it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from psasync.kit.http import create_app
from psasync.kit.http.sse import ServerEvent, event_stream
from psasync.kit.loops import Loops
from psasync.kit.mongo import Index, connect
from psasync.kit.service import Parts, run
from psasync.kit.settings import CommonSettings, load


class ExampleSettings(CommonSettings):
    example_port: int = 8199


settings = load(ExampleSettings)


async def build() -> FastAPI:
    loops = Loops()
    loops.add("idle", _idle)
    database = await connect(settings, "example")
    parts = Parts(loops=loops, database=database, indexes={"things": [Index((("a", 1),))]})
    router = APIRouter()

    @router.get("/events")
    async def events(request: Request) -> Response:
        return event_stream(request, _endless())

    return create_app(
        service="example", title="E", version="1", settings=settings, routers=[router],
        ready=parts.ready, lifespan=parts.lifespan,
    )  # fmt: skip


async def _idle() -> None:
    try:
        await asyncio.Event().wait()
    finally:
        print("loop cleaned up", file=sys.stderr, flush=True)


async def _endless() -> AsyncIterator[ServerEvent]:
    yield ServerEvent(data="first")
    await asyncio.Event().wait()


if __name__ == "__main__":
    run("example", settings, build, port=settings.example_port, port_name="example_port")
