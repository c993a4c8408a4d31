"""Generated from docs/openapi: `make docs` writes it anew."""

from collections.abc import Mapping
from typing import Any

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import scheduler
from psasync_client.operation import Nothing, Operation
from psasync_client.pages import AsyncPages, Page, Pages

_ARCHIVE: Operation[None] = Operation(
    "tenants.archive", "scheduler", "DELETE", "/v1/tenants/{}", {202: Nothing, 204: Nothing}
)

_CHANGE: Operation[scheduler.TenantView] = Operation(
    "tenants.change", "scheduler", "PATCH", "/v1/tenants/{}", {200: scheduler.TenantView}
)

_CREATE: Operation[scheduler.TenantView] = Operation(
    "tenants.create", "scheduler", "POST", "/v1/tenants", {201: scheduler.TenantView}
)

_DEPENDENTS: Operation[scheduler.DependentsView] = Operation(
    "tenants.dependents", "scheduler", "GET", "/v1/tenants/{}/dependents", {200: scheduler.DependentsView}
)

_GET: Operation[scheduler.TenantView] = Operation(
    "tenants.get", "scheduler", "GET", "/v1/tenants/{}", {200: scheduler.TenantView}
)

_LIST: Operation[Page[scheduler.TenantView]] = Operation("tenants.list", "scheduler", "GET", "/v1/tenants")

_PAUSE: Operation[scheduler.TenantView] = Operation(
    "tenants.pause", "scheduler", "POST", "/v1/tenants/{}/pause", {200: scheduler.TenantView}
)

_RESUME: Operation[scheduler.TenantView] = Operation(
    "tenants.resume", "scheduler", "POST", "/v1/tenants/{}/resume", {200: scheduler.TenantView}
)


class Tenants(Group):
    """The operations `tenants.*`."""

    def archive(self, tenant_id: str, *, cascade: bool | None = None) -> None:
        """Archive a tenant.

        Its syncs, its connections and at last its keys go with it. Can be repeated.

        - `cascade`: Archive what hangs on it as well, instead of 409 `in-use`.
        """
        return self._send(_ARCHIVE, tenant_id, query={"cascade": cascade})

    def change(
        self, tenant_id: str, body: scheduler.TenantChange | Mapping[str, Any], *, if_match: int | str | None = None
    ) -> scheduler.TenantView:
        """Change a tenant.

        `active: false` pauses all that the tenant has.
        """
        return self._send(_CHANGE, tenant_id, headers={"if-match": if_match}, body=body)

    def create(self, body: scheduler.TenantNew | Mapping[str, Any]) -> scheduler.TenantView:
        """Take a tenant on.

        For keys of the whole platform.
        """
        return self._send(_CREATE, body=body)

    def dependents(self, tenant_id: str) -> scheduler.DependentsView:
        """What hangs on a tenant."""
        return self._send(_DEPENDENTS, tenant_id)

    def get(self, tenant_id: str) -> scheduler.TenantView:
        """One tenant.

        An archived one too, which says so.
        """
        return self._send(_GET, tenant_id)

    def list(
        self,
        *,
        limit: int | None = None,
        state: scheduler.State | str | None = None,
        name: str | None = None,
        cursor: str | None = None,
    ) -> Pages[scheduler.TenantView]:
        """Tenants.

        The tenants that the key sees.

        - `state`: Left out: all but the archived ones.
        - `name`: How the name begins; case and width do not matter. The list is then in the order of names.
        """
        return self._pages(
            _LIST, scheduler.TenantView, query={"limit": limit, "state": state, "name": name}, cursor=cursor
        )

    def pause(
        self,
        tenant_id: str,
        body: scheduler.PauseBody | Mapping[str, Any] | None = None,
        *,
        if_match: int | str | None = None,
    ) -> scheduler.TenantView:
        """Pause a tenant.

        Nothing of the tenant begins until it is resumed; what runs already goes on. Can be repeated.
        """
        return self._send(_PAUSE, tenant_id, headers={"if-match": if_match}, body=body)

    def resume(self, tenant_id: str, *, if_match: int | str | None = None) -> scheduler.TenantView:
        """Resume a tenant.

        From here on; what fell into the pause is not made up for. What is paused itself stays so.
        """
        return self._send(_RESUME, tenant_id, headers={"if-match": if_match})


class AsyncTenants(AsyncGroup):
    """The operations `tenants.*`."""

    async def archive(self, tenant_id: str, *, cascade: bool | None = None) -> None:
        """Archive a tenant.

        Its syncs, its connections and at last its keys go with it. Can be repeated.

        - `cascade`: Archive what hangs on it as well, instead of 409 `in-use`.
        """
        return await self._send(_ARCHIVE, tenant_id, query={"cascade": cascade})

    async def change(
        self, tenant_id: str, body: scheduler.TenantChange | Mapping[str, Any], *, if_match: int | str | None = None
    ) -> scheduler.TenantView:
        """Change a tenant.

        `active: false` pauses all that the tenant has.
        """
        return await self._send(_CHANGE, tenant_id, headers={"if-match": if_match}, body=body)

    async def create(self, body: scheduler.TenantNew | Mapping[str, Any]) -> scheduler.TenantView:
        """Take a tenant on.

        For keys of the whole platform.
        """
        return await self._send(_CREATE, body=body)

    async def dependents(self, tenant_id: str) -> scheduler.DependentsView:
        """What hangs on a tenant."""
        return await self._send(_DEPENDENTS, tenant_id)

    async def get(self, tenant_id: str) -> scheduler.TenantView:
        """One tenant.

        An archived one too, which says so.
        """
        return await self._send(_GET, tenant_id)

    def list(
        self,
        *,
        limit: int | None = None,
        state: scheduler.State | str | None = None,
        name: str | None = None,
        cursor: str | None = None,
    ) -> AsyncPages[scheduler.TenantView]:
        """Tenants.

        The tenants that the key sees.

        - `state`: Left out: all but the archived ones.
        - `name`: How the name begins; case and width do not matter. The list is then in the order of names.
        """
        return self._pages(
            _LIST, scheduler.TenantView, query={"limit": limit, "state": state, "name": name}, cursor=cursor
        )

    async def pause(
        self,
        tenant_id: str,
        body: scheduler.PauseBody | Mapping[str, Any] | None = None,
        *,
        if_match: int | str | None = None,
    ) -> scheduler.TenantView:
        """Pause a tenant.

        Nothing of the tenant begins until it is resumed; what runs already goes on. Can be repeated.
        """
        return await self._send(_PAUSE, tenant_id, headers={"if-match": if_match}, body=body)

    async def resume(self, tenant_id: str, *, if_match: int | str | None = None) -> scheduler.TenantView:
        """Resume a tenant.

        From here on; what fell into the pause is not made up for. What is paused itself stays so.
        """
        return await self._send(_RESUME, tenant_id, headers={"if-match": if_match})
