"""Executions as executors publish them, made up from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from psasync.contracts.events.cancel import CancelRequested
from psasync.contracts.events.records import RecordsEvent
from psasync.contracts.execution_id import execution_id
from psasync.contracts.issues import Issue, IssueCode
from psasync.contracts.vocabulary import Entity, Outcome
from tests.integration.results.service import Talker
from tests.unit.results.streams import PATIENT, Stream

SOURCE = "chaos"
SYNCS = 2
RUNS = 5  # of each sync, one after another
POOL = 120  # records that a sync has: runs meet each other's
CODES = (IssueCode.FIELD_REQUIRED, IssueCode.FIELD_TOO_LONG, IssueCode.PARENT_MISSING)
OUTCOMES = [*Outcome, *[Outcome.UNCHANGED] * 4]
WITH_ISSUES = {Outcome.REJECTED, Outcome.WARNING, Outcome.FAILED, Outcome.SKIPPED}


@dataclass
class Run:
    """One execution, and what others say of it."""

    event: str
    sync: str
    events: list[RecordsEvent]
    canceled: bool
    id: str = field(init=False)

    def __post_init__(self) -> None:
        self.id = self.events[0].execution


def runs(rng: random.Random, tenant: str) -> list[Run]:
    """Of several syncs; the runs of one sync have ascending fences, which order them."""
    return [_run(rng, tenant, f"{tenant}-{sync}", number) for sync in range(SYNCS) for number in range(RUNS)]


def _run(rng: random.Random, tenant: str, sync: str, number: int) -> Run:
    event = f"{sync}/{number}"
    named = execution_id(source=SOURCE, event_id=event, tenant=tenant, sync=sync)
    request = PATIENT.model_copy(update={"tenant": tenant, "sync": sync})
    stream = Stream(named, tenant=tenant, sync=sync, fence=10 * number + 1, request=request).started()
    met = [f"r{each}" for each in rng.sample(range(POOL), rng.randint(0, POOL))]
    for place, source_id in enumerate(met):
        entity = Entity.COMPANY if place < len(met) / 2 else Entity.CONTACT
        outcome = rng.choice(OUTCOMES)
        issues = tuple(_issue(code) for code in rng.sample(CODES, rng.randint(1, 2)))
        stream.record(outcome, entity, source_id, issues=issues if outcome in WITH_ISSUES else ())
        if rng.random() < 0.1:
            rng.choice([stream.log, stream.progress, stream.taken_over])()
    result = rng.choice(["completed", "completed", "completed", "error", "canceled"])
    return Run(event, sync, stream.ended(result).events, canceled=result == "canceled")


def _issue(code: IssueCode) -> Issue:
    return Issue(code=code, message=f"{code} of a test", field="name")


def pages(rng: random.Random, told: Sequence[Run]) -> Iterator[Sequence[RecordsEvent]]:
    """What executors publish, each in order, all mixed; pages come again, also much later, and none is left out."""
    left = {run.id: (run, 0) for run in told}
    while left:
        run, begin = left.pop(rng.choice(sorted(left)))
        end = min(begin + rng.randint(1, 25), len(run.events))
        yield run.events[begin:end]
        if rng.random() < 0.25:
            yield run.events[begin:end]
        if rng.random() < 0.1:
            earlier = rng.randint(0, begin)
            yield run.events[earlier : earlier + 10]
        if end < len(run.events):
            left[run.id] = run, end


async def publish(rng: random.Random, talker: Talker, told: Sequence[Run]) -> None:
    """Requests and cancels come before, between or after what executors say: they are in topics of their own."""
    others: list[tuple[float, Run, bool]] = [(rng.random(), run, False) for run in told]
    others += [(rng.random(), run, True) for run in told if run.canceled]
    others.sort(key=lambda each: each[0])
    everything = list(pages(rng, told))
    for place, events in enumerate(everything):
        while others and others[0][0] * len(everything) <= place:
            await _said(talker, *others.pop(0)[1:])
        await talker.say(*events)
    for _, run, cancels in others:
        await _said(talker, run, cancels)


async def _said(talker: Talker, run: Run, cancels: bool) -> None:
    first = run.events[0]
    if cancels:
        await talker.cancel(CancelRequested(execution=run.id, tenant=first.tenant, requested_by="ann", reason="enough"))
        return
    request = PATIENT.model_copy(update={"tenant": first.tenant, "sync": run.sync})
    await talker.request(run.event, request.model_dump_json().encode(), source=SOURCE)
