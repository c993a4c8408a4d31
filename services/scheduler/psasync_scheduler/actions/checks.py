"""The credentials check of a connection, within the scheduler's share of its call budget."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from psasync.contracts.vocabulary import ErrorKind
from psasync.kit.logging import get_logger
from psasync.psa.port import BudgetExhausted, CheckReport, Credentials, PsaError
from psasync_scheduler.actions import connections
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.domain.catalog import Connection
from psasync_scheduler.store.budgets import Budgets

log = get_logger(__name__)

SHARE_PERCENT = 5
_LONGEST_WAIT_SECONDS = 5.0
_POLL_SECONDS = 0.5


class SharedBudget:
    """The scheduler's 5 % of a connection's calls, at least one a minute, over all replicas (a `CallBudget`)."""

    def __init__(self, context: Context, connection: Connection) -> None:
        self._budgets: Budgets = context.stores.budgets
        self._now = context.now
        self._connection = connection.id
        self._share = max(1, connection.calls_per_minute * SHARE_PERCENT // 100)

    async def acquire(self, key: str = "") -> None:
        waited = 0.0
        while not await self._budgets.take(self._name(key), self._share, self._now()):
            if waited >= _LONGEST_WAIT_SECONDS:
                raise BudgetExhausted(60, f"{self._share} calls a minute are the scheduler's share of this connection")
            await asyncio.sleep(_POLL_SECONDS)
            waited += _POLL_SECONDS

    async def throttled(self, retry_after: float, key: str = "") -> None:
        await self._budgets.block(self._name(key), self._now() + timedelta(seconds=retry_after))

    def _name(self, key: str) -> str:
        return f"{self._connection}/{key}"


async def check(context: Context, caller: Caller, connection_id: str) -> CheckReport:
    """What the PSA says to the connection's credentials. Never raises for what the PSA does."""
    connection = await connections.get(context, caller, connection_id)
    secrets = connections.opened_secrets(context, connection)
    permitted = context.settings.psa_plain_http_hosts
    credentials = Credentials(connection.id, connection.tenant, dict(connection.settings), secrets, permitted)
    limit = context.settings.check_timeout_seconds
    try:
        async with asyncio.timeout(limit):
            report = await _asked(context, connection, credentials)
    except TimeoutError:
        report = _failed(ErrorKind.CONNECTIVITY, f"The system did not answer within {limit:g} s.")
    except BudgetExhausted as error:
        report = _failed(ErrorKind.TECHNICAL, f"The call budget has nothing left: {error.reason}. Try again later.")
    except PsaError as error:
        report = _failed(error.kind, error.message)
    log.info("connection checked", connection=connection.id, ok=report.ok, kind=report.error_kind)
    return replace(report, message=_masked(report.message, secrets.values()))


async def _asked(context: Context, connection: Connection, credentials: Credentials) -> CheckReport:
    adapter = context.systems[connection.system].open(credentials, budget=SharedBudget(context, connection))
    try:
        return await adapter.check()
    finally:
        await adapter.aclose()


def _failed(kind: ErrorKind, message: str) -> CheckReport:
    return CheckReport(ok=False, error_kind=kind, message=message)


def _masked(text: str, secrets: Iterable[str]) -> str:
    """A PSA's message may repeat what it was sent."""
    for secret in secrets:
        text = text.replace(secret, "[redacted]")
    return text
