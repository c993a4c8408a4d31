"""Generated from docs/openapi: `make docs` writes it anew."""

from collections.abc import Mapping
from typing import Any

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import results
from psasync_client.operation import Operation

_GET: Operation[results.KeepingView] = Operation(
    "retention.get", "results", "GET", "/v1/tenants/{}/retention", {200: results.KeepingView}
)

_SET: Operation[results.KeepingView] = Operation(
    "retention.set", "results", "PUT", "/v1/tenants/{}/retention", {200: results.KeepingView}
)


class Retention(Group):
    """The operations `retention.*`."""

    def get(self, tenant: str) -> results.KeepingView:
        """How long a tenant's results are kept."""
        return self._send(_GET, tenant)

    def set(self, tenant: str, body: results.OwnKeeping | Mapping[str, Any]) -> results.KeepingView:
        """Keep a tenant's results for another time than the platform's.

        In place of what was chosen before. A shorter time takes effect within an hour, and for good.
        """
        return self._send(_SET, tenant, body=body)


class AsyncRetention(AsyncGroup):
    """The operations `retention.*`."""

    async def get(self, tenant: str) -> results.KeepingView:
        """How long a tenant's results are kept."""
        return await self._send(_GET, tenant)

    async def set(self, tenant: str, body: results.OwnKeeping | Mapping[str, Any]) -> results.KeepingView:
        """Keep a tenant's results for another time than the platform's.

        In place of what was chosen before. A shorter time takes effect within an hour, and for good.
        """
        return await self._send(_SET, tenant, body=body)
