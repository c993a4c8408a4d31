"""The platform, as the person who is signed in may see it: through its public client."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Any, TypeAlias

import httpx
from fastapi import Depends, FastAPI, Request

from psasync.trust import authorities
from psasync_client import Addresses, AsyncClient
from psasync_client.retries import Retries
from psasync_console.session.guard import signed_in
from psasync_console.session.session import Session
from psasync_console.settings import ConsoleSettings

_CONNECTIONS = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=20)
_TRIES = 2
_PSA_SECONDS = 25.0
"""A service gives a PSA 20 seconds to answer."""


class Platform:
    """One pool of connections for everybody; a client is a key and costs nothing."""

    def __init__(self, settings: ConsoleSettings) -> None:
        self._addresses = Addresses(
            scheduler=settings.scheduler_url,
            executor=settings.executor_url,
            results=settings.results_url,
            relay=settings.relay_url,
        )
        self._seconds = settings.console_api_seconds
        self._http = httpx.AsyncClient(limits=_CONNECTIONS, verify=authorities(), trust_env=False)

    def client(self, key: str | None) -> AsyncClient:
        """Need not be closed. `None`: for the operations of signing in."""
        retries = Retries(tries=_TRIES, within=self._seconds)
        return AsyncClient(key, self._addresses, timeout=self._seconds, retries=retries, http=self._http)

    def patient_client(self, key: str | None) -> AsyncClient:
        """For operations that a PSA is asked for: they take as long as it does, and are not tried again."""
        retries = Retries(tries=1, within=_PSA_SECONDS)
        return AsyncClient(key, self._addresses, timeout=_PSA_SECONDS, retries=retries, http=self._http)

    async def aclose(self) -> None:
        await self._http.aclose()


def platform_of(app: FastAPI) -> Platform:
    platform: Platform = app.state.platform
    return platform


def _client(request: Request, session: Annotated[Session, Depends(signed_in)]) -> AsyncClient:
    return platform_of(request.app).client(session.key)


Api: TypeAlias = Annotated[AsyncClient, Depends(_client)]
"""For an endpoint: the client of whoever is signed in. What it raises becomes a page that says what is wrong."""


def _patient(request: Request, session: Annotated[Session, Depends(signed_in)]) -> AsyncClient:
    return platform_of(request.app).patient_client(session.key)


PatientApi: TypeAlias = Annotated[AsyncClient, Depends(_patient)]
"""The same for what a PSA is asked for: checks, declarations, samples, webhooks."""


async def together(*questions: Coroutine[Any, Any, Any]) -> tuple[Any, ...]:
    """All answers, asked for at the same time; the first that fails ends the others and is raised as itself."""
    tasks = [asyncio.ensure_future(question) for question in questions]
    try:
        return tuple(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
