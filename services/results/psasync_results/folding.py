"""The fold against the database, in the order that its guarantees stand on.

Records, then issues, then the execution by compare-and-set; whoever calls commits offsets after that. A process that
dies in between leaves nothing that counts: the same events come again, and the steps before repeat without effect.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Protocol

from psasync.kit.at_once import AtOnce
from psasync.kit.clock import Clock
from psasync.kit.kafka import Rewind
from psasync.kit.logging import get_logger
from psasync_results.domain.announcing import Announcement, announce
from psasync_results.domain.execution import Execution
from psasync_results.domain.fold import Folded, StreamEvent, fold
from psasync_results.domain.issues import Telling, telling
from psasync_results.metrics import FOLDED, GAPS, LOST_WRITES
from psasync_results.probe import AFTER_CAS, AFTER_ISSUES, AFTER_RECORDS, NoProbe, Probe
from psasync_results.store.executions import Executions, Stored
from psasync_results.store.record_results import RecordResults

log = get_logger(__name__)

_ATTEMPTS = 50
_SAVED_AT_ONCE = 16
_PARTS_WRITTEN_AT_ONCE = 3
_NO_PROBE = NoProbe()

Changed = Callable[[Stored, Sequence[Announcement]], None]


class ContentionError(Exception):
    """Somebody else wrote the same execution first, again and again."""


class IssueWriter(Protocol):
    """Step 2 of the fold, which may be repeated."""

    async def apply(self, events: Sequence[Telling]) -> None: ...


@dataclass(slots=True)
class _Begun:
    """What the parts that were folded so far make of their executions."""

    stored: dict[str, Stored] = field(default_factory=dict)  # as they were before the first part
    waiting: dict[str, list[StreamEvent]] = field(default_factory=dict)
    folds: dict[str, Folded] = field(default_factory=dict)

    def fold(self, id_: str, events: Sequence[StreamEvent]) -> Folded:
        """The events upon what came before; what is applied by that alone."""
        before = self.folds.get(id_)
        further = fold(before.state if before else self.stored[id_].state, events)
        self.waiting.setdefault(id_, []).extend(events)
        self.folds[id_] = before.followed_by(further) if before else further
        return further


class Folding:
    """Applies events to the database. Safe with any number of replicas on the same events."""

    def __init__(
        self,
        executions: Executions,
        records: RecordResults,
        issues: IssueWriter,
        clock: Clock,
        changed: Changed = lambda _stored, _announced: None,
        probe: Probe = _NO_PROBE,
    ) -> None:
        self._executions = executions
        self._records = records
        self._issues = issues
        self._clock = clock
        self._changed = changed
        self._probe = probe

    async def apply(self, events: Sequence[StreamEvent]) -> None:
        """Returns once all events are applied. Raises `Rewind`, after applying what it could, if some are missing."""
        await self.apply_parts((events,))

    async def apply_parts(self, parts: Iterable[Sequence[StreamEvent]]) -> None:
        """As `apply` with all of them; the records of a part are written while the next part is asked for."""
        begun = await self._begin(parts)
        stored, waiting, folds = begun.stored, begun.waiting, begun.folds
        if any(folded.gap for folded in folds.values()):
            folds = await self._again(stored, waiting)
        gaps: list[Folded] = []
        for _ in range(_ATTEMPTS):
            await self._tell_issues(list(folds.values()))
            lost = await self._save_all(stored, folds)
            self._probe.reached(AFTER_CAS)
            gaps += [folded for id_, folded in folds.items() if folded.gap and id_ not in lost]
            if not lost:
                break
            LOST_WRITES.inc(len(lost))
            stored = await self._executions.read(lost)
            waiting = {id_: waiting[id_] for id_ in lost}
            folds = await self._again(stored, waiting)
        else:
            raise ContentionError(f"{len(waiting)} executions could not be written")
        if gaps:
            raise _rewind(gaps)

    async def change(self, id_: str, alter: Callable[[Execution], None]) -> Stored | None:
        """Alter one execution by compare-and-set; None if that changed nothing. `alter` may run several times."""
        stored = (await self._executions.load([id_]))[id_]
        for _ in range(_ATTEMPTS):
            state = stored.state.copy()
            alter(state)
            if state == stored.state:
                return None
            announcement = announce(state, state.ended_at or state.requested_at or self._clock.now())
            announcements = [announcement] if announcement else []
            after = await self._executions.save(stored, state, announcements, self._clock.now())
            if after is not None:
                self._changed(after, announcements)
                return after
            stored = (await self._executions.read([id_]))[id_]
        raise ContentionError(f"execution {id_} could not be written")

    async def _begin(self, parts: Iterable[Sequence[StreamEvent]]) -> _Begun:
        """Fold the parts one after the other, each upon the one before; returns with their records written."""
        begun = _Begun()
        async with AtOnce(_PARTS_WRITTEN_AT_ONCE) as writes:
            for part in parts:
                of_part = _by_execution(part)
                begun.stored |= await self._executions.load([id_ for id_ in of_part if id_ not in begun.stored])
                folds = [begun.fold(id_, events) for id_, events in of_part.items()]
                await writes.start(partial(self._write_records, folds))
        self._probe.reached(AFTER_RECORDS)
        return begun

    async def _again(
        self, stored: dict[str, Stored], waiting: Mapping[str, Sequence[StreamEvent]]
    ) -> dict[str, Folded]:
        """Fold anew, upon other states than before or with a gap, and write the records of that."""
        folds = {id_: fold(stored[id_].state, events) for id_, events in waiting.items()}
        # What looks like a gap from memory may be another replica's work: the database knows.
        doubtful = [id_ for id_, folded in folds.items() if folded.gap and stored[id_].cached]
        stored |= await self._executions.read(doubtful)
        folds |= {id_: fold(stored[id_].state, waiting[id_]) for id_ in doubtful}
        await self._write_records(list(folds.values()))
        self._probe.reached(AFTER_RECORDS)
        return folds

    async def _write_records(self, folds: Sequence[Folded]) -> None:
        dry_runs = {folded.state.id for folded in folds if folded.state.dry_run}
        await self._records.write([event for folded in folds for event in folded.applied], dry_runs)

    async def _tell_issues(self, folds: Sequence[Folded]) -> None:
        of_real_runs = (event for folded in folds if not folded.state.dry_run for event in folded.applied)
        await self._issues.apply([event for event in of_real_runs if telling(event)])
        self._probe.reached(AFTER_ISSUES)

    async def _save_all(self, stored: Mapping[str, Stored], folds: Mapping[str, Folded]) -> list[str]:
        """The ids of those that somebody else wrote first."""
        lost: list[str] = []
        rest = iter(folds)
        while ids := list(islice(rest, _SAVED_AT_ONCE)):
            saved = await asyncio.gather(*(self._save(stored[id_], folds[id_]) for id_ in ids))
            lost += [id_ for id_, won in zip(ids, saved, strict=True) if not won]
        return lost

    async def _save(self, before: Stored, folded: Folded) -> bool:
        if folded.state == before.state:
            return True
        after = await self._executions.save(before, folded.state, folded.announcements, self._clock.now())
        if after is None:
            return False
        FOLDED.inc(len(folded.applied))
        self._changed(after, folded.announcements)
        return True


def _by_execution(events: Sequence[StreamEvent]) -> dict[str, list[StreamEvent]]:
    found: dict[str, list[StreamEvent]] = {}
    for event in events:
        found.setdefault(event.execution, []).append(event)
    return found


def _rewind(gaps: Sequence[Folded]) -> Rewind:
    GAPS.inc(len(gaps))
    for folded in gaps[:10]:
        if folded.state.gap is not None:
            log.error(
                "events are missing",
                execution=folded.state.id,
                expected=folded.state.gap.expected,
                found=folded.state.gap.found,
            )
    return Rewind(f"{len(gaps)} executions miss events, first {gaps[0].state.id}")
