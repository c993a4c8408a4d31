"""Signing keys, fetched from ConnectWise and kept for a while."""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import orjson

from psasync.psa.connectwise.connection import Connection
from psasync.psa.connectwise.errors import SYSTEM
from psasync.psa.connectwise.hosts import is_cloud_host
from psasync.psa.port import PsaError, WebhookUnverifiable
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.public import NotPublic, PublicTransport, Resolve, resolved
from psasync.psa.toolkit.transport import Exchange, Timeouts, exchange, new_client

KEPT_SECONDS = 3600.0
REFETCH_SECONDS = 5.0
"""A wrong signature may mean a rotated key. A flood of wrong ones must not become a flood of requests."""

MAX_KEYS = 1000
FETCHES_PER_MINUTE = 20
"""Per connection: how often an unverified body can make us call ConnectWise."""

MAX_BODY = 65_536
TIMEOUTS = Timeouts(connect=3, read=5, total=5)


@dataclass(slots=True)
class _Kept:
    key: str = ""
    fetched_at: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class SigningKeys:
    """Bounded in keys, in time and in calls."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, resolve: Resolve = resolved) -> None:
        self._monotonic = monotonic
        self._resolve = resolve
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._fetches: OrderedDict[str, deque[float]] = OrderedDict()
        self._clients: dict[str, httpx.AsyncClient] = {}  # by host of the cloud; "": every other

    async def get(self, key_url: str, connection: Connection) -> str:
        """The key as last known. Raises `WebhookUnverifiable` where it cannot be had."""
        return await self._get(key_url, connection, KEPT_SECONDS)

    async def newer(self, key_url: str, connection: Connection) -> str:
        """The key, fetched again unless that was done a moment ago."""
        return await self._get(key_url, connection, REFETCH_SECONDS)

    async def aclose(self) -> None:
        for client in self._clients.values():
            await client.aclose()

    async def _get(self, key_url: str, connection: Connection, seconds: float) -> str:
        name = (connection.base_url, key_url)
        kept = self._kept.get(name) or _Kept()
        async with kept.lock:
            if self._monotonic() - kept.fetched_at < seconds:
                return kept.key
            try:
                self._count_fetch(connection)
            except WebhookUnverifiable:
                if kept.key:
                    return kept.key
                raise
            kept.key = await self._fetch(key_url, connection)
            kept.fetched_at = self._monotonic()
        self._keep(name, kept)
        return kept.key

    def _keep(self, name: tuple[str, str], kept: _Kept) -> None:
        """Only what was really given is kept: invented addresses cannot push out the true ones."""
        self._kept[name] = kept
        self._kept.move_to_end(name)
        while len(self._kept) > MAX_KEYS:
            self._kept.popitem(last=False)

    def _count_fetch(self, connection: Connection) -> None:
        name = f"{connection.base_url} {connection.company}"
        recent = self._fetches.setdefault(name, deque(maxlen=FETCHES_PER_MINUTE))
        self._fetches.move_to_end(name)
        while len(self._fetches) > MAX_KEYS:
            self._fetches.popitem(last=False)
        now = self._monotonic()
        if len(recent) == FETCHES_PER_MINUTE and now - recent[0] < 60:
            raise WebhookUnverifiable("key_fetches_limited", retry_after=60 - (now - recent[0]))
        recent.append(now)

    async def _fetch(self, key_url: str, connection: Connection) -> str:
        """Sources differ on whether the key service wants the clientId: it is sent only when asked for."""
        try:
            done = await self._exchange(key_url, {})
            if done.status in {401, 403}:
                done = await self._exchange(key_url, {"clientid": connection.client_id})
        except PsaError:
            raise WebhookUnverifiable("key_unreachable") from None
        except NotPublic:
            raise WebhookUnverifiable("key_host_not_public") from None
        key = _key_in(done)
        if key is None:
            raise WebhookUnverifiable("key_not_given")
        return key

    def _client(self, host: str) -> httpx.AsyncClient:
        """The cloud has public addresses only, whatever its names resolve to; a company's own server may be inside."""
        name = host if is_cloud_host(host) else ""
        if name not in self._clients:
            transport = PublicTransport(resolve=self._resolve) if name else None
            self._clients[name] = new_client(TIMEOUTS, connections=4, transport=transport)
        return self._clients[name]

    async def _exchange(self, key_url: str, headers: dict[str, str]) -> Exchange:
        client = self._client(urlsplit(key_url).hostname or "")
        request = client.build_request("GET", key_url, headers={"accept": "application/json", **headers})
        return await exchange(
            client,
            request,
            faults=Faults(SYSTEM),
            name="the signing key",
            total_seconds=TIMEOUTS.total,
            max_body=MAX_BODY,
        )


def _key_in(done: Exchange) -> str | None:
    if done.status != 200:
        return None
    try:
        content = orjson.loads(done.body)
    except orjson.JSONDecodeError:
        return None
    key = content.get("signing_key") if isinstance(content, dict) else None
    return key if isinstance(key, str) and key else None
