"""Rate limits on a real socket: what an open stream counts for, and that two connections share one key's limit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal, create_app, requires, still_allowed
from psasync.kit.http.sse import ServerEvent, event_stream

KEY = {"Authorization": "Bearer key"}


class Keys:
    def __init__(self) -> None:
        self.asked = 0
        self.often = asyncio.Event()

    async def authenticate(self, bearer: str) -> Principal | None:
        self.asked += 1
        if self.asked >= 5:
            self.often.set()
        return Principal("k", bearer, Role.VIEWER, None)


async def quiet() -> AsyncIterator[ServerEvent]:
    yield ServerEvent(data="first")
    await asyncio.Event().wait()


def application(settings, keys: Keys, burst: int):
    router = APIRouter(dependencies=[Depends(requires(Role.VIEWER))])

    @router.get("/stream")
    async def stream(request: Request) -> Response:
        return event_stream(request, quiet(), still_allowed=still_allowed(request, Role.VIEWER), recheck=0.02)

    @router.get("/view")
    async def view() -> dict[str, str]:
        return {}

    async def ready() -> dict[str, str]:
        return {}

    given = settings.model_copy(update={"http_requests_per_minute": 1, "http_request_burst": burst})
    return create_app(
        service="x", title="X", version="1", settings=given, routers=[router], ready=ready, authenticator=keys
    )


async def test_an_open_stream_counts_once_however_often_its_key_is_checked(settings, running) -> None:
    keys = Keys()
    async with (
        running(application(settings, keys, burst=3)) as url,
        httpx.AsyncClient(base_url=url) as client,
        client.stream("GET", "/stream", headers=KEY) as stream,
    ):
        assert stream.headers["ratelimit"] == '"requests";r=2;t=60'
        await asyncio.wait_for(keys.often.wait(), 10)
        assert (await client.get("/view", headers=KEY)).headers["ratelimit"] == '"requests";r=1;t=60'


async def test_all_connections_of_a_key_share_its_limit(settings, running) -> None:
    async with running(application(settings, Keys(), burst=4)) as url:

        async def ask() -> int:
            async with httpx.AsyncClient(base_url=url) as client:
                return (await client.get("/view", headers=KEY)).status_code

        answers = await asyncio.gather(*(ask() for _ in range(10)))
    assert sorted(answers) == [200] * 4 + [429] * 6
