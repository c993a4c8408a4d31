"""Generated from docs/openapi: `make docs` writes it anew."""

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import results
from psasync_client.operation import Operation
from psasync_client.pages import AsyncPages, Page, Pages

_LIST: Operation[Page[results.StorageView]] = Operation("storage.list", "results", "GET", "/v1/storage")


class Storage(Group):
    """The operations `storage.*`."""

    def list(
        self, *, tenant: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Pages[results.StorageView]:
        """What tenants' results take, as it was measured last.

        - `cursor`: `next_cursor` of the page before.
        """
        return self._pages(_LIST, results.StorageView, query={"tenant": tenant, "limit": limit}, cursor=cursor)


class AsyncStorage(AsyncGroup):
    """The operations `storage.*`."""

    def list(
        self, *, tenant: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> AsyncPages[results.StorageView]:
        """What tenants' results take, as it was measured last.

        - `cursor`: `next_cursor` of the page before.
        """
        return self._pages(_LIST, results.StorageView, query={"tenant": tenant, "limit": limit}, cursor=cursor)
