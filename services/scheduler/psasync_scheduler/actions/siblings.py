"""Questions to the other services, over HTTP, each with a time limit."""

from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from psasync.contracts.events.requested import Period, SyncRequested
from psasync.contracts.internal import WebhookRemoval
from psasync.contracts.standing import Foresight, ImportedDays, QueueAnswer, QueueQuestion
from psasync.contracts.vocabulary import Entity, HistoryOutcome, Outcome, Status
from psasync.kit.logging import get_logger
from psasync.trust import authorities
from psasync_scheduler.settings import SchedulerSettings

log = get_logger(__name__)

M = TypeVar("M", bound=BaseModel)


_JOIN_SECONDS = 1.0
"""A request that is made waits no longer for an estimate of its place."""

_REMOVAL_SECONDS = 12.0
"""The relay asks a PSA for it, and takes 10 s at most."""

_LATEST = 20


class Execution(BaseModel):
    """An execution as results shows it to whoever asks."""

    model_config = ConfigDict(extra="ignore")

    tenant: str
    status: Status
    sync: str = ""
    request: Mapping[str, Any] | None = None  # without its list of records
    counts: Mapping[Entity, Mapping[Outcome, int]] = Field(default_factory=dict)


class PastRun(BaseModel):
    """A line of the history."""

    model_config = ConfigDict(extra="ignore")

    id: str
    status: Status
    outcome: HistoryOutcome | None = None
    default_run: bool = False
    requested_at: datetime
    ended_at: datetime | None = None


class _History(BaseModel):
    items: list[PastRun]


class _Asked(BaseModel):
    request: SyncRequested


class SiblingDown(Exception):  # noqa: N818 - a state, not a fault
    """The service did not answer, or not in a way that can be read."""


class Siblings:
    def __init__(self, settings: SchedulerSettings, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._executor = settings.executor_url
        self._results = settings.results_url
        self._relay = settings.relay_url
        self._token = settings.internal_token.get_secret_value()
        self._limit = limit = settings.sibling_timeout_seconds
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(limit, connect=min(limit, 2)),
            limits=httpx.Limits(max_connections=20, max_keepalive_connections=5),
            transport=transport,
            verify=authorities(),
            trust_env=False,
        )

    async def imported_days(
        self, sync: str, time_zone: str, entities: Sequence[Entity], period: Period | None
    ) -> ImportedDays:
        """What a sync has imported, in a period or at all. Raises `SiblingDown`."""
        query: dict[str, str | list[str]] = {"time_zone": time_zone, "entity": [str(entity) for entity in entities]}
        if period is not None:
            query |= {"first": str(period.first), "last": str(period.last)}
        url = f"{self._executor}/internal/syncs/{quote(sync, safe='')}/imported-days"
        return _read(ImportedDays, await self._get(url, self._token, query))

    async def queue(self, request: SyncRequested, connection: str, *, join: bool) -> QueueAnswer:
        """Where a request would stand; with `join` an identical one that waits is hurried. Raises `SiblingDown`."""
        question = QueueQuestion(request=request, connection=connection, join=join)
        limit = min(self._limit, _JOIN_SECONDS) if join else self._limit
        return _read(QueueAnswer, await self._post(f"{self._executor}/internal/queue", question, limit))

    async def foresight(self, request: SyncRequested) -> Foresight:
        """What the executor would decide now. Raises `SiblingDown`."""
        return _read(Foresight, await self._post(f"{self._executor}/internal/foresight", request, self._limit))

    async def asked(self, execution: str) -> SyncRequested | None:
        """The request of an execution with its list of records. Raises `SiblingDown`."""
        url = f"{self._executor}/internal/jobs/{quote(execution, safe='')}/request"
        answer = await self._get(url, self._token, {})
        return None if answer is None else _read(_Asked, answer).request

    async def last_default_run(self, sync: str, bearer: str) -> PastRun | None:
        """Of the latest executions of the sync. Raises `SiblingDown`."""
        query: dict[str, str | list[str]] = {"sync": sync, "limit": str(_LATEST)}
        history = _read(_History, await self._get(f"{self._results}/v1/executions", bearer, query))
        return next((run for run in history.items if run.default_run), None)

    async def execution(self, execution: str, bearer: str) -> Execution | None:
        """An execution as the caller may see it; None if there is none for them. Raises `SiblingDown`."""
        answer = await self._get(f"{self._results}/v1/executions/{quote(execution, safe='')}", bearer, {})
        return None if answer is None else _read(Execution, answer)

    async def remove_webhook(self, connection: str) -> WebhookRemoval:
        """Have a connection's webhook removed from its PSA; can be repeated. Raises `SiblingDown`."""
        url = f"{self._relay}/internal/connections/{quote(connection, safe='')}/webhook-removal"
        return _read(WebhookRemoval, await self._post(url, None, _REMOVAL_SECONDS))

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _get(self, url: str, bearer: str, query: Mapping[str, str | list[str]]) -> Any:
        return await self._answer(self._http.get(url, params=query, headers={"Authorization": f"Bearer {bearer}"}))

    async def _post(self, url: str, body: BaseModel | None, limit: float) -> Any:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        content = None if body is None else body.model_dump_json()
        return await self._answer(self._http.post(url, content=content, headers=headers, timeout=limit))

    async def _answer(self, call: Awaitable[httpx.Response]) -> Any:
        """None for 404."""
        try:
            response = await call
            if response.status_code == httpx.codes.NOT_FOUND:
                return None
            response.raise_for_status()
            return response.json()
        except (httpx.HTTPError, ValueError) as error:
            log.info("a sibling does not answer", error=f"{type(error).__name__}: {error}"[:300])
            raise SiblingDown(f"{type(error).__name__}") from error


def _read(model: type[M], answer: Any) -> M:
    try:
        return model.model_validate(answer)
    except ValidationError as error:
        raise SiblingDown(f"its answer is no {model.__name__}") from error
