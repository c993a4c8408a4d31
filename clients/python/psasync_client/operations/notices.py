"""Generated from docs/openapi: `make docs` writes it anew."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import results
from psasync_client.operation import Operation
from psasync_client.pages import AsyncPages, Page, Pages

_LIST: Operation[Page[results.NoticeView]] = Operation("notices.list", "results", "GET", "/v1/notices")

_REDELIVER: Operation[results.RedeliveryView] = Operation(
    "notices.redeliver", "results", "POST", "/v1/notices/{}/redeliveries", {202: results.RedeliveryView}
)

_TEST: Operation[results.TrialsView] = Operation(
    "notices.test", "results", "POST", "/v1/notices/tests", {200: results.TrialsView}
)


class Notices(Group):
    """The operations `notices.*`."""

    def list(
        self,
        *,
        tenant: str | None = None,
        kind: results.NoticeKind | str | None = None,
        channel: results.Channel | str | None = None,
        sync: str | None = None,
        execution: str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Pages[results.NoticeView]:
        """Who was told what, when and with what success, newest first.

        - `from_`: Made at or after.
        - `to`: Made before.
        - `cursor`: `next_cursor` of the page before.
        """
        return self._pages(
            _LIST,
            results.NoticeView,
            query={
                "tenant": tenant,
                "kind": kind,
                "channel": channel,
                "sync": sync,
                "execution": execution,
                "from": from_,
                "to": to,
                "limit": limit,
            },
            cursor=cursor,
        )

    def redeliver(self, notice: str) -> results.RedeliveryView:
        """Deliver a notice once more, alone."""
        return self._send(_REDELIVER, notice)

    def test(self, body: results.TrialBody | Mapping[str, Any]) -> results.TrialsView:
        """Send a test message, and hear what came of it."""
        return self._send(_TEST, body=body)


class AsyncNotices(AsyncGroup):
    """The operations `notices.*`."""

    def list(
        self,
        *,
        tenant: str | None = None,
        kind: results.NoticeKind | str | None = None,
        channel: results.Channel | str | None = None,
        sync: str | None = None,
        execution: str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[results.NoticeView]:
        """Who was told what, when and with what success, newest first.

        - `from_`: Made at or after.
        - `to`: Made before.
        - `cursor`: `next_cursor` of the page before.
        """
        return self._pages(
            _LIST,
            results.NoticeView,
            query={
                "tenant": tenant,
                "kind": kind,
                "channel": channel,
                "sync": sync,
                "execution": execution,
                "from": from_,
                "to": to,
                "limit": limit,
            },
            cursor=cursor,
        )

    async def redeliver(self, notice: str) -> results.RedeliveryView:
        """Deliver a notice once more, alone."""
        return await self._send(_REDELIVER, notice)

    async def test(self, body: results.TrialBody | Mapping[str, Any]) -> results.TrialsView:
        """Send a test message, and hear what came of it."""
        return await self._send(_TEST, body=body)
