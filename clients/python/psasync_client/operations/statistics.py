"""Generated from docs/openapi: `make docs` writes it anew."""

from datetime import date

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import results
from psasync_client.operation import Operation

_GET: Operation[results.StatisticsView] = Operation(
    "statistics.get", "results", "GET", "/v1/statistics", {200: results.StatisticsView}
)


class Statistics(Group):
    """The operations `statistics.*`."""

    def get(
        self, *, tenant: str | None = None, from_: date | None = None, to: date | None = None
    ) -> results.StatisticsView:
        """Runs, durations, failures and records per day.

        - `from_`: The first day; by default 29 days before the last.
        - `to`: The last day, included; by default today, furthest east.
        """
        return self._send(_GET, query={"tenant": tenant, "from": from_, "to": to})


class AsyncStatistics(AsyncGroup):
    """The operations `statistics.*`."""

    async def get(
        self, *, tenant: str | None = None, from_: date | None = None, to: date | None = None
    ) -> results.StatisticsView:
        """Runs, durations, failures and records per day.

        - `from_`: The first day; by default 29 days before the last.
        - `to`: The last day, included; by default today, furthest east.
        """
        return await self._send(_GET, query={"tenant": tenant, "from": from_, "to": to})
