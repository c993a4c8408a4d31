"""Events as dicts, which encode ten times faster than models.

Each of them validates as its model in `psasync.contracts.events.records` and equals that model's encoding.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from psasync.contracts.base import epoch_ms
from psasync.contracts.events.records import Cancellation, ExecutionEnded, RunError
from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, LogLevel
from psasync_executor.domain.outcome import Decision
from psasync_executor.domain.totals import Totals, fetched

Event = dict[str, Any]
_MAX_LABEL = 200


def encode(event: Event) -> bytes:
    return orjson.dumps(event)


def stamp(moment: datetime) -> str:
    """As pydantic writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@dataclass(slots=True)
class Scribe:
    """Writes the events of one page in order; `seq` is the number that the next one gets."""

    execution: str
    tenant: str
    sync: str
    fence: int
    seq: int
    at: datetime
    traceparent: str
    executor: str
    attempt: int
    _common: Event = field(init=False)

    def __post_init__(self) -> None:
        self._common = {
            "v": 1,
            "execution": self.execution,
            "tenant": self.tenant,
            "sync": self.sync,
            "fence": self.fence,
            "at": epoch_ms(self.at),
            "traceparent": self.traceparent,
        }

    def started(self, request: SyncRequested, requested_at: datetime, settings: Mapping[str, Any]) -> Event:
        return {
            **self._envelope("execution.started"),
            "request": _json(request),
            "requested_at": stamp(requested_at),
            "executor": self.executor,
            "attempt": self.attempt,
            "settings": dict(settings),
        }

    def record(self, entity: Entity, decision: Decision) -> Event:
        event = self._envelope("record.result")
        event["entity"] = entity
        event["id"] = decision.source_id
        event["label"] = decision.label[:_MAX_LABEL]
        event["outcome"] = decision.outcome
        if decision.hash is not None:
            event["hash"] = decision.hash
        if decision.dest is not None:
            event["dest"] = decision.dest
        if decision.date is not None:
            event["date"] = stamp(decision.date)
        event["issues"] = [issue.model_dump(mode="json", exclude_none=True) for issue in decision.issues]
        return event

    def progress(
        self,
        totals: Totals,
        *,
        entity: Entity | None = None,
        page: int | None = None,
        entity_done: bool = False,
        deletions_settled: bool = False,
        waiting_until: datetime | None = None,
        waiting_reason: str | None = None,
    ) -> Event:
        event = {
            **self._envelope("execution.progress"),
            "attempt": self.attempt,
            "executor": self.executor,
            "entity": entity,
            "page": page,
            "entity_done": entity_done,
            "deletions_settled": deletions_settled,
            "totals": _plain(totals),
            "waiting_until": stamp(waiting_until) if waiting_until else None,
            "waiting_reason": waiting_reason[:300] if waiting_reason else None,
        }
        return {name: value for name, value in event.items() if value is not None}

    def log(self, level: LogLevel, message: str, code: IssueCode | None = None) -> Event:
        event = {**self._envelope("execution.log"), "level": level, "message": message[:2000]}
        return event if code is None else {**event, "code": code}

    def ended(
        self,
        request: SyncRequested,
        requested_at: datetime,
        totals: Totals,
        completed: tuple[Entity, ...],
        end: RunError | Cancellation | None,
    ) -> Event:
        error = end if isinstance(end, RunError) else None
        canceled = end if isinstance(end, Cancellation) else None
        model = ExecutionEnded(
            **self._envelope("execution.ended"),
            request=request,
            requested_at=requested_at,
            result="error" if error else "canceled" if canceled else "completed",
            totals=totals,
            fetched=fetched(totals),
            completed_entities=completed,
            error=error,
            canceled=canceled,
        )
        return _json(model)

    def _envelope(self, kind: str) -> Event:
        event = self._common.copy()
        event["seq"] = self.seq
        event["type"] = kind
        self.seq += 1
        return event


def _json(model: SyncRequested | ExecutionEnded) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude_none=True)


def _plain(totals: Totals) -> dict[str, dict[str, int]]:
    """Orjson takes keys of type str and no subclass."""
    return {str(entity): {str(outcome): n for outcome, n in counts.items()} for entity, counts in totals.items()}
