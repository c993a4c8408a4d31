"""Stands for executor and results: the two questions that the scheduler asks them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, HTTPException, Request

from psasync.kit.http.server import serve
from tests.support.waiting import until


@dataclass
class Siblings:
    imported: dict[str, int] = field(default_factory=dict)  # by day
    executions: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()
        app.state.stopping = asyncio.Event()

        @app.get("/internal/syncs/{sync}/imported-days")
        async def imported_days(sync: str, request: Request) -> dict[str, Any]:
            query = request.query_params
            self.asked.append({"sync": sync, **query, "entity": query.getlist("entity"), "by": _bearer(request)})
            days = [{"day": day, "records": count} for day, count in self.imported.items()]
            return {"days": days, "records": sum(self.imported.values())}

        @app.get("/v1/executions/{execution}")
        async def execution(execution: str, request: Request) -> dict[str, Any]:
            self.asked.append({"execution": execution, "by": _bearer(request)})
            if execution not in self.executions:
                raise HTTPException(404)
            return self.executions[execution]

        return app


def _bearer(request: Request) -> str:
    return request.headers["authorization"].removeprefix("Bearer ")


@contextlib.asynccontextmanager
async def running(port: int) -> AsyncIterator[Siblings]:
    siblings = Siblings()
    app = siblings.app()
    server = asyncio.create_task(serve(app, "127.0.0.1", port, handle_signals=False))
    await until(lambda: getattr(app.state, "stop", None), what="the siblings serve")
    try:
        yield siblings
    finally:
        app.state.stop()
        await asyncio.wait_for(server, 20)
