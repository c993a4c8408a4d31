"""Questions to the other services, over HTTP, each with a time limit."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from psasync.contracts.events.requested import Period
from psasync.contracts.vocabulary import Entity, Status
from psasync.kit.logging import get_logger
from psasync_scheduler.settings import SchedulerSettings

log = get_logger(__name__)

M = TypeVar("M", bound=BaseModel)


class ImportedDay(BaseModel):
    """How many records of a calendar day in the tenant's zone have been imported; no day: they have no date."""

    model_config = ConfigDict(extra="ignore")

    day: date | None
    records: int


class ImportedDays(BaseModel):
    model_config = ConfigDict(extra="ignore")

    days: list[ImportedDay]
    records: int


class Execution(BaseModel):
    """What a cancel needs to know of an execution."""

    model_config = ConfigDict(extra="ignore")

    tenant: str
    status: Status


class SiblingDown(Exception):  # noqa: N818 - a state, not a fault
    """The service did not answer, or not in a way that can be read."""


class Siblings:
    def __init__(self, settings: SchedulerSettings, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._executor = settings.executor_url
        self._results = settings.results_url
        self._token = settings.internal_token.get_secret_value()
        limit = settings.sibling_timeout_seconds
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(limit, connect=min(limit, 2)),
            limits=httpx.Limits(max_connections=20, max_keepalive_connections=5),
            transport=transport,
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

    async def execution(self, execution: str, bearer: str) -> Execution | None:
        """An execution as the caller may see it; None if there is none for them. Raises `SiblingDown`."""
        answer = await self._get(f"{self._results}/v1/executions/{quote(execution, safe='')}", bearer, {})
        return None if answer is None else _read(Execution, answer)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _get(self, url: str, bearer: str, query: Mapping[str, str | list[str]]) -> Any:
        try:
            response = await self._http.get(url, params=query, headers={"Authorization": f"Bearer {bearer}"})
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
