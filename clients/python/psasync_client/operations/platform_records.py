"""Generated from docs/openapi: `make docs` writes it anew."""

from datetime import datetime

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import common, executor
from psasync_client.operation import Operation
from psasync_client.pages import AsyncPages, Page, Pages

_GET: Operation[executor.PlatformRecord] = Operation(
    "platform_records.get", "executor", "GET", "/v1/tenants/{}/records/{}/{}", {200: executor.PlatformRecord}
)

_LIST: Operation[Page[executor.PlatformRecord]] = Operation(
    "platform_records.list", "executor", "GET", "/v1/tenants/{}/records/{}"
)


class PlatformRecords(Group):
    """The operations `platform_records.*`."""

    def get(self, tenant: str, entity: common.Entity | str, source_id: str, *, sync: str) -> executor.PlatformRecord:
        """One of the platform's own records.

        One record, also if the source no longer has it.

        - `sync`: The sync that imported it.
        """
        return self._send(_GET, tenant, entity, source_id, query={"sync": sync})

    def list(
        self,
        tenant: str,
        entity: common.Entity | str,
        *,
        sync: str | None = None,
        changed_since: datetime | None = None,
        deleted: executor.Deleted | str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Pages[executor.PlatformRecord]:
        """The platform's own records of an entity.

        The tenant's records of an entity: in an order in which none moves, or in that of their changes.

        - `changed_since`: Only records created, changed, marked as deleted or back since then, in the order of their
          changes. Follow changes by asking again with the highest `changed_at` that was seen, less a minute: the time
          is taken shortly before the record can be read. A record that changes while pages are read comes again.
        - `deleted`: `true`: only records that the source no longer has; `false`: none of them.
        """
        return self._pages(
            _LIST,
            executor.PlatformRecord,
            tenant,
            entity,
            query={"sync": sync, "changed_since": changed_since, "deleted": deleted, "limit": limit},
            cursor=cursor,
        )


class AsyncPlatformRecords(AsyncGroup):
    """The operations `platform_records.*`."""

    async def get(
        self, tenant: str, entity: common.Entity | str, source_id: str, *, sync: str
    ) -> executor.PlatformRecord:
        """One of the platform's own records.

        One record, also if the source no longer has it.

        - `sync`: The sync that imported it.
        """
        return await self._send(_GET, tenant, entity, source_id, query={"sync": sync})

    def list(
        self,
        tenant: str,
        entity: common.Entity | str,
        *,
        sync: str | None = None,
        changed_since: datetime | None = None,
        deleted: executor.Deleted | str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[executor.PlatformRecord]:
        """The platform's own records of an entity.

        The tenant's records of an entity: in an order in which none moves, or in that of their changes.

        - `changed_since`: Only records created, changed, marked as deleted or back since then, in the order of their
          changes. Follow changes by asking again with the highest `changed_at` that was seen, less a minute: the time
          is taken shortly before the record can be read. A record that changes while pages are read comes again.
        - `deleted`: `true`: only records that the source no longer has; `false`: none of them.
        """
        return self._pages(
            _LIST,
            executor.PlatformRecord,
            tenant,
            entity,
            query={"sync": sync, "changed_since": changed_since, "deleted": deleted, "limit": limit},
            cursor=cursor,
        )
