"""One claim of one job, from taking over what was stored to its end, its next wait, or the loss of the lease."""

from collections.abc import Sequence
from contextlib import aclosing
from datetime import timedelta

from psasync.contracts.events.records import Cancellation, RunError
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind, LogLevel
from psasync.kit.logging import get_logger
from psasync_executor.domain.events import Event, Scribe
from psasync_executor.domain.job import Decided, Job, JobState, Position
from psasync_executor.domain.outbox import Effects
from psasync_executor.domain.outcome import Decision
from psasync_executor.domain.refusal import RunFailed, run_error
from psasync_executor.domain.retry import Failures
from psasync_executor.probe import Point
from psasync_executor.run.control import Control
from psasync_executor.run.describe import described
from psasync_executor.run.faults import SourceFaults
from psasync_executor.run.lease import Lease
from psasync_executor.run.pages import Pages
from psasync_executor.run.patience import patiently
from psasync_executor.run.ports import Ports
from psasync_executor.run.prefetch import Prefetch
from psasync_executor.run.progress import effects_of, position_after
from psasync_executor.run.reader import Reader, ReadPage
from psasync_executor.run.signals import CancelSeen, LongWait, StopSeen
from psasync_executor.store.jobs import LeaseLost

log = get_logger(__name__)

_NO_EFFECTS = Effects(writes_ledger=False)
_CONNECTION_WAIT = 60.0  # seconds; it is woken when the connection becomes free


