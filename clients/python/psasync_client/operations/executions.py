"""Generated from docs/openapi: `make docs` writes it anew."""

from collections.abc import AsyncGenerator, Generator, Mapping
from datetime import datetime
from typing import Any, overload

from psasync_client.executions import has_ended
from psasync_client.group import AsyncGroup, Group
from psasync_client.models import common, results, scheduler
from psasync_client.operation import Nothing, Operation
from psasync_client.pages import AsyncPages, Page, Pages
from psasync_client.resumption import StreamOperation
from psasync_client.streams import AsyncEvents, Events

_AGAIN: Operation[scheduler.Accepted] = Operation(
    "executions.again", "scheduler", "POST", "/v1/executions/{}/again", {202: scheduler.Accepted}, keyed=True
)

_CANCEL: Operation[scheduler.CancelAccepted] = Operation(
    "executions.cancel", "scheduler", "POST", "/v1/executions/{}/cancel", {202: scheduler.CancelAccepted}
)

_COMPARE: Operation[results.ComparisonView] = Operation(
    "executions.compare", "results", "GET", "/v1/executions/{}/comparison", {200: results.ComparisonView}
)

_EXPORT: Operation[bytes] = Operation("executions.export", "results", "GET", "/v1/executions/export")

_EXPORT_RECORDS: Operation[bytes] = Operation(
    "executions.export_records", "results", "GET", "/v1/executions/{}/records/export"
)

_FACETS: Operation[results.FacetsView] = Operation(
    "executions.facets", "results", "GET", "/v1/executions/{}/facets", {200: results.FacetsView}
)

_FOLLOW: StreamOperation[results.LiveView | results.SnapshotView] = StreamOperation(
    "executions.follow",
    "results",
    "GET",
    "/v1/tenants/{}/events",
    events={"changed": results.LiveView, "snapshot": results.SnapshotView},
)

_FOLLOW_ALL: StreamOperation[results.LiveView | results.SnapshotView] = StreamOperation(
    "executions.follow_all",
    "results",
    "GET",
    "/v1/events",
    events={"changed": results.LiveView, "snapshot": results.SnapshotView},
)

_GET: Operation[results.ExecutionView | None] = Operation(
    "executions.get", "results", "GET", "/v1/executions/{}", {200: results.ExecutionView, 304: Nothing}
)

_LIST: Operation[Page[results.SummaryView]] = Operation("executions.list", "results", "GET", "/v1/executions")

_LOG: Operation[Page[results.LogView]] = Operation("executions.log", "results", "GET", "/v1/executions/{}/log")

_RECORDS: Operation[Page[results.RecordView]] = Operation(
    "executions.records", "results", "GET", "/v1/executions/{}/records"
)

_RETRY: Operation[scheduler.Accepted] = Operation(
    "executions.retry", "scheduler", "POST", "/v1/executions/{}/retry", {202: scheduler.Accepted}, keyed=True
)

_START: Operation[scheduler.PreflightView | scheduler.Accepted] = Operation(
    "executions.start",
    "scheduler",
    "POST",
    "/v1/syncs/{}/executions",
    {200: scheduler.PreflightView, 202: scheduler.Accepted},
    keyed=True,
)

_WATCH: StreamOperation[results.ExecutionView] = StreamOperation(
    "executions.watch",
    "results",
    "GET",
    "/v1/executions/{}/events",
    events={"changed": results.ExecutionView, "snapshot": results.ExecutionView},
    ends=has_ended,
    late=True,
)


