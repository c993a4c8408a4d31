"""Generated from docs/openapi: `make docs` writes it anew."""

import builtins

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import common, scheduler
from psasync_client.operation import Operation

_GET: Operation[scheduler.SystemView] = Operation(
    "systems.get", "scheduler", "GET", "/v1/systems/{}", {200: scheduler.SystemView}
)

_LIST: Operation[builtins.list[scheduler.SystemView]] = Operation(
    "systems.list", "scheduler", "GET", "/v1/systems", {200: builtins.list[scheduler.SystemView]}
)


class Systems(Group):
    """The operations `systems.*`."""

    def get(self, system: common.System | str) -> scheduler.SystemView:
        """One system that can be connected."""
        return self._send(_GET, system)

    def list(self) -> builtins.list[scheduler.SystemView]:
        """Systems that can be connected."""
        return self._send(_LIST)


class AsyncSystems(AsyncGroup):
    """The operations `systems.*`."""

    async def get(self, system: common.System | str) -> scheduler.SystemView:
        """One system that can be connected."""
        return await self._send(_GET, system)

    async def list(self) -> builtins.list[scheduler.SystemView]:
        """Systems that can be connected."""
        return await self._send(_LIST)
