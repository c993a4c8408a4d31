"""Alive, ready, metrics: open to anyone who reaches the port, and cheap."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from psasync.kit.http.metrics import metrics_response

Ready = Callable[[], Awaitable[dict[str, str]]]

_LIMIT_SECONDS = 5.0
_FRESH_SECONDS = 1.0
# Who waits for a service to start, or to recover, learns of it at once.
_FRESH_TROUBLE_SECONDS = 0.1


def well(checks: Mapping[str, str]) -> bool:
    return all(state == "ok" for state in checks.values())


class Readiness:
    """Asks `ready` at most once a second while all is well, ten times a second while it is not, and never longer than
    5 s, whatever the number of probes.
    """

    def __init__(self, ready: Ready) -> None:
        self._ready = ready
        self._lock = asyncio.Lock()
        self._checks: dict[str, str] = {}
        self._fresh_until = float("-inf")

    async def checks(self) -> dict[str, str]:
        async with self._lock:
            if time.monotonic() >= self._fresh_until:
                self._checks = await self._ask()
                self._fresh_until = time.monotonic() + (
                    _FRESH_SECONDS if well(self._checks) else _FRESH_TROUBLE_SECONDS
                )
            return self._checks

    async def _ask(self) -> dict[str, str]:
        try:
            async with asyncio.timeout(_LIMIT_SECONDS):
                return await self._ready()
        except TimeoutError:
            return {"readiness": f"the checks took longer than {_LIMIT_SECONDS:.0f} s"}
        except Exception as error:  # noqa: BLE001 - a failing check is an answer
            return {"readiness": f"{type(error).__name__}: {error}"}


def health_router(ready: Ready) -> APIRouter:
    router = APIRouter(tags=["health"])
    readiness = Readiness(ready)

    @router.get("/healthz", summary="The process is alive")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz", summary="Every part works; 503 says which does not")
    async def readyz() -> Response:
        checks = await readiness.checks()
        good = well(checks)
        body = orjson.dumps({"ready": good, "checks": checks})
        return Response(body, 200 if good else 503, media_type="application/json")

    @router.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        return metrics_response()

    return router
