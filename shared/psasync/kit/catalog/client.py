"""Asks the scheduler's `/internal`."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from psasync.contracts.events.catalog import CatalogChange, CatalogChanged
from psasync.contracts.internal import (
    KeyAnswer,
    KeyQuestion,
    ResolvedConnection,
    ResolvedSync,
    ResolvedTenant,
    WebhookRenewed,
    WebhookWish,
)
from psasync.kit.catalog.errors import CatalogUnavailable
from psasync.kit.catalog.lookup import Lifetimes, Lookup
from psasync.kit.http.principal import Principal
from psasync.kit.logging import get_logger
from psasync.kit.settings import CommonSettings
from psasync.trust import authorities

log = get_logger(__name__)

M = TypeVar("M", bound=BaseModel)

# A revocation is effective within 30 s: a kept answer is used for 20 s at most, a stream asks again every 10 s.
_KEYS = Lifetimes(fresh=10, stale=20)
_FRESH_SECONDS = 30.0
_LONGEST_NAME = 300


class CatalogClient:
    """Resolved syncs, tenants, connections, webhooks and API keys, over HTTP with the service credential.

    Memory is bounded; every call has a time limit; a hundred lookups of one key are one call. Also an
    `Authenticator`.
    """

    def __init__(self, settings: CommonSettings, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._http = httpx.AsyncClient(
            base_url=settings.scheduler_url,
            headers={"Authorization": f"Bearer {settings.internal_token.get_secret_value()}"},
            timeout=httpx.Timeout(5, connect=2, pool=2),
            limits=httpx.Limits(max_connections=20, max_keepalive_connections=5),
            transport=transport,
            verify=authorities(from_environment=True),
        )
        kept = Lifetimes(fresh=_FRESH_SECONDS, stale=settings.catalog_stale_seconds)
        self._syncs = Lookup(self._fetch_sync, kept, size=2_000)
        self._tenants = Lookup(self._fetch_tenant, kept, size=2_000)
        self._connections = Lookup(self._fetch_connection, kept, size=2_000)
        self._webhooks = Lookup(self._fetch_webhook, kept, size=2_000)
        self._keys = Lookup(self._introspect, _KEYS, size=5_000)

    async def authenticate(self, bearer: str) -> Principal | None:
        """Answers are 20 s old at most: a revocation is effective within 30 s. Raises `CatalogUnavailable`."""
        return await self._keys.get(bearer) if len(bearer) <= _LONGEST_NAME else None

    async def sync(self, sync_id: str) -> ResolvedSync | None:
        """Raises `CatalogUnavailable` when the scheduler is away for longer than `catalog_stale_seconds`."""
        return await self._syncs.get(sync_id) if _plausible(sync_id) else None

    async def tenant(self, tenant_id: str) -> ResolvedTenant | None:
        """Raises `CatalogUnavailable`, as `sync`."""
        return await self._tenants.get(tenant_id) if _plausible(tenant_id) else None

    async def connection(self, connection_id: str) -> ResolvedConnection | None:
        """Raises `CatalogUnavailable`, as `sync`."""
        return await self._connections.get(connection_id) if _plausible(connection_id) else None

    async def webhook(self, token: str) -> ResolvedConnection | None:
        """Whose webhook token it is; an unknown one is remembered for a few seconds. Raises `CatalogUnavailable`."""
        return await self._webhooks.get(token) if _plausible(token) else None

    async def webhook_renewed(self, connection_id: str, news: WebhookRenewed) -> bool:
        """Tell the scheduler, which tells people. False: it has no such connection. Raises `CatalogUnavailable`."""
        path = f"/internal/connections/{quote(connection_id, safe='')}/webhook-renewals"
        return await self._ask("POST", path, WebhookRenewed, news) is not None

    async def webhook_wanted(self, connection_id: str, wish: WebhookWish) -> bool:
        """Put it on record before it is done. False: there is no such connection to be used.

        Raises `CatalogUnavailable`.
        """
        path = f"/internal/connections/{quote(connection_id, safe='')}/webhook-wishes"
        return await self._ask("POST", path, WebhookWish, wish) is not None

    def forget(self, event: CatalogChanged) -> None:
        """Drop what the change makes doubtful. Call it for every event of `catalog.changed`."""
        match event.change:
            case CatalogChange.TENANT_CHANGED:
                self._tenants.forget(lambda tenant: tenant.id == event.subject)
                self._syncs.forget(lambda sync: sync.tenant == event.tenant)
                self._forget_connections(lambda connection: connection.tenant == event.tenant)
            case CatalogChange.CONNECTION_CHANGED:
                self._syncs.forget(lambda sync: event.subject in {sync.source.id, sync.destination})
                self._forget_connections(lambda connection: connection.id == event.subject)
            case CatalogChange.KEY_REVOKED:
                self._keys.forget(lambda principal: principal.key_id == event.subject)
            case _:
                self._syncs.forget(lambda sync: sync.id == event.subject)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _fetch_sync(self, sync_id: str) -> ResolvedSync | None:
        return await self._get(f"/internal/syncs/{quote(sync_id, safe='')}", ResolvedSync)

    async def _fetch_tenant(self, tenant_id: str) -> ResolvedTenant | None:
        return await self._get(f"/internal/tenants/{quote(tenant_id, safe='')}", ResolvedTenant)

    async def _fetch_connection(self, connection_id: str) -> ResolvedConnection | None:
        return await self._get(f"/internal/connections/{quote(connection_id, safe='')}", ResolvedConnection)

    async def _fetch_webhook(self, token: str) -> ResolvedConnection | None:
        return await self._get(f"/internal/webhooks/{quote(token, safe='')}", ResolvedConnection)

    async def _introspect(self, bearer: str) -> Principal | None:
        answer = await self._ask("POST", "/internal/keys/introspect", KeyAnswer, KeyQuestion(key=bearer))
        if answer is None or not answer.active or answer.key_id is None or answer.role is None:
            return None
        return Principal(answer.key_id, answer.name, answer.role, answer.tenant)

    async def _get(self, path: str, model: type[M]) -> M | None:
        return await self._ask("GET", path, model, None)

    async def _ask(self, method: str, path: str, model: type[M], body: BaseModel | None) -> M | None:
        """The scheduler's answer; None for 404. Logs no path: it may hold a webhook's token."""
        content = None if body is None else body.model_dump_json()
        headers = {"Content-Type": "application/json"} if content else None
        try:
            response = await self._http.request(method, path, content=content, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CatalogUnavailable(f"{type(error).__name__}: {error}") from error
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        if response.status_code != httpx.codes.OK:
            raise _refused(response.status_code)
        try:
            return model.model_validate_json(response.content)
        except ValidationError as error:
            log.error("catalog answer not understood", model=model.__name__, mistakes=error.error_count())  # noqa: TRY400
            raise CatalogUnavailable("the scheduler's answer is not understood") from error

    def _forget_connections(self, matches: Callable[[ResolvedConnection], bool]) -> None:
        self._connections.forget(matches)
        self._webhooks.forget(matches)


def _refused(status: int) -> CatalogUnavailable:
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        log.error("the scheduler refuses this service: PSASYNC_INTERNAL_TOKEN differs between the two")
    return CatalogUnavailable(f"the scheduler answered {status}")


def _plausible(name: str) -> bool:
    return 0 < len(name) <= _LONGEST_NAME and name not in {".", ".."}
