"""Bearing with the database while the lease lasts: every write of a run can be repeated."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pymongo.errors import ConnectionFailure, ExecutionTimeout, WTimeoutError

from psasync.kit.backoff import Backoff
from psasync.kit.logging import get_logger
from psasync.kit.mongo import MongoError
from psasync_executor.run.lease import Lease

log = get_logger(__name__)

T = TypeVar("T")


def passes(error: MongoError) -> bool:
    """Whether the fault is the database's and not the operation's."""
    return isinstance(error, ConnectionFailure | ExecutionTimeout | WTimeoutError) or error.timeout


async def patiently(lease: Lease, operation: Callable[[], Awaitable[T]]) -> T:
    """The operation's result, tried again over faults that pass. Raises `LeaseLost` when the lease ends before."""
    backoff = Backoff(0.1, 3)
    while True:
        lease.check()
        try:
            return await operation()
        except MongoError as error:
            if not passes(error):
                raise
            log.warning("database fault, trying again", error=str(error)[:200], attempts=backoff.attempts + 1)
        await asyncio.sleep(backoff.next())