class Executions(Group):
    """The operations `executions.*`."""

    def again(
        self,
        execution_id: str,
        body: scheduler.AgainBody | Mapping[str, Any] | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> scheduler.Accepted:
        """Run an execution once more.

        A new execution with the same settings, whatever started the first one. A `force` is confirmed anew.

        - `idempotency_key`: The same key with the same body within 24 h: the same answer.
        """
        return self._send(_AGAIN, execution_id, headers={"idempotency-key": idempotency_key}, body=body)

    def cancel(
        self, execution_id: str, body: scheduler.CancelBody | Mapping[str, Any] | None = None
    ) -> scheduler.CancelAccepted:
        """Stop an execution.

        Can be repeated: the first one counts. 409 `ended` with the status of what has ended.
        """
        return self._send(_CANCEL, execution_id, body=body)

    def compare(
        self,
        execution: str,
        *,
        change: results.Change | str | None = None,
        with_: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> results.ComparisonView:
        """Failures held against the run before: new ones, healed ones, those that still fail.

        A failure is a record that was rejected or failed. Pages can be short: read on while there is a cursor.

        - `execution`: The execution's id.
        - `with_`: Another run of the same sync; by default the one before.
        - `cursor`: `next_cursor` of the page before.
        """
        return self._send(
            _COMPARE, execution, query={"change": change, "with": with_, "cursor": cursor, "limit": limit}
        )

    def export(
        self,
        *,
        format: results.Format | str | None = None,
        tenant: str | None = None,
        sync: str | None = None,
        status: common.Status | str | None = None,
        outcome: common.HistoryOutcome | str | None = None,
        trigger: common.Trigger | str | None = None,
        mode: common.Mode | str | None = None,
        requested_by: str | None = None,
        text: str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
    ) -> Generator[bytes, None, None]:
        """The history as a file, newest first.

        Columns: `id`, `tenant`, `sync`, `status`, `outcome`, `trigger`, `mode`, `default_run`, `dry_run`,
        `requested_by`, `requested_at`, `started_at`, `ended_at`, `duration_ms`, `fetched`, `created`, `updated`,
        `unchanged`, `warning`, `skipped`, `rejected`, `failed`, `deleted`, `error_kind`, `error_code`, `error_message`,
        `canceled_by`, `cancel_reason`, `period_first`, `period_last`, `retry_of`.

        - `format`: `csv` (RFC 4180) or `jsonl` (JSON lines).
        - `requested_by`: Exactly as it was given.
        - `text`: Words, all of which must occur in the execution's id, its sync's id, who asked for it, its error or
          the reason of its cancel. Whole words, without regard to case. Pages can be short then: read on while there is
          a cursor.
        - `from_`: Requested at or after.
        - `to`: Requested before.
        """
        return self._download(
            _EXPORT,
            query={
                "format": format,
                "tenant": tenant,
                "sync": sync,
                "status": status,
                "outcome": outcome,
                "trigger": trigger,
                "mode": mode,
                "requested_by": requested_by,
                "text": text,
                "from": from_,
                "to": to,
            },
        )

    def export_records(
        self,
        execution: str,
        *,
        format: results.Format | str | None = None,
        outcome: common.Outcome | str | None = None,
        entity: common.Entity | str | None = None,
        code: common.IssueCode | str | None = None,
        label: str | None = None,
    ) -> Generator[bytes, None, None]:
        """What became of each record, as a file, in the order in which it was treated.

        Columns: `seq`, `entity`, `source_id`, `label`, `outcome`, `codes`, `messages`, `destination_id`,
        `business_date`, `at`, `hash`.

        - `execution`: The execution's id.
        - `format`: `csv` (RFC 4180) or `jsonl` (JSON lines).
        - `label`: How the record's label begins, without regard to case. Pages can be short then: read on while there
          is a cursor.
        """
        return self._download(
            _EXPORT_RECORDS,
            execution,
            query={"format": format, "outcome": outcome, "entity": entity, "code": code, "label": label},
        )

    def facets(self, execution: str) -> results.FacetsView:
        """How many records there are by entity, outcome and issue code.

        - `execution`: The execution's id.
        """
        return self._send(_FACETS, execution)

    def follow(
        self, tenant: str, *, last_event_id: str | None = None
    ) -> Events[results.LiveView | results.SnapshotView]:
        """The executions of a tenant, live.

        Server-sent events, each with the id to continue from:

        - `snapshot`: `{"executions": [...], "more": bool}`, all that is queued or in progress, as lines of the history.
        - `changed`: one execution as it is now. What changes several times in a short while is told by its latest
          state.
        - comments with an id, as heartbeats.

        Show the last id as `Last-Event-ID`: instead of a snapshot, everything that has changed since comes as
        `changed`, and what the client knows already perhaps once more. An id that is unknown or too old is answered
        with a snapshot. A snapshot in the middle of a stream means that the client had fallen too far behind.

        - `last_event_id`: The id of the last event that was seen.
        """
        return self._events(_FOLLOW, tenant, last_event_id=last_event_id)

    def follow_all(self, *, last_event_id: str | None = None) -> Events[results.LiveView | results.SnapshotView]:
        """The executions of the whole platform, live.

        Server-sent events, each with the id to continue from:

        - `snapshot`: `{"executions": [...], "more": bool}`, all that is queued or in progress, as lines of the history.
        - `changed`: one execution as it is now. What changes several times in a short while is told by its latest
          state.
        - comments with an id, as heartbeats.

        Show the last id as `Last-Event-ID`: instead of a snapshot, everything that has changed since comes as
        `changed`, and what the client knows already perhaps once more. An id that is unknown or too old is answered
        with a snapshot. A snapshot in the middle of a stream means that the client had fallen too far behind.

        - `last_event_id`: The id of the last event that was seen.
        """
        return self._events(_FOLLOW_ALL, last_event_id=last_event_id)

    @overload
    def get(self, execution: str) -> results.ExecutionView: ...
    @overload
    def get(self, execution: str, *, if_none_match: str | None) -> results.ExecutionView | None: ...
    def get(self, execution: str, *, if_none_match: str | None = None) -> results.ExecutionView | None:
        """One execution.

        - `execution`: The execution's id.
        """
        return self._send(_GET, execution, headers={"if-none-match": if_none_match})

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        tenant: str | None = None,
        sync: str | None = None,
        status: common.Status | str | None = None,
        outcome: common.HistoryOutcome | str | None = None,
        trigger: common.Trigger | str | None = None,
        mode: common.Mode | str | None = None,
        requested_by: str | None = None,
        text: str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
    ) -> Pages[results.SummaryView]:
        """Executions, newest first.

        - `cursor`: `next_cursor` of the page before.
        - `requested_by`: Exactly as it was given.
        - `text`: Words, all of which must occur in the execution's id, its sync's id, who asked for it, its error or
          the reason of its cancel. Whole words, without regard to case. Pages can be short then: read on while there is
          a cursor.
        - `from_`: Requested at or after.
        - `to`: Requested before.
        """
        return self._pages(
            _LIST,
            results.SummaryView,
            query={
                "limit": limit,
                "tenant": tenant,
                "sync": sync,
                "status": status,
                "outcome": outcome,
                "trigger": trigger,
                "mode": mode,
                "requested_by": requested_by,
                "text": text,
                "from": from_,
                "to": to,
            },
            cursor=cursor,
        )

    def log(
        self,
        execution: str,
        *,
        level: results.LogLevel | str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Pages[results.LogView]:
        """The log of an execution.

        - `execution`: The execution's id.
        - `cursor`: `next_cursor` of the page before.
        """
        return self._pages(_LOG, results.LogView, execution, query={"level": level, "limit": limit}, cursor=cursor)

    def records(
        self,
        execution: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        outcome: common.Outcome | str | None = None,
        entity: common.Entity | str | None = None,
        code: common.IssueCode | str | None = None,
        label: str | None = None,
    ) -> Pages[results.RecordView]:
        """What became of each record, in the order in which it was treated.

        - `execution`: The execution's id.
        - `cursor`: `next_cursor` of the page before.
        - `label`: How the record's label begins, without regard to case. Pages can be short then: read on while there
          is a cursor.
        """
        return self._pages(
            _RECORDS,
            results.RecordView,
            execution,
            query={"limit": limit, "outcome": outcome, "entity": entity, "code": code, "label": label},
            cursor=cursor,
        )

    def retry(self, execution_id: str, *, idempotency_key: str | None = None) -> scheduler.Accepted:
        """Try once more what an execution left.

        Only what the execution left refused, failed or not tried.

        409 `not-ended` while it runs; 409 `nothing-failed`; 409 `retry-impossible` where the system cannot do it.

        - `idempotency_key`: The same key with the same body within 24 h: the same answer.
        """
        return self._send(_RETRY, execution_id, headers={"idempotency-key": idempotency_key})

    def start(
        self,
        sync_id: str,
        body: scheduler.RunRequest | Mapping[str, Any] | None = None,
        *,
        preflight: bool | None = None,
        idempotency_key: str | None = None,
    ) -> scheduler.PreflightView | scheduler.Accepted:
        """Start a sync, or only say what that would do.

        202 once the request is stored, whether or not Kafka is there. No body is the default run.

        409 `confirmation-needed` names the days that hold imported records; 409 `paused`.

        - `preflight`: Only say what the request would do.
        - `idempotency_key`: The same key with the same body within 24 h: the same answer.
        """
        return self._send(
            _START, sync_id, query={"preflight": preflight}, headers={"idempotency-key": idempotency_key}, body=body
        )

    def watch(self, execution: str, *, last_event_id: str | None = None) -> Events[results.ExecutionView]:
        """The execution as it is (`snapshot`), then each change (`changed`), until it has ended.

        `Last-Event-ID` is a revision: what the client has seen of a running execution is not repeated.

        - `execution`: The execution's id.
        - `last_event_id`: The id of the last event that was seen.
        """
        return self._events(_WATCH, execution, last_event_id=last_event_id)


class AsyncExecutions(AsyncGroup):
    """The operations `executions.*`."""

    async def again(
        self,
        execution_id: str,
        body: scheduler.AgainBody | Mapping[str, Any] | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> scheduler.Accepted:
        """Run an execution once more.

        A new execution with the same settings, whatever started the first one. A `force` is confirmed anew.

        - `idempotency_key`: The same key with the same body within 24 h: the same answer.
        """
        return await self._send(_AGAIN, execution_id, headers={"idempotency-key": idempotency_key}, body=body)

    async def cancel(
        self, execution_id: str, body: scheduler.CancelBody | Mapping[str, Any] | None = None
    ) -> scheduler.CancelAccepted:
        """Stop an execution.

        Can be repeated: the first one counts. 409 `ended` with the status of what has ended.
        """
        return await self._send(_CANCEL, execution_id, body=body)

    async def compare(
        self,
        execution: str,
        *,
        change: results.Change | str | None = None,
        with_: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> results.ComparisonView:
        """Failures held against the run before: new ones, healed ones, those that still fail.

        A failure is a record that was rejected or failed. Pages can be short: read on while there is a cursor.

        - `execution`: The execution's id.
        - `with_`: Another run of the same sync; by default the one before.
        - `cursor`: `next_cursor` of the page before.
        """
        return await self._send(
            _COMPARE, execution, query={"change": change, "with": with_, "cursor": cursor, "limit": limit}
        )

    def export(
        self,
        *,
        format: results.Format | str | None = None,
        tenant: str | None = None,
        sync: str | None = None,
        status: common.Status | str | None = None,
        outcome: common.HistoryOutcome | str | None = None,
        trigger: common.Trigger | str | None = None,
        mode: common.Mode | str | None = None,
        requested_by: str | None = None,
        text: str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
    ) -> AsyncGenerator[bytes, None]:
        """The history as a file, newest first.

        Columns: `id`, `tenant`, `sync`, `status`, `outcome`, `trigger`, `mode`, `default_run`, `dry_run`,
        `requested_by`, `requested_at`, `started_at`, `ended_at`, `duration_ms`, `fetched`, `created`, `updated`,
        `unchanged`, `warning`, `skipped`, `rejected`, `failed`, `deleted`, `error_kind`, `error_code`, `error_message`,
        `canceled_by`, `cancel_reason`, `period_first`, `period_last`, `retry_of`.

        - `format`: `csv` (RFC 4180) or `jsonl` (JSON lines).
        - `requested_by`: Exactly as it was given.
        - `text`: Words, all of which must occur in the execution's id, its sync's id, who asked for it, its error or
          the reason of its cancel. Whole words, without regard to case. Pages can be short then: read on while there is
          a cursor.
        - `from_`: Requested at or after.
        - `to`: Requested before.
        """
        return self._download(
            _EXPORT,
            query={
                "format": format,
                "tenant": tenant,
                "sync": sync,
                "status": status,
                "outcome": outcome,
                "trigger": trigger,
                "mode": mode,
                "requested_by": requested_by,
                "text": text,
                "from": from_,
                "to": to,
            },
        )

    def export_records(
        self,
        execution: str,
        *,
        format: results.Format | str | None = None,
        outcome: common.Outcome | str | None = None,
        entity: common.Entity | str | None = None,
        code: common.IssueCode | str | None = None,
        label: str | None = None,
    ) -> AsyncGenerator[bytes, None]:
        """What became of each record, as a file, in the order in which it was treated.

        Columns: `seq`, `entity`, `source_id`, `label`, `outcome`, `codes`, `messages`, `destination_id`,
        `business_date`, `at`, `hash`.

        - `execution`: The execution's id.
        - `format`: `csv` (RFC 4180) or `jsonl` (JSON lines).
        - `label`: How the record's label begins, without regard to case. Pages can be short then: read on while there
          is a cursor.
        """
        return self._download(
            _EXPORT_RECORDS,
            execution,
            query={"format": format, "outcome": outcome, "entity": entity, "code": code, "label": label},
        )

    async def facets(self, execution: str) -> results.FacetsView:
        """How many records there are by entity, outcome and issue code.

        - `execution`: The execution's id.
        """
        return await self._send(_FACETS, execution)

    def follow(
        self, tenant: str, *, last_event_id: str | None = None
    ) -> AsyncEvents[results.LiveView | results.SnapshotView]:
        """The executions of a tenant, live.

        Server-sent events, each with the id to continue from:

        - `snapshot`: `{"executions": [...], "more": bool}`, all that is queued or in progress, as lines of the history.
        - `changed`: one execution as it is now. What changes several times in a short while is told by its latest
          state.
        - comments with an id, as heartbeats.

        Show the last id as `Last-Event-ID`: instead of a snapshot, everything that has changed since comes as
        `changed`, and what the client knows already perhaps once more. An id that is unknown or too old is answered
        with a snapshot. A snapshot in the middle of a stream means that the client had fallen too far behind.

        - `last_event_id`: The id of the last event that was seen.
        """
        return self._events(_FOLLOW, tenant, last_event_id=last_event_id)

    def follow_all(self, *, last_event_id: str | None = None) -> AsyncEvents[results.LiveView | results.SnapshotView]:
        """The executions of the whole platform, live.

        Server-sent events, each with the id to continue from:

        - `snapshot`: `{"executions": [...], "more": bool}`, all that is queued or in progress, as lines of the history.
        - `changed`: one execution as it is now. What changes several times in a short while is told by its latest
          state.
        - comments with an id, as heartbeats.

        Show the last id as `Last-Event-ID`: instead of a snapshot, everything that has changed since comes as
        `changed`, and what the client knows already perhaps once more. An id that is unknown or too old is answered
        with a snapshot. A snapshot in the middle of a stream means that the client had fallen too far behind.

        - `last_event_id`: The id of the last event that was seen.
        """
        return self._events(_FOLLOW_ALL, last_event_id=last_event_id)

    @overload
    async def get(self, execution: str) -> results.ExecutionView: ...
    @overload
    async def get(self, execution: str, *, if_none_match: str | None) -> results.ExecutionView | None: ...
    async def get(self, execution: str, *, if_none_match: str | None = None) -> results.ExecutionView | None:
        """One execution.

        - `execution`: The execution's id.
        """
        return await self._send(_GET, execution, headers={"if-none-match": if_none_match})

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        tenant: str | None = None,
        sync: str | None = None,
        status: common.Status | str | None = None,
        outcome: common.HistoryOutcome | str | None = None,
        trigger: common.Trigger | str | None = None,
        mode: common.Mode | str | None = None,
        requested_by: str | None = None,
        text: str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
    ) -> AsyncPages[results.SummaryView]:
        """Executions, newest first.

        - `cursor`: `next_cursor` of the page before.
        - `requested_by`: Exactly as it was given.
        - `text`: Words, all of which must occur in the execution's id, its sync's id, who asked for it, its error or
          the reason of its cancel. Whole words, without regard to case. Pages can be short then: read on while there is
          a cursor.
        - `from_`: Requested at or after.
        - `to`: Requested before.
        """
        return self._pages(
            _LIST,
            results.SummaryView,
            query={
                "limit": limit,
                "tenant": tenant,
                "sync": sync,
                "status": status,
                "outcome": outcome,
                "trigger": trigger,
                "mode": mode,
                "requested_by": requested_by,
                "text": text,
                "from": from_,
                "to": to,
            },
            cursor=cursor,
        )

    def log(
        self,
        execution: str,
        *,
        level: results.LogLevel | str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[results.LogView]:
        """The log of an execution.

        - `execution`: The execution's id.
        - `cursor`: `next_cursor` of the page before.
        """
        return self._pages(_LOG, results.LogView, execution, query={"level": level, "limit": limit}, cursor=cursor)

    def records(
        self,
        execution: str,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        outcome: common.Outcome | str | None = None,
        entity: common.Entity | str | None = None,
        code: common.IssueCode | str | None = None,
        label: str | None = None,
    ) -> AsyncPages[results.RecordView]:
        """What became of each record, in the order in which it was treated.

        - `execution`: The execution's id.
        - `cursor`: `next_cursor` of the page before.
        - `label`: How the record's label begins, without regard to case. Pages can be short then: read on while there
          is a cursor.
        """
        return self._pages(
            _RECORDS,
            results.RecordView,
            execution,
            query={"limit": limit, "outcome": outcome, "entity": entity, "code": code, "label": label},
            cursor=cursor,
        )

    async def retry(self, execution_id: str, *, idempotency_key: str | None = None) -> scheduler.Accepted:
        """Try once more what an execution left.

        Only what the execution left refused, failed or not tried.

        409 `not-ended` while it runs; 409 `nothing-failed`; 409 `retry-impossible` where the system cannot do it.

        - `idempotency_key`: The same key with the same body within 24 h: the same answer.
        """
        return await self._send(_RETRY, execution_id, headers={"idempotency-key": idempotency_key})

    async def start(
        self,
        sync_id: str,
        body: scheduler.RunRequest | Mapping[str, Any] | None = None,
        *,
        preflight: bool | None = None,
        idempotency_key: str | None = None,
    ) -> scheduler.PreflightView | scheduler.Accepted:
        """Start a sync, or only say what that would do.

        202 once the request is stored, whether or not Kafka is there. No body is the default run.

        409 `confirmation-needed` names the days that hold imported records; 409 `paused`.

        - `preflight`: Only say what the request would do.
        - `idempotency_key`: The same key with the same body within 24 h: the same answer.
        """
        return await self._send(
            _START, sync_id, query={"preflight": preflight}, headers={"idempotency-key": idempotency_key}, body=body
        )

    def watch(self, execution: str, *, last_event_id: str | None = None) -> AsyncEvents[results.ExecutionView]:
        """The execution as it is (`snapshot`), then each change (`changed`), until it has ended.

        `Last-Event-ID` is a revision: what the client has seen of a running execution is not repeated.

        - `execution`: The execution's id.
        - `last_event_id`: The id of the last event that was seen.
        """
        return self._events(_WATCH, execution, last_event_id=last_event_id)
