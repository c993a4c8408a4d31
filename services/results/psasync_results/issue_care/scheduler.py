"""Asks the scheduler for executions, in the name and with the key of whoever asks here."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from psasync.kit.http import Problem, unavailable
from psasync.kit.http.problems import TYPE_PREFIX
from psasync.kit.logging import get_logger
from psasync.kit.settings import CommonSettings
from psasync.trust import authorities

log = get_logger(__name__)

_SECONDS = 10.0  # of a whole exchange
_AWAY = "The scheduler cannot be asked at the moment."
_LONGEST_WAIT = 3_600


class Accepted(BaseModel):
    """A request that the scheduler has stored."""

    model_config = ConfigDict(extra="ignore")

    execution_id: str
    joined: bool = False


class Scheduler:
    """It checks the key itself: what the caller may not ask for there, nobody asks for here."""

    def __init__(self, settings: CommonSettings, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(
            base_url=settings.scheduler_url,
            timeout=httpx.Timeout(_SECONDS, connect=2, pool=5),
            limits=httpx.Limits(max_connections=20, max_keepalive_connections=5),
            transport=transport,
            verify=authorities(),
            trust_env=False,
        )

    async def request(self, sync: str, body: Mapping[str, Any], authorization: str, key: str | None) -> Accepted:
        """Raises the `Problem` that the scheduler answers with, and 503 when it does not answer."""
        headers = {"Authorization": authorization} | ({"Idempotency-Key": key} if key else {})
        try:
            path = f"/v1/syncs/{quote(sync, safe='')}/executions"
            async with asyncio.timeout(_SECONDS):
                response = await self._http.post(path, json=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            log.info("the scheduler does not answer", error=type(error).__name__)
            raise unavailable(_AWAY, code="scheduler-unavailable") from error
        if response.status_code == httpx.codes.ACCEPTED:
            return _accepted(response)
        raise _problem(response)

    async def aclose(self) -> None:
        await self._http.aclose()


def _accepted(response: httpx.Response) -> Accepted:
    try:
        return Accepted.model_validate_json(response.content)
    except ValidationError as error:
        raise unavailable(_AWAY, code="scheduler-unavailable") from error


def _problem(response: httpx.Response) -> Problem:
    """Its own words where it refuses; whatever else it may have answered is its being down."""
    try:
        said = response.json()
    except ValueError:
        said = None
    refuses = response.is_client_error and isinstance(said, dict) and str(said.get("type", "")).startswith(TYPE_PREFIX)
    if not refuses:
        wait = response.headers.get("Retry-After", "")
        seconds = min(int(wait), _LONGEST_WAIT) if wait.isascii() and wait.isdecimal() else 5
        return unavailable(_AWAY, retry_after=seconds, code="scheduler-unavailable")
    code = str(said["type"]).removeprefix(TYPE_PREFIX)
    extra = {"errors": said["errors"]} if said.get("errors") else None
    return Problem(
        response.status_code, str(said.get("title", "")), str(said.get("detail", "")), code=code, extra=extra
    )
