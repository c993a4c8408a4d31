"""Generated from docs/openapi: `make docs` writes it anew."""

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import results
from psasync_client.operation import Operation
from psasync_client.pages import AsyncPages, Page, Pages

_LIST: Operation[Page[results.CardView]] = Operation("cards.list", "results", "GET", "/v1/tenants/{}/cards")


class Cards(Group):
    """The operations `cards.*`."""

    def list(self, tenant: str, *, cursor: str | None = None, limit: int | None = None) -> Pages[results.CardView]:
        """Per sync and entity: the last correct sync, the latest run, the trend, open issues.

        A sync has cards once a default run of it has ended.

        - `cursor`: `next_cursor` of the page before.
        """
        return self._pages(_LIST, results.CardView, tenant, query={"limit": limit}, cursor=cursor)


class AsyncCards(AsyncGroup):
    """The operations `cards.*`."""

    def list(self, tenant: str, *, cursor: str | None = None, limit: int | None = None) -> AsyncPages[results.CardView]:
        """Per sync and entity: the last correct sync, the latest run, the trend, open issues.

        A sync has cards once a default run of it has ended.

        - `cursor`: `next_cursor` of the page before.
        """
        return self._pages(_LIST, results.CardView, tenant, query={"limit": limit}, cursor=cursor)
