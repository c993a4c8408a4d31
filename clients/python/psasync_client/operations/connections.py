"""Generated from docs/openapi: `make docs` writes it anew."""

from collections.abc import Mapping
from typing import Any

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import common, scheduler
from psasync_client.operation import Nothing, Operation
from psasync_client.pages import AsyncPages, Page, Pages

_ARCHIVE: Operation[None] = Operation(
    "connections.archive", "scheduler", "DELETE", "/v1/connections/{}", {202: Nothing, 204: Nothing}
)

_CHANGE: Operation[scheduler.ConnectionView] = Operation(
    "connections.change", "scheduler", "PATCH", "/v1/connections/{}", {200: scheduler.ConnectionView}
)

_CHECK: Operation[scheduler.CheckView] = Operation(
    "connections.check", "scheduler", "POST", "/v1/connections/{}/check", {200: scheduler.CheckView}
)

_CHECK_NEW: Operation[scheduler.CheckView] = Operation(
    "connections.check_new", "scheduler", "POST", "/v1/connections/check", {200: scheduler.CheckView}
)

_CREATE: Operation[scheduler.ConnectionView] = Operation(
    "connections.create", "scheduler", "POST", "/v1/connections", {201: scheduler.ConnectionView}
)

_DECLARATION: Operation[scheduler.DeclarationView] = Operation(
    "connections.declaration", "scheduler", "GET", "/v1/connections/{}/declaration", {200: scheduler.DeclarationView}
)

_DEPENDENTS: Operation[scheduler.DependentsView] = Operation(
    "connections.dependents", "scheduler", "GET", "/v1/connections/{}/dependents", {200: scheduler.DependentsView}
)

_GET: Operation[scheduler.ConnectionView] = Operation(
    "connections.get", "scheduler", "GET", "/v1/connections/{}", {200: scheduler.ConnectionView}
)

_LIST: Operation[Page[scheduler.ConnectionView]] = Operation("connections.list", "scheduler", "GET", "/v1/connections")

_PAUSE: Operation[scheduler.ConnectionView] = Operation(
    "connections.pause", "scheduler", "POST", "/v1/connections/{}/pause", {200: scheduler.ConnectionView}
)

_RESUME: Operation[scheduler.ConnectionView] = Operation(
    "connections.resume", "scheduler", "POST", "/v1/connections/{}/resume", {200: scheduler.ConnectionView}
)

_RESYNC_SETTINGS: Operation[scheduler.ConnectionSettings] = Operation(
    "connections.resync_settings",
    "scheduler",
    "POST",
    "/v1/connections/{}/resync-settings",
    {200: scheduler.ConnectionSettings},
)

_SAMPLE: Operation[scheduler.SamplesView] = Operation(
    "connections.sample", "scheduler", "POST", "/v1/connections/{}/samples", {200: scheduler.SamplesView}
)


