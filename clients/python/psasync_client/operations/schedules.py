"""Generated from docs/openapi: `make docs` writes it anew."""

from collections.abc import Mapping
from typing import Any

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import scheduler
from psasync_client.operation import Operation

_GET: Operation[scheduler.ScheduleView] = Operation(
    "schedules.get", "scheduler", "GET", "/v1/syncs/{}/schedule", {200: scheduler.ScheduleView}
)

_PREVIEW: Operation[scheduler.PreviewView] = Operation(
    "schedules.preview", "scheduler", "POST", "/v1/schedules/preview", {200: scheduler.PreviewView}
)

_UPCOMING: Operation[scheduler.UpcomingView] = Operation(
    "schedules.upcoming", "scheduler", "GET", "/v1/schedules/upcoming", {200: scheduler.UpcomingView}
)


class Schedules(Group):
    """The operations `schedules.*`."""

    def get(self, sync_id: str) -> scheduler.ScheduleView:
        """When a sync runs by itself."""
        return self._send(_GET, sync_id)

    def preview(self, body: scheduler.PreviewBody | Mapping[str, Any]) -> scheduler.PreviewView:
        """When a schedule would fire.

        Stores nothing.
        """
        return self._send(_PREVIEW, body=body)

    def upcoming(
        self,
        *,
        tenant: str | None = None,
        hours: int | None = None,
        minutes: int | None = None,
        limit: int | None = None,
    ) -> scheduler.UpcomingView:
        """Upcoming.

        When the load of the next hours comes. Paused syncs are not among it.

        - `hours`: How far to look ahead.
        - `minutes`: The length of a stretch.
        - `limit`: How many of the soonest to name.
        """
        return self._send(_UPCOMING, query={"tenant": tenant, "hours": hours, "minutes": minutes, "limit": limit})


class AsyncSchedules(AsyncGroup):
    """The operations `schedules.*`."""

    async def get(self, sync_id: str) -> scheduler.ScheduleView:
        """When a sync runs by itself."""
        return await self._send(_GET, sync_id)

    async def preview(self, body: scheduler.PreviewBody | Mapping[str, Any]) -> scheduler.PreviewView:
        """When a schedule would fire.

        Stores nothing.
        """
        return await self._send(_PREVIEW, body=body)

    async def upcoming(
        self,
        *,
        tenant: str | None = None,
        hours: int | None = None,
        minutes: int | None = None,
        limit: int | None = None,
    ) -> scheduler.UpcomingView:
        """Upcoming.

        When the load of the next hours comes. Paused syncs are not among it.

        - `hours`: How far to look ahead.
        - `minutes`: The length of a stretch.
        - `limit`: How many of the soonest to name.
        """
        return await self._send(_UPCOMING, query={"tenant": tenant, "hours": hours, "minutes": minutes, "limit": limit})
