"""The two clients: the same operations, waited for or awaited."""

from types import TracebackType
from typing import Self

import httpx

from psasync_client.addresses import Addresses
from psasync_client.operations import AsyncGroups, Groups
from psasync_client.retries import Retries
from psasync_client.transport import AsyncTransport, Transport

TIMEOUT_SECONDS = 30.0


class Client(Groups):
    """All operations of a platform, by group: `client.tenants.get(...)`.

    `key`: an API key; None for what needs none, which is signing in. `timeout`: seconds that a service may be silent
    during one try. `http`: an own `httpx.Client`, for TLS or proxies of your own; closing it is up to you.
    Can be used by several threads.
    """

    def __init__(
        self,
        key: str | None,
        addresses: Addresses | None = None,
        *,
        timeout: float = TIMEOUT_SECONDS,
        retries: Retries | None = None,
        http: httpx.Client | None = None,
    ) -> None:
        self._transport = Transport(
            key, addresses or Addresses.local(), timeout=timeout, retries=retries or Retries(), http=http
        )
        super().__init__(self._transport)

    def close(self) -> None:
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(AsyncGroups):
    """All operations of a platform, by group: `await client.tenants.get(...)`.

    `key`: an API key; None for what needs none, which is signing in. `timeout`: seconds that a service may be silent
    during one try. `http`: an own `httpx.AsyncClient`, for TLS or proxies of your own; closing it is up to you.
    """

    def __init__(
        self,
        key: str | None,
        addresses: Addresses | None = None,
        *,
        timeout: float = TIMEOUT_SECONDS,
        retries: Retries | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self._transport = AsyncTransport(
            key, addresses or Addresses.local(), timeout=timeout, retries=retries or Retries(), http=http
        )
        super().__init__(self._transport)

    async def close(self) -> None:
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
