"""Streams of one execution, as an executor publishes them."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from psasync.contracts.events.records import (
    Cancellation,
    ExecutionEnded,
    ExecutionLog,
    ExecutionProgress,
    ExecutionStarted,
    RecordResult,
    RecordsEvent,
    RunError,
)
from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import FETCHED_OUTCOMES, Entity, ErrorKind, LogLevel, Outcome, Trigger

EXECUTION = "11111111-2222-5333-8444-555555555555"
TENANT, SYNC = "acme", "acme-cw"
REQUESTED_AT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
START_MS = 1_795_248_000_000

REQUEST = SyncRequested(tenant=TENANT, sync=SYNC, trigger=Trigger.MANUAL, requested_by="ann")
PATIENT = REQUEST.model_copy(update={"deadline": datetime(2100, 1, 1, tzinfo=UTC)})
"""For a running service, whose sweeper goes by real time and would end what was requested long ago."""

Result = tuple[Entity, Outcome]


class Stream:
    """Builds the events of one execution with their seqs."""

    def __init__(
        self,
        execution: str = EXECUTION,
        *,
        tenant: str = TENANT,
        sync: str = SYNC,
        fence: int = 1,
        request: SyncRequested | None = None,
    ) -> None:
        self.envelope = {"execution": execution, "tenant": tenant, "sync": sync, "fence": fence}
        self.request = request or SyncRequested(tenant=tenant, sync=sync, trigger=Trigger.MANUAL, requested_by="ann")
        self.events: list[RecordsEvent] = []
        self.attempt = 1

    def _next(self) -> dict:
        seq = len(self.events) + 1
        return {**self.envelope, "seq": seq, "at": START_MS + seq * 10}

    def started(self) -> Stream:
        self.events.append(
            ExecutionStarted(
                **self._next(),
                request=self.request,
                requested_at=REQUESTED_AT,
                executor=f"executor-{self.attempt}",
                attempt=self.attempt,
                settings={"page_size": 100},
            )
        )
        return self

    def record(
        self, outcome: Outcome, entity: Entity = Entity.COMPANY, source_id: str | None = None, **fields: object
    ) -> Stream:
        envelope = self._next()
        issues = fields.pop("issues", None)
        if issues is None:
            issues = (
                (Issue(code=IssueCode.FIELD_REQUIRED, message="name is empty", field="name"),)
                if outcome in {Outcome.REJECTED, Outcome.WARNING}
                else ()
            )
        self.events.append(
            RecordResult(
                **envelope,
                entity=entity,
                id=source_id or f"s{envelope['seq']}",
                label=f"Record {envelope['seq']}",
                outcome=outcome,
                hash=fields.pop("hash", f"{envelope['seq']:032x}"),
                dest=f"d{envelope['seq']}",
                issues=issues,
                **fields,
            )
        )
        return self

    def progress(self, entity: Entity = Entity.COMPANY, page: int = 1, *, done: bool = False, **fields) -> Stream:
        self.events.append(
            ExecutionProgress(
                **self._next(),
                attempt=self.attempt,
                executor=f"executor-{self.attempt}",
                entity=entity,
                page=page,
                entity_done=done,
                **fields,
            )
        )
        return self

    def taken_over(self) -> Stream:
        self.attempt += 1
        self.envelope["fence"] += 1
        self.events.append(ExecutionProgress(**self._next(), attempt=self.attempt, executor=f"executor-{self.attempt}"))
        return self

    def log(self, message: str = "reading companies", level: LogLevel = LogLevel.INFO) -> Stream:
        self.events.append(ExecutionLog(**self._next(), level=level, message=message))
        return self

    def totals(self) -> dict[Entity, dict[Outcome, int]]:
        totals: dict[Entity, dict[Outcome, int]] = {}
        for event in self.events:
            if isinstance(event, RecordResult):
                of_entity = totals.setdefault(event.entity, {})
                of_entity[event.outcome] = of_entity.get(event.outcome, 0) + 1
        return totals

    def ended(self, result: str = "completed", **overrides) -> Stream:
        totals = self.totals()
        fetched = {e: sum(n for o, n in of.items() if o in FETCHED_OUTCOMES) for e, of in totals.items()}
        extra: dict = {"totals": totals, "fetched": fetched, "completed_entities": tuple(totals)}
        if result == "error":
            extra["error"] = RunError(
                kind=ErrorKind.AUTHENTICATION, code=IssueCode.CREDENTIALS_REFUSED, message="401 from the PSA"
            )
        if result == "canceled":
            extra["canceled"] = Cancellation(by="ann", reason="wrong tenant")
        self.events.append(
            ExecutionEnded(
                **self._next(),
                request=self.request,
                requested_at=REQUESTED_AT,
                result=result,
                **(extra | overrides),
            )
        )
        return self


@st.composite
def streams(draw: st.DrawFn) -> list[RecordsEvent]:
    """A whole run: any records, logs, waits and takeovers between its start and its end."""
    stream = Stream().started()
    steps = draw(
        st.lists(
            st.one_of(
                st.tuples(st.sampled_from(list(Entity)), st.sampled_from(list(Outcome))),
                st.sampled_from(["log", "progress", "takeover", "done"]),
            ),
            max_size=25,
        )
    )
    for step in steps:
        if isinstance(step, tuple):
            stream.record(step[1], step[0])
        elif step == "log":
            stream.log()
        elif step == "takeover":
            stream.taken_over()
        else:
            stream.progress(done=step == "done")
    return stream.ended(draw(st.sampled_from(["completed", "error", "canceled"]))).events
