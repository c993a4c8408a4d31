"""Generated from docs/openapi: `make docs` writes it anew."""

from collections.abc import Mapping
from typing import Any

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import scheduler
from psasync_client.operation import Operation

_CHANGE_SYNCS: Operation[scheduler.BulkAnswer] = Operation(
    "bulk.change_syncs", "scheduler", "POST", "/v1/bulk/syncs/change", {200: scheduler.BulkAnswer}
)

_CREATE_SYNCS: Operation[scheduler.BulkAnswer] = Operation(
    "bulk.create_syncs", "scheduler", "POST", "/v1/bulk/syncs", {200: scheduler.BulkAnswer}, keyed=True
)

_START_EXECUTIONS: Operation[scheduler.BulkExecutionsAnswer] = Operation(
    "bulk.start_executions",
    "scheduler",
    "POST",
    "/v1/bulk/executions",
    {200: scheduler.BulkExecutionsAnswer},
    keyed=True,
)


class Bulk(Group):
    """The operations `bulk.*`."""

    def change_syncs(self, body: scheduler.BulkChange | Mapping[str, Any]) -> scheduler.BulkAnswer:
        """Change, pause or resume many syncs.

        Change, pause or resume many syncs; 200 with what has become of each. Can be repeated. `change` is for admins.
        """
        return self._send(_CHANGE_SYNCS, body=body)

    def create_syncs(
        self, body: scheduler.BulkNew | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> scheduler.BulkAnswer:
        """Set a sync up for many tenants.

        The same sync for many tenants; 200 with what has become of each.

        A tenant that has exactly one connection to the system need not name it. What the time of one request does not
        reach is an error `not-begun` and can be sent again, with the same Idempotency-Key: nothing is made twice.

        - `idempotency_key`: The same key with the same body within 24 h: the same answer.
        """
        return self._send(_CREATE_SYNCS, headers={"idempotency-key": idempotency_key}, body=body)

    def start_executions(
        self, body: scheduler.BulkRun | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> scheduler.BulkExecutionsAnswer:
        """Start the syncs of many tenants.

        At most 1,000 syncs, each with an outcome of its own; one that is refused keeps no other from running.

        With an `Idempotency-Key` the bulk can be sent again: no sync is asked for twice, and what was refused or not
        tried is tried again. `confirmed` is for all of them.

        - `idempotency_key`: The same key with the same body within 24 h: the same answer.
        """
        return self._send(_START_EXECUTIONS, headers={"idempotency-key": idempotency_key}, body=body)


class AsyncBulk(AsyncGroup):
    """The operations `bulk.*`."""

    async def change_syncs(self, body: scheduler.BulkChange | Mapping[str, Any]) -> scheduler.BulkAnswer:
        """Change, pause or resume many syncs.

        Change, pause or resume many syncs; 200 with what has become of each. Can be repeated. `change` is for admins.
        """
        return await self._send(_CHANGE_SYNCS, body=body)

    async def create_syncs(
        self, body: scheduler.BulkNew | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> scheduler.BulkAnswer:
        """Set a sync up for many tenants.

        The same sync for many tenants; 200 with what has become of each.

        A tenant that has exactly one connection to the system need not name it. What the time of one request does not
        reach is an error `not-begun` and can be sent again, with the same Idempotency-Key: nothing is made twice.

        - `idempotency_key`: The same key with the same body within 24 h: the same answer.
        """
        return await self._send(_CREATE_SYNCS, headers={"idempotency-key": idempotency_key}, body=body)

    async def start_executions(
        self, body: scheduler.BulkRun | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> scheduler.BulkExecutionsAnswer:
        """Start the syncs of many tenants.

        At most 1,000 syncs, each with an outcome of its own; one that is refused keeps no other from running.

        With an `Idempotency-Key` the bulk can be sent again: no sync is asked for twice, and what was refused or not
        tried is tried again. `confirmed` is for all of them.

        - `idempotency_key`: The same key with the same body within 24 h: the same answer.
        """
        return await self._send(_START_EXECUTIONS, headers={"idempotency-key": idempotency_key}, body=body)
