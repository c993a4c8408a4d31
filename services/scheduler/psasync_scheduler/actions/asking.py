"""Asking the PSA of a connection, within the scheduler's share of its calls and a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psasync.kit.http import unavailable
from psasync.psa.port import BudgetExhausted, PsaError, SourceAdapter
from psasync.psa.toolkit.faults import masked
from psasync_scheduler.actions import connections
from psasync_scheduler.actions.budget import SharedBudget
from psasync_scheduler.actions.context import Context
from psasync_scheduler.domain.catalog import Connection
from psasync_scheduler.domain.errors import Refused


class Unanswered(Exception):  # noqa: N818 - a state of the PSA, not a fault of ours
    def __init__(self, text: str, *, permanent: bool) -> None:
        super().__init__(text)
        self.permanent = permanent


def verdict(unanswered: Unanswered) -> Exception:
    """What its caller is told: 409 for what stays until somebody changes it, else 503."""
    if unanswered.permanent:
        return Refused("connection-unusable", str(unanswered))
    return unavailable(str(unanswered), retry_after=30, code="psa-unavailable")


@asynccontextmanager
async def asking(context: Context, connection: Connection, seconds: float) -> AsyncIterator[SourceAdapter]:
    """The open connection, for so long at most. Raises `Unanswered` for whatever the PSA does, inside too."""
    secrets: tuple[str, ...] = ()
    try:
        async with asyncio.timeout(seconds):
            credentials = connections.opened(context, connection)
            secrets = tuple(credentials.secrets.values())
            opening = connections.installed(context, connection.system).open
            if opening is None:
                raise Unanswered("Nothing can be read from this system.", permanent=True)
            adapter = opening(credentials, budget=SharedBudget(context, connection))
            try:
                yield adapter
            finally:
                await adapter.aclose()
    except TimeoutError:
        raise Unanswered(f"The system did not answer within {seconds:g} s.", permanent=False) from None
    except BudgetExhausted as error:
        raise Unanswered(f"No call is left at the moment: {error.reason}.", permanent=False) from None
    except PsaError as error:
        raise Unanswered(masked(error.message, secrets), permanent=error.permanent) from None