class Connections(Group):
    """The operations `connections.*`."""

    def archive(self, connection_id: str, *, cascade: bool | None = None) -> None:
        """Archive a connection.

        The syncs that read from it or write to it go with it, and its secrets are destroyed. Can be repeated.

        - `cascade`: Archive what hangs on it as well, instead of 409 `in-use`.
        """
        return self._send(_ARCHIVE, connection_id, query={"cascade": cascade})

    def change(
        self,
        connection_id: str,
        body: scheduler.ConnectionChange | Mapping[str, Any],
        *,
        if_match: int | str | None = None,
    ) -> scheduler.ConnectionView:
        """Change a connection.

        Other settings ask for the secrets again: those belong to the address that they were entered for.
        """
        return self._send(_CHANGE, connection_id, headers={"if-match": if_match}, body=body)

    def check(
        self, connection_id: str, body: scheduler.ConnectionTrialChange | Mapping[str, Any] | None = None
    ) -> scheduler.CheckView:
        """Try a connection's credentials.

        Tries the credentials. A refusal is an answer (`ok: false`) and not an error of this request.

        Without a body the result is kept as the connection's `last_check`. With settings or secrets, which admins can
        send, those are tried and nothing is kept; other settings ask for the secrets again.
        """
        return self._send(_CHECK, connection_id, body=body)

    def check_new(self, body: scheduler.ConnectionTrial | Mapping[str, Any]) -> scheduler.CheckView:
        """Try credentials before they are stored.

        Tries credentials before they are stored. Nothing of them is kept, and the answer repeats none.
        """
        return self._send(_CHECK_NEW, body=body)

    def create(self, body: scheduler.ConnectionNew | Mapping[str, Any]) -> scheduler.ConnectionView:
        """Connect a tenant to a system."""
        return self._send(_CREATE, body=body)

    def declaration(self, connection_id: str, *, refresh: bool | None = None) -> scheduler.DeclarationView:
        """What the connection's system says that it has.

        Entities, fields, custom fields and set-up values to choose from. Kept for a day; `refresh` asks again.

        - `refresh`: Ask the system again; for operators.
        """
        return self._send(_DECLARATION, connection_id, query={"refresh": refresh})

    def dependents(self, connection_id: str) -> scheduler.DependentsView:
        """What hangs on a connection.

        Syncs that read from it or write to it.
        """
        return self._send(_DEPENDENTS, connection_id)

    def get(self, connection_id: str) -> scheduler.ConnectionView:
        """One connection.

        An archived one too, which says so.
        """
        return self._send(_GET, connection_id)

    def list(
        self,
        *,
        tenant: str | None = None,
        system: common.System | str | None = None,
        limit: int | None = None,
        state: scheduler.State | str | None = None,
        name: str | None = None,
        cursor: str | None = None,
    ) -> Pages[scheduler.ConnectionView]:
        """Connections.

        - `state`: Left out: all but the archived ones.
        - `name`: How the name begins; case and width do not matter. The list is then in the order of names.
        """
        return self._pages(
            _LIST,
            scheduler.ConnectionView,
            query={"tenant": tenant, "system": system, "limit": limit, "state": state, "name": name},
            cursor=cursor,
        )

    def pause(
        self,
        connection_id: str,
        body: scheduler.PauseBody | Mapping[str, Any] | None = None,
        *,
        if_match: int | str | None = None,
    ) -> scheduler.ConnectionView:
        """Pause a connection.

        No sync that reads from it or writes to it begins until it is resumed.
        """
        return self._send(_PAUSE, connection_id, headers={"if-match": if_match}, body=body)

    def resume(self, connection_id: str, *, if_match: int | str | None = None) -> scheduler.ConnectionView:
        """Resume a connection.

        From here on; what fell into the pause is not made up for.
        """
        return self._send(_RESUME, connection_id, headers={"if-match": if_match})

    def resync_settings(self, connection_id: str, *, cursor: str | None = None) -> scheduler.ConnectionSettings:
        """Read ticket boards, priorities and statuses anew, for all syncs of a connection.

        200 with what was accepted for each sync, or why not. Can be repeated: what still waits is joined.
        """
        return self._send(_RESYNC_SETTINGS, connection_id, query={"cursor": cursor})

    def sample(self, connection_id: str, body: scheduler.SampleBody | Mapping[str, Any]) -> scheduler.SamplesView:
        """Sample.

        Reads the first records of an entity from the system, and shows them before and after the mapping.

        Nothing is stored. That somebody has looked is on the audit trail.
        """
        return self._send(_SAMPLE, connection_id, body=body)


