"""The two clients: the same operations, waited for or awaited."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from psasync_client.addresses import Addresses
from psasync_client.models.results import ExecutionView
from psasync_client.models.scheduler import RunRequest
from psasync_client.operations import AsyncGroups, Groups
from psasync_client.retries import Retries
from psasync_client.running import AsyncProgress, Progress, arun, await_end, run, wait_for_end
from psasync_client.transport import AsyncTransport, Transport
from psasync_client.waiting import WITHIN_SECONDS

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

    def run_and_wait(
        self,
        sync_id: str,
        request: RunRequest | Mapping[str, Any] | None = None,
        *,
        on_progress: Progress | None = None,
        within: float = WITHIN_SECONDS,
        idempotency_key: str | None = None,
    ) -> ExecutionView:
        """Start an execution and wait for its end, which is what comes back, however it ended.

        Services may be restarted meanwhile. `on_progress` is told of each change, the end too. After `within` seconds
        StillRunning is raised; the execution goes on, and its `execution_id` can be waited for again.
        """
        accepted = run(self.executions, self._transport.retries, sync_id, request, idempotency_key)
        return wait_for_end(self.executions, accepted.execution_id, on_progress, within, certain=True)

    def wait(
        self, execution_id: str, *, on_progress: Progress | None = None, within: float = WITHIN_SECONDS
    ) -> ExecutionView:
        """Wait for the end of an execution, whoever started it; otherwise as `run_and_wait`."""
        return wait_for_end(self.executions, execution_id, on_progress, within, certain=False)

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

    async def run_and_wait(
        self,
        sync_id: str,
        request: RunRequest | Mapping[str, Any] | None = None,
        *,
        on_progress: AsyncProgress | None = None,
        within: float = WITHIN_SECONDS,
        idempotency_key: str | None = None,
    ) -> ExecutionView:
        """Start an execution and wait for its end, which is what comes back, however it ended.

        Services may be restarted meanwhile. `on_progress` is told of each change, the end too; it may be a coroutine
        function. After `within` seconds StillRunning is raised; the execution goes on, and its `execution_id` can be
        waited for again.
        """
        accepted = await arun(self.executions, self._transport.retries, sync_id, request, idempotency_key)
        return await await_end(self.executions, accepted.execution_id, on_progress, within, certain=True)

    async def wait(
        self, execution_id: str, *, on_progress: AsyncProgress | None = None, within: float = WITHIN_SECONDS
    ) -> ExecutionView:
        """Wait for the end of an execution, whoever started it; otherwise as `run_and_wait`."""
        return await await_end(self.executions, execution_id, on_progress, within, certain=False)

    async def close(self) -> None:
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
