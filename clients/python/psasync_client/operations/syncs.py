"""Generated from docs/openapi: `make docs` writes it anew."""

from collections.abc import Mapping
from typing import Any

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import common, results, scheduler
from psasync_client.operation import Nothing, Operation
from psasync_client.pages import AsyncPages, Page, Pages

_ARCHIVE: Operation[None] = Operation("syncs.archive", "scheduler", "DELETE", "/v1/syncs/{}", {204: Nothing})

_CHANGE: Operation[scheduler.SyncView] = Operation(
    "syncs.change", "scheduler", "PATCH", "/v1/syncs/{}", {200: scheduler.SyncView}
)

_CREATE: Operation[scheduler.SyncView] = Operation(
    "syncs.create", "scheduler", "POST", "/v1/syncs", {201: scheduler.SyncView}
)

_DEPENDENTS: Operation[scheduler.DependentsView] = Operation(
    "syncs.dependents", "scheduler", "GET", "/v1/syncs/{}/dependents", {200: scheduler.DependentsView}
)

_GET: Operation[scheduler.SyncView] = Operation(
    "syncs.get", "scheduler", "GET", "/v1/syncs/{}", {200: scheduler.SyncView}
)

_LIST: Operation[Page[scheduler.SyncView]] = Operation("syncs.list", "scheduler", "GET", "/v1/syncs")

_OCCURRENCES: Operation[Page[scheduler.MissedOccurrence]] = Operation(
    "syncs.occurrences", "scheduler", "GET", "/v1/occurrences"
)

_PAUSE: Operation[scheduler.SyncView] = Operation(
    "syncs.pause", "scheduler", "POST", "/v1/syncs/{}/pause", {200: scheduler.SyncView}
)

_RECORD_HISTORY: Operation[Page[results.RecordOutcomeView]] = Operation(
    "syncs.record_history", "results", "GET", "/v1/syncs/{}/record-history"
)

_RESUME: Operation[scheduler.SyncView] = Operation(
    "syncs.resume", "scheduler", "POST", "/v1/syncs/{}/resume", {200: scheduler.SyncView}
)

_RESYNC_SETTINGS: Operation[scheduler.SettingsAccepted] = Operation(
    "syncs.resync_settings",
    "scheduler",
    "POST",
    "/v1/syncs/{}/resync-settings",
    {202: scheduler.SettingsAccepted},
    keyed=True,
)

_RUN_OPTIONS: Operation[scheduler.RunOptions] = Operation(
    "syncs.run_options", "scheduler", "GET", "/v1/syncs/{}/run-options", {200: scheduler.RunOptions}
)


