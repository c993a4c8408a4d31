"""One claim of one job, from taking over what was stored to its end, its next wait, or the loss of the lease."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from psasync.contracts.events.records import Cancellation, RunError
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind, LogLevel
from psasync.kit.logging import get_logger
from psasync_executor.domain.events import Event, Scribe
from psasync_executor.domain.job import Decided, Job, JobState, Position
from psasync_executor.domain.outbox import Effects
from psasync_executor.domain.plan import left_out
from psasync_executor.domain.refusal import RunFailed, run_error
from psasync_executor.run.control import Control
from psasync_executor.run.describe import described
from psasync_executor.run.destinations.port import Destination
from psasync_executor.run.fields import check_fields
from psasync_executor.run.flow import Flow
from psasync_executor.run.lease import Lease
from psasync_executor.run.pages import Pages
from psasync_executor.run.patience import patiently
from psasync_executor.run.ports import Ports
from psasync_executor.run.signals import CancelSeen, LongWait, StopSeen
from psasync_executor.store.jobs import LeaseLost

log = get_logger(__name__)

_NO_EFFECTS = Effects(writes_ledger=False)
_SLOT_WAIT = 1.0  # seconds
_CONNECTION_WAIT = 60.0  # seconds; it is woken when the connection becomes free


class Execution:
    def __init__(self, job: Job, ports: Ports, lease: Lease, control: Control) -> None:
        self._job = job
        self._ports = ports
        self._lease = lease
        self._control = control
        self._pages = Pages(job, ports, lease, control)
        self._decided = job.decided

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
            self._note_left_out(decided)
            await self._start(decided)
        else:
            await self._resume()
        async with AsyncExitStack() as stack:
            adapter = self._ports.sources.open(decided.sync.source)
            stack.push_async_callback(adapter.aclose)
            destination = self._open_destination(decided)
            stack.push_async_callback(destination.aclose)
            if self._job.decided is None:
                checking = check_fields(decided.sync, decided.plan, adapter, self._pages.note)
                await self._control.unless_signaled(checking)
            flow = Flow(
                self._job,
                decided,
                self._ports,
                self._pages,
                self._lease,
                self._control,
                adapter=adapter,
                destination=destination,
            )
            await flow.run()

    def _note_left_out(self, decided: Decided) -> None:
        entities = left_out(self._job.request, decided.sync, decided.plan)
        if entities:
            text = f"No period is possible for {', '.join(entities)}: left out."
            self._pages.note(LogLevel.WARNING, text, IssueCode.PERIOD_UNSUPPORTED)

    def _open_destination(self, decided: Decided) -> Destination:
        plan = decided.plan
        return self._ports.destinations.open(self._job, decided.sync, dry=plan.dry_run, force=plan.force)

    async def _decide(self) -> Decided:
        decided = await patiently(self._lease, lambda: self._ports.preparation.decide(self._job))
        self._decided = decided
        connection = decided.sync.source.id
        if self._job.connection != connection and not await patiently(
            self._lease, lambda: self._ports.jobs.take_connection(self._job, connection)
        ):
            raise LongWait(_CONNECTION_WAIT, "Another execution uses the connection.", self._job.failures)
        if self._job.slot is None and decided.sync.source.system in self._ports.limits.ceilings.most:
            # It was claimed while the catalog could not tell its system: it is claimed again, under the ceiling.
            raise LongWait(_SLOT_WAIT, "Other executions of this system go first.", self._job.failures)
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

    async def _park(self, wait: LongWait) -> None:
        until = self._ports.clock.now() + timedelta(seconds=wait.seconds)
        reason, position = self._reason(wait, until), self._pages.position

        def compose(scribe: Scribe) -> list[Event]:
            # An execution that waits before it could be resolved has been taken up all the same.
            first = [scribe.started(self._job.request, self._job.requested_at, {})] if scribe.seq == 1 else []
            return [*first, scribe.progress(position.totals, waiting_until=until, waiting_reason=reason)]

        await self._pages.write(compose, position, _NO_EFFECTS)
        await patiently(self._lease, lambda: self._ports.jobs.park(self._job, until, reason, wait.failures))
        log.info("parked", seconds=round(wait.seconds, 1), reason=reason)

    def _reason(self, wait: LongWait, until: datetime) -> str:
        """A limit with the time at which it ends, as the tenant's clocks show it."""
        if not wait.ends:
            return wait.reason
        zone = ZoneInfo(self._decided.sync.time_zone) if self._decided else UTC
        return f"{wait.reason} until {until.astimezone(zone):%H:%M}"

    async def _end(self, end: RunError | Cancellation | None) -> None:
        """One compare-and-set decides between finish and cancel."""
        canceled = await self._pages.end(end)
        if canceled is not None:
            await self._pages.end(canceled)
        log.info("ended", result=_result(canceled or end), totals=_plain(self._pages.position))


def _result(end: RunError | Cancellation | None) -> str:
    if end is None:
        return "completed"
    return f"error/{end.kind}/{end.code}" if isinstance(end, RunError) else "canceled"


def _plain(position: Position) -> dict[str, dict[str, int]]:
    return {
        str(entity): {str(outcome): n for outcome, n in counts.items()} for entity, counts in position.totals.items()
    }
