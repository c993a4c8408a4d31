"""The scheduler as results sees it: takes requests with a caller's key, and answers what a sync carries."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header

from psasync.contracts.events.requested import MAX_RECORDS
from psasync.kit.http import Problem, create_app, internal_only, not_found
from psasync.kit.http.server import serve
from psasync.kit.settings import CommonSettings
from tests.support.waiting import until


@dataclass
class Asked:
    sync: str
    records: list[tuple[str, str]]
    bearer: str
    key: str | None


@dataclass
class Scheduler:
    """`refusals` holds problems by sync; `syncs` and `tenants` the answers of `/internal`."""

    settings: CommonSettings
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    refusals: dict[str, Callable[[], Problem]] = field(default_factory=dict)
    syncs: dict[str, dict[str, Any]] = field(default_factory=dict)
    tenants: dict[str, dict[str, Any]] = field(default_factory=dict)

    def app(self) -> FastAPI:
        router = APIRouter()

        @router.post("/v1/syncs/{sync}/executions", status_code=202)
        async def request(
            sync: str,
            body: dict[str, Any],
            authorization: Annotated[str, Header()],
            idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
        ) -> dict[str, Any]:
            records = [(each["entity"], each["source_id"]) for each in body["records"]]
            assert 0 < len(records) <= MAX_RECORDS
            earlier = [each for each in self.asked if idempotency_key and each.key == idempotency_key]
            self.asked.append(Asked(sync, records, authorization.removeprefix("Bearer "), idempotency_key))
            if sync in self.refusals:
                refusal = self.refusals[sync]()
                raise refusal
            return {"execution_id": f"run-of-{sync}", "joined": bool(earlier), "warnings": []}

        @router.get("/internal/syncs/{sync}", dependencies=[Depends(internal_only)])
        async def resolved(sync: str) -> dict[str, Any]:
            if sync not in self.syncs:
                raise not_found(f"sync {sync!r}")
            return self.syncs[sync]

        @router.get("/internal/tenants/{tenant}", dependencies=[Depends(internal_only)])
        async def resolved_tenant(tenant: str) -> dict[str, Any]:
            if tenant not in self.tenants:
                raise not_found(f"tenant {tenant!r}")
            return self.tenants[tenant]

        async def ready() -> dict[str, str]:
            return {}

        return create_app(
            service="scheduler", title="t", version="1", settings=self.settings, routers=[router], ready=ready
        )


@contextlib.asynccontextmanager
async def scheduling(settings: CommonSettings) -> AsyncIterator[Scheduler]:
    scheduler = Scheduler(settings)
    app = scheduler.app()
    server = asyncio.create_task(serve(app, "127.0.0.1", 0, handle_signals=False))
    try:
        port = await until(lambda: getattr(app.state, "port", None), what="the port is bound")
        scheduler.url = f"http://127.0.0.1:{port}"
        yield scheduler
    finally:
        app.state.stop()
        await asyncio.wait_for(server, 20)
