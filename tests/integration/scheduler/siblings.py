"""Stands for executor, results and relay: the questions that the scheduler asks them."""

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
    queue: dict[str, Any] | None = None  # None: the executor does not answer
    foresight: dict[str, Any] | None = None
    requests: dict[str, dict[str, Any]] = field(default_factory=dict)  # that the executor has kept
    removals: list[str] = field(default_factory=list)  # of webhooks, by connection
    removal: dict[str, Any] | None = None  # None: the relay does not answer
    questions: list[dict[str, Any]] = field(default_factory=list)  # of `/internal/queue`

    def app(self) -> FastAPI:
        app = FastAPI()
        app.state.stopping = asyncio.Event()

        @app.get("/internal/syncs/{sync}/imported-days")
        async def imported_days(sync: str, request: Request) -> dict[str, Any]:
            query = request.query_params
            self.asked.append({"sync": sync, **query, "entity": query.getlist("entity"), "by": _bearer(request)})
            days = [{"day": day, "records": count} for day, count in self.imported.items()]
            return {"days": days, "records": sum(self.imported.values())}

        @app.post("/internal/queue")
        async def queue(question: dict[str, Any]) -> dict[str, Any]:
            self.questions.append(question)
            return _or_away(self.queue)

        @app.post("/internal/foresight")
        async def foresight(_request: dict[str, Any]) -> dict[str, Any]:
            return _or_away(self.foresight)

        @app.get("/internal/jobs/{execution}/request")
        async def request_of(execution: str) -> dict[str, Any]:
            if execution not in self.requests:
                raise HTTPException(404)
            return {"execution": execution, "request": self.requests[execution]}

        @app.post("/internal/connections/{connection}/webhook-removal")
        async def removal(connection: str) -> dict[str, Any]:
            self.removals.append(connection)
            return _or_away(self.removal)

        @app.get("/v1/executions")
        async def history(sync: str) -> dict[str, Any]:
            lines = [
                {"id": name, "requested_at": "2026-05-01T00:00:00Z", **execution}
                for name, execution in self.executions.items()
                if execution.get("sync") == sync
            ]
            return {"items": lines}

        @app.get("/v1/executions/{execution}")
        async def execution(execution: str, request: Request) -> dict[str, Any]:
            self.asked.append({"execution": execution, "by": _bearer(request)})
            if execution not in self.executions:
                raise HTTPException(404)
            return self.executions[execution]

        return app


def _or_away(answer: dict[str, Any] | None) -> dict[str, Any]:
    if answer is None:
        raise HTTPException(503)
    return answer


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