class AsyncConnections(AsyncGroup):
    """The operations `connections.*`."""

    async def archive(self, connection_id: str, *, cascade: bool | None = None) -> None:
        """Archive a connection.

        The syncs that read from it or write to it go with it, and its secrets are destroyed. Can be repeated.

        - `cascade`: Archive what hangs on it as well, instead of 409 `in-use`.
        """
        return await self._send(_ARCHIVE, connection_id, query={"cascade": cascade})

    async def change(
        self,
        connection_id: str,
        body: scheduler.ConnectionChange | Mapping[str, Any],
        *,
        if_match: int | str | None = None,
    ) -> scheduler.ConnectionView:
        """Change a connection.

        Other settings ask for the secrets again: those belong to the address that they were entered for.
        """
        return await self._send(_CHANGE, connection_id, headers={"if-match": if_match}, body=body)

    async def check(
        self, connection_id: str, body: scheduler.ConnectionTrialChange | Mapping[str, Any] | None = None
    ) -> scheduler.CheckView:
        """Try a connection's credentials.

        Tries the credentials. A refusal is an answer (`ok: false`) and not an error of this request.

        Without a body the result is kept as the connection's `last_check`. With settings or secrets, which admins can
        send, those are tried and nothing is kept; other settings ask for the secrets again.
        """
        return await self._send(_CHECK, connection_id, body=body)

    async def check_new(self, body: scheduler.ConnectionTrial | Mapping[str, Any]) -> scheduler.CheckView:
        """Try credentials before they are stored.

        Tries credentials before they are stored. Nothing of them is kept, and the answer repeats none.
        """
        return await self._send(_CHECK_NEW, body=body)

    async def create(self, body: scheduler.ConnectionNew | Mapping[str, Any]) -> scheduler.ConnectionView:
        """Connect a tenant to a system."""
        return await self._send(_CREATE, body=body)

    async def declaration(self, connection_id: str, *, refresh: bool | None = None) -> scheduler.DeclarationView:
        """What the connection's system says that it has.

        Entities, fields, custom fields and set-up values to choose from. Kept for a day; `refresh` asks again.

        - `refresh`: Ask the system again; for operators.
        """
        return await self._send(_DECLARATION, connection_id, query={"refresh": refresh})

    async def dependents(self, connection_id: str) -> scheduler.DependentsView:
        """What hangs on a connection.

        Syncs that read from it or write to it.
        """
        return await self._send(_DEPENDENTS, connection_id)

    async def get(self, connection_id: str) -> scheduler.ConnectionView:
        """One connection.

        An archived one too, which says so.
        """
        return await self._send(_GET, connection_id)

    def list(
        self,
        *,
        tenant: str | None = None,
        system: common.System | str | None = None,
        limit: int | None = None,
        state: scheduler.State | str | None = None,
        name: str | None = None,
        cursor: str | None = None,
    ) -> AsyncPages[scheduler.ConnectionView]:
        """Connections.

        - `state`: Left out: all but the archived ones.
        - `name`: How the name begins; case and width do not matter. The list is then in the order of names.
        """
        return self._pages(
            _LIST,
            scheduler.ConnectionView,
            query={"tenant": tenant, "system": system, "limit": limit, "state": state, "name": name},
            cursor=cursor,
        )

    async def pause(
        self,
        connection_id: str,
        body: scheduler.PauseBody | Mapping[str, Any] | None = None,
        *,
        if_match: int | str | None = None,
    ) -> scheduler.ConnectionView:
        """Pause a connection.

        No sync that reads from it or writes to it begins until it is resumed.
        """
        return await self._send(_PAUSE, connection_id, headers={"if-match": if_match}, body=body)

    async def resume(self, connection_id: str, *, if_match: int | str | None = None) -> scheduler.ConnectionView:
        """Resume a connection.

        From here on; what fell into the pause is not made up for.
        """
        return await self._send(_RESUME, connection_id, headers={"if-match": if_match})

    async def resync_settings(self, connection_id: str, *, cursor: str | None = None) -> scheduler.ConnectionSettings:
        """Read ticket boards, priorities and statuses anew, for all syncs of a connection.

        200 with what was accepted for each sync, or why not. Can be repeated: what still waits is joined.
        """
        return await self._send(_RESYNC_SETTINGS, connection_id, query={"cursor": cursor})

    async def sample(self, connection_id: str, body: scheduler.SampleBody | Mapping[str, Any]) -> scheduler.SamplesView:
        """Sample.

        Reads the first records of an entity from the system, and shows them before and after the mapping.

        Nothing is stored. That somebody has looked is on the audit trail.
        """
        return await self._send(_SAMPLE, connection_id, body=body)