class Execution:
    def __init__(self, job: Job, ports: Ports, lease: Lease, control: Control) -> None:
        self._job = job
        self._ports = ports
        self._lease = lease
        self._control = control
        self._pages = Pages(job, ports, lease, control)

    async def run(self) -> None:
        """Returns when the job is closed, parked or handed back. Raises `LeaseLost`."""
        self._control.cancel(self._job.cancel)
        # A page whose bookkeeping takes every executor down must not keep the execution from its end.
        await self._pages.settle_stored(books=self._job.attempt <= self._ports.limits.max_attempts)
        if self._job.state is JobState.CLOSING:
            await self._close()
            return
        try:
            self._control.check()
            self._check_startable()
            await self._go_on()
        except CancelSeen as seen:
            await self._end(seen.cancel)
        except StopSeen:
            await patiently(self._lease, lambda: self._ports.jobs.release(self._job))
        except LongWait as wait:
            await self._park(wait)
        except RunFailed as failed:
            await self._end(failed.error)
        except LeaseLost:
            raise
        except Exception:
            log.exception("the run failed for a reason of our own")
            await self._end(run_error(ErrorKind.TECHNICAL, IssueCode.INTERNAL, "An internal error ended the run."))
        else:
            await self._end(None)

    async def _close(self) -> None:
        """The end is stored, or it is that of a job that never ran."""
        if self._job.outbox is None:
            await self._end(self._job.cancel or self._deadline_passed())
        else:
            await self._pages.close()

    def _check_startable(self) -> None:
        job = self._job
        if job.claimed_at > job.deadline:
            raise RunFailed(self._deadline_passed())
        if job.attempt > self._ports.limits.max_attempts:
            text = f"{job.attempt - 1} executors were lost while they ran it."
            raise RunFailed(run_error(ErrorKind.TECHNICAL, IssueCode.INTERNAL, text))

    def _deadline_passed(self) -> RunError:
        text = f"The request's deadline, {self._job.deadline:%Y-%m-%d %H:%M} UTC, has passed."
        return run_error(ErrorKind.TECHNICAL, IssueCode.DEADLINE_PASSED, text)

    async def _go_on(self) -> None:
        decided = self._job.decided
        if decided is None:
            decided = await self._control.unless_signaled(self._decide())
            await self._start(decided)
        else:
            await self._resume()
        adapter = self._ports.sources.open(decided.sync.source)
        try:
            await self._read(
                Reader(
                    self._job,
                    decided,
                    adapter,
                    ledger=self._ports.ledger,
                    seen_pages=self._ports.seen,
                    faults=self._faults(),
                    lease=self._lease,
                    clock=self._ports.clock,
                    limit=self._ports.limits.page_size,
                ),
                decided,
            )
        finally:
            await adapter.aclose()

    def _faults(self) -> SourceFaults:
        failures = self._job.failures if self._job.decided else Failures()
        return SourceFaults(self._ports.limits.retry, self._ports.clock, self._pages.note, failures)

    async def _decide(self) -> Decided:
        decided = await patiently(self._lease, lambda: self._ports.preparation.decide(self._job))
        connection = decided.sync.source.id
        if self._job.connection != connection and not await patiently(
            self._lease, lambda: self._ports.jobs.take_connection(self._job, connection)
        ):
            raise LongWait(_CONNECTION_WAIT, "Another execution uses the connection.", self._job.failures)
        return decided

    async def _start(self, decided: Decided) -> None:
        job = self._job

        def compose(scribe: Scribe) -> list[Event]:
            started = scribe.started(job.request, job.requested_at, described(decided))
            # After a wait for the catalog or the connection, the reason that is shown is over.
            return [started] if job.seq == 1 else [started, scribe.progress({})]

        await self._pages.write(compose, self._pages.position, _NO_EFFECTS, decided=decided)

    async def _resume(self) -> None:
        """Says that it goes on: a waiting reason is over, or another executor is at it."""
        if self._job.attempt > 1:
            self._pages.note(LogLevel.INFO, f"Taken over by {self._ports.executor}, attempt {self._job.attempt}.")
        position = self._pages.position
        await self._pages.write(lambda scribe: [scribe.progress(position.totals)], position, _NO_EFFECTS)

    async def _read(self, reader: Reader, decided: Decided) -> None:
        async with (
            aclosing(reader.pages(self._pages.position)) as pages,
            Prefetch(pages) as ahead,
        ):
            while True:
                self._control.check()
                page = await self._control.unless_signaled(ahead.next())
                if page is None:
                    return
                await self._ports.probe.reached(Point.AFTER_FETCH)
                await self._write(page, decided)

    async def _write(self, page: ReadPage, decided: Decided) -> None:
        plan, entity = decided.plan, page.step.entity
        destination = self._ports.dry_destination if plan.dry_run else self._ports.destination
        treated = await destination.write(self._job, entity, page.decisions, self._lease, self._control)
        await self._ports.probe.reached(Point.AFTER_DESTINATION_WRITE)
        number = self._pages.position.page + 1
        if len(treated) < len(page.decisions):
            await self._cut_off(page, treated, decided)
            return
        position = position_after(self._pages.position, plan, page, [one.outcome for one in treated])
        done = page.next is None and plan.ends_entity(page.index)
        await self._pages.write(
            lambda scribe: [
                *_records(scribe, page, treated),
                scribe.progress(position.totals, entity=entity, page=number, entity_done=done),
            ],
            position,
            effects_of(plan, page, number, self._ports.limits.overlap),
        )

    async def _cut_off(self, page: ReadPage, treated: Sequence[Decision], decided: Decided) -> None:
        """A cancel came inside the page: what is written of it is reported, the cursors stay before the rest."""
        before = self._pages.position
        reached = position_after(before, decided.plan, page, [one.outcome for one in treated])
        position = before.model_copy(update={"totals": reached.totals})
        await self._pages.write(
            lambda scribe: [*_records(scribe, page, treated), scribe.progress(position.totals)],
            position,
            Effects(writes_ledger=not decided.plan.dry_run),
        )

    async def _park(self, wait: LongWait) -> None:
        until = self._ports.clock.now() + timedelta(seconds=wait.seconds)
        position = self._pages.position

        def compose(scribe: Scribe) -> list[Event]:
            # An execution that waits before it could be resolved has been taken up all the same.
            first = [scribe.started(self._job.request, self._job.requested_at, {})] if scribe.seq == 1 else []
            return [*first, scribe.progress(position.totals, waiting_until=until, waiting_reason=wait.reason)]

        await self._pages.write(compose, position, _NO_EFFECTS)
        await patiently(self._lease, lambda: self._ports.jobs.park(self._job, until, wait.reason, wait.failures))
        log.info("parked", seconds=round(wait.seconds, 1), reason=wait.reason)

    async def _end(self, end: RunError | Cancellation | None) -> None:
        """One compare-and-set decides between finish and cancel."""
        canceled = await self._pages.end(end)
        if canceled is not None:
            await self._pages.end(canceled)
        log.info("ended", result=_result(canceled or end), totals=_plain(self._pages.position))


def _records(scribe: Scribe, page: ReadPage, treated: Sequence[Decision]) -> list[Event]:
    return [scribe.record(page.step.entity, decision) for decision in treated]


def _result(end: RunError | Cancellation | None) -> str:
    if end is None:
        return "completed"
    return f"error/{end.kind}/{end.code}" if isinstance(end, RunError) else "canceled"


def _plain(position: Position) -> dict[str, dict[str, int]]:
    return {
        str(entity): {str(outcome): n for outcome, n in counts.items()} for entity, counts in position.totals.items()
    }
