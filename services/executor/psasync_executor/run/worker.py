"""Runs one claimed job beside its heartbeat."""

import asyncio

from psasync.kit.logging import bind, get_logger
from psasync_executor.domain.job import Job
from psasync_executor.run.control import Control
from psasync_executor.run.execution import Execution
from psasync_executor.run.lease import Lease, keep
from psasync_executor.run.ports import Ports
from psasync_executor.store.jobs import LeaseLost

log = get_logger(__name__)


async def work_on(job: Job, ports: Ports, lease: Lease, control: Control) -> None:
    """Returns when nothing more is to be done here. Whatever goes wrong, the lease runs out and another takes over."""
    with bind(tenant=job.tenant, sync=job.sync, execution=job.id):
        log.info("claimed", state=job.state, attempt=job.attempt, fence=job.fence, seq=job.seq)
        run = asyncio.create_task(Execution(job, ports, lease, control).run())
        heartbeat = asyncio.create_task(keep(lease, ports.jobs, job, control))
        try:
            await asyncio.wait({run, heartbeat}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            heartbeat.cancel()
            run.cancel()
            await asyncio.gather(run, heartbeat, return_exceptions=True)
        _report(run)


def _report(run: asyncio.Task[None]) -> None:
    error = None if run.cancelled() else run.exception()
    if run.cancelled() or isinstance(error, LeaseLost):
        log.warning("lease lost, run dropped")
    elif error is not None:
        log.error("run dropped", exc_info=error)
