"""Generated from docs/openapi: `make docs` writes it anew."""

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import scheduler
from psasync_client.operation import Operation

_CHECK: Operation[scheduler.TopicsView] = Operation(
    "topics.check", "scheduler", "GET", "/v1/topics", {200: scheduler.TopicsView}
)


class Topics(Group):
    """The operations `topics.*`."""

    def check(self) -> scheduler.TopicsView:
        """How Kafka's topics differ from what is specified.

        For keys of the whole platform. 503 when Kafka does not answer within 15 seconds.
        """
        return self._send(_CHECK)


class AsyncTopics(AsyncGroup):
    """The operations `topics.*`."""

    async def check(self) -> scheduler.TopicsView:
        """How Kafka's topics differ from what is specified.

        For keys of the whole platform. 503 when Kafka does not answer within 15 seconds.
        """
        return await self._send(_CHECK)