class Syncs(Group):
    """The operations `syncs.*`."""

    def archive(self, sync_id: str) -> None:
        """Archive a sync.

        It runs no more; what runs already goes on. Can be repeated.
        """
        return self._send(_ARCHIVE, sync_id)

    def change(
        self, sync_id: str, body: scheduler.SyncChange | Mapping[str, Any], *, if_match: int | str | None = None
    ) -> scheduler.SyncView:
        """Change a sync.

        422 names every mistake, as for a new one.
        """
        return self._send(_CHANGE, sync_id, headers={"if-match": if_match}, body=body)

    def create(self, body: scheduler.SyncNew | Mapping[str, Any]) -> scheduler.SyncView:
        """Set a sync up.

        422 names every mistake, those of its shape and those that the two ends find.
        """
        return self._send(_CREATE, body=body)

    def dependents(self, sync_id: str) -> scheduler.DependentsView:
        """What hangs on a sync."""
        return self._send(_DEPENDENTS, sync_id)

    def get(self, sync_id: str) -> scheduler.SyncView:
        """One sync.

        An archived one too, which says so.
        """
        return self._send(_GET, sync_id)

    def list(
        self,
        *,
        tenant: str | None = None,
        system: common.System | str | None = None,
        connection: str | None = None,
        destination: str | None = None,
        limit: int | None = None,
        state: scheduler.State | str | None = None,
        name: str | None = None,
        cursor: str | None = None,
    ) -> Pages[scheduler.SyncView]:
        """Syncs.

        - `system`: Of the connection that it reads from.
        - `connection`: That it reads from.
        - `state`: Left out: all but the archived ones.
        - `name`: How the name begins; case and width do not matter. The list is then in the order of names.
        """
        return self._pages(
            _LIST,
            scheduler.SyncView,
            query={
                "tenant": tenant,
                "system": system,
                "connection": connection,
                "destination": destination,
                "limit": limit,
                "state": state,
                "name": name,
            },
            cursor=cursor,
        )

    def occurrences(
        self,
        *,
        state: str | None = None,
        tenant: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[scheduler.MissedOccurrence]:
        """Occurrences of schedules that went by.

        - `state`: Those that fired are found as executions.
        """
        return self._pages(
            _OCCURRENCES,
            scheduler.MissedOccurrence,
            query={"state": state, "tenant": tenant, "limit": limit},
            cursor=cursor,
        )

    def pause(
        self,
        sync_id: str,
        body: scheduler.PauseBody | Mapping[str, Any] | None = None,
        *,
        if_match: int | str | None = None,
    ) -> scheduler.SyncView:
        """Pause a sync.

        Nothing runs until it is resumed; what runs already goes on.
        """
        return self._send(_PAUSE, sync_id, headers={"if-match": if_match}, body=body)

    def record_history(
        self,
        sync: str,
        *,
        entity: common.Entity | str,
        source_id: str,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Pages[results.RecordOutcomeView]:
        """What became of one source record, execution by execution, the newest first.

        Executions that found it unchanged are not listed.

        - `cursor`: `next_cursor` of the page before.
        """
        return self._pages(
            _RECORD_HISTORY,
            results.RecordOutcomeView,
            sync,
            query={"entity": entity, "source_id": source_id, "limit": limit},
            cursor=cursor,
        )

    def resume(self, sync_id: str, *, if_match: int | str | None = None) -> scheduler.SyncView:
        """Resume a sync.

        From here on; what fell into the pause is not made up for.
        """
        return self._send(_RESUME, sync_id, headers={"if-match": if_match})

    def resync_settings(self, sync_id: str, *, idempotency_key: str | None = None) -> scheduler.SettingsAccepted:
        """Read ticket boards, priorities and statuses anew.

        202 once the request is stored. 409 `no-settings` for a sync that carries none; 409 `paused`.

        - `idempotency_key`: The same key with the same body within 24 h: the same answer.
        """
        return self._send(_RESYNC_SETTINGS, sync_id, headers={"idempotency-key": idempotency_key})

    def run_options(self, sync_id: str) -> scheduler.RunOptions:
        """How a sync can be started.

        What a dialog for starting the sync may offer, and why it offers no more.
        """
        return self._send(_RUN_OPTIONS, sync_id)


class AsyncSyncs(AsyncGroup):
    """The operations `syncs.*`."""

    async def archive(self, sync_id: str) -> None:
        """Archive a sync.

        It runs no more; what runs already goes on. Can be repeated.
        """
        return await self._send(_ARCHIVE, sync_id)

    async def change(
        self, sync_id: str, body: scheduler.SyncChange | Mapping[str, Any], *, if_match: int | str | None = None
    ) -> scheduler.SyncView:
        """Change a sync.

        422 names every mistake, as for a new one.
        """
        return await self._send(_CHANGE, sync_id, headers={"if-match": if_match}, body=body)

    async def create(self, body: scheduler.SyncNew | Mapping[str, Any]) -> scheduler.SyncView:
        """Set a sync up.

        422 names every mistake, those of its shape and those that the two ends find.
        """
        return await self._send(_CREATE, body=body)

    async def dependents(self, sync_id: str) -> scheduler.DependentsView:
        """What hangs on a sync."""
        return await self._send(_DEPENDENTS, sync_id)

    async def get(self, sync_id: str) -> scheduler.SyncView:
        """One sync.

        An archived one too, which says so.
        """
        return await self._send(_GET, sync_id)

    def list(
        self,
        *,
        tenant: str | None = None,
        system: common.System | str | None = None,
        connection: str | None = None,
        destination: str | None = None,
        limit: int | None = None,
        state: scheduler.State | str | None = None,
        name: str | None = None,
        cursor: str | None = None,
    ) -> AsyncPages[scheduler.SyncView]:
        """Syncs.

        - `system`: Of the connection that it reads from.
        - `connection`: That it reads from.
        - `state`: Left out: all but the archived ones.
        - `name`: How the name begins; case and width do not matter. The list is then in the order of names.
        """
        return self._pages(
            _LIST,
            scheduler.SyncView,
            query={
                "tenant": tenant,
                "system": system,
                "connection": connection,
                "destination": destination,
                "limit": limit,
                "state": state,
                "name": name,
            },
            cursor=cursor,
        )

    def occurrences(
        self,
        *,
        state: str | None = None,
        tenant: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> AsyncPages[scheduler.MissedOccurrence]:
        """Occurrences of schedules that went by.

        - `state`: Those that fired are found as executions.
        """
        return self._pages(
            _OCCURRENCES,
            scheduler.MissedOccurrence,
            query={"state": state, "tenant": tenant, "limit": limit},
            cursor=cursor,
        )

    async def pause(
        self,
        sync_id: str,
        body: scheduler.PauseBody | Mapping[str, Any] | None = None,
        *,
        if_match: int | str | None = None,
    ) -> scheduler.SyncView:
        """Pause a sync.

        Nothing runs until it is resumed; what runs already goes on.
        """
        return await self._send(_PAUSE, sync_id, headers={"if-match": if_match}, body=body)

    def record_history(
        self,
        sync: str,
        *,
        entity: common.Entity | str,
        source_id: str,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[results.RecordOutcomeView]:
        """What became of one source record, execution by execution, the newest first.

        Executions that found it unchanged are not listed.

        - `cursor`: `next_cursor` of the page before.
        """
        return self._pages(
            _RECORD_HISTORY,
            results.RecordOutcomeView,
            sync,
            query={"entity": entity, "source_id": source_id, "limit": limit},
            cursor=cursor,
        )

    async def resume(self, sync_id: str, *, if_match: int | str | None = None) -> scheduler.SyncView:
        """Resume a sync.

        From here on; what fell into the pause is not made up for.
        """
        return await self._send(_RESUME, sync_id, headers={"if-match": if_match})

    async def resync_settings(self, sync_id: str, *, idempotency_key: str | None = None) -> scheduler.SettingsAccepted:
        """Read ticket boards, priorities and statuses anew.

        202 once the request is stored. 409 `no-settings` for a sync that carries none; 409 `paused`.

        - `idempotency_key`: The same key with the same body within 24 h: the same answer.
        """
        return await self._send(_RESYNC_SETTINGS, sync_id, headers={"idempotency-key": idempotency_key})

    async def run_options(self, sync_id: str) -> scheduler.RunOptions:
        """How a sync can be started.

        What a dialog for starting the sync may offer, and why it offers no more.
        """
        return await self._send(_RUN_OPTIONS, sync_id)
