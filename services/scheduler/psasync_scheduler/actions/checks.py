"""The credentials check of a connection, within the scheduler's share of its call budget."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import NoReturn

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind
from psasync.kit.logging import get_logger
from psasync.psa.port import BudgetExhausted, CallBudget, CheckReport, Credentials, PsaError
from psasync_scheduler.actions import connections
from psasync_scheduler.actions.budget import SharedBudget
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.domain.catalog import Connection

log = get_logger(__name__)


async def check(context: Context, caller: Caller, connection_id: str) -> CheckReport:
    """What the PSA says to the connection's credentials. Never raises for what the PSA does."""
    connection = await connections.get(context, caller, connection_id)
    credentials = connections.opened(context, connection)
    limit = context.settings.check_timeout_seconds
    try:
        async with asyncio.timeout(limit):
            report = await _asked(context, connection, credentials)
    except TimeoutError:
        report = _failed(ErrorKind.CONNECTIVITY, f"The system did not answer within {limit:g} s.")
    except BudgetExhausted as error:
        report = _failed(ErrorKind.TECHNICAL, f"No call is left at the moment: {error.reason}. Try again in a minute.")
    except PsaError as error:
        report = _failed(error.kind, error.message)
    log.info("connection checked", connection=connection.id, ok=report.ok, kind=report.error_kind)
    return replace(report, message=_masked(report.message, credentials.secrets.values()))


async def _asked(context: Context, connection: Connection, credentials: Credentials) -> CheckReport:
    system, budget = context.systems[connection.system], SharedBudget(context, connection)
    opened = (system.open or system.open_destination or _nothing)(credentials, budget=budget)
    try:
        return await opened.check()
    finally:
        await opened.aclose()


def _nothing(credentials: Credentials, *, budget: CallBudget) -> NoReturn:  # noqa: ARG001 - as systems are opened
    """Stands for a system that is no source and no destination."""
    raise PsaError(
        ErrorKind.CONFIGURATION,
        IssueCode.REQUEST_INVALID,
        "This system can neither be read from nor written to: there is nothing to check.",
        permanent=True,
    )


def _failed(kind: ErrorKind, message: str) -> CheckReport:
    return CheckReport(ok=False, error_kind=kind, message=message)


def _masked(text: str, secrets: Iterable[str]) -> str:
    """A PSA's message may repeat what it was sent."""
    for secret in secrets:
        text = text.replace(secret, "[redacted]")
    return text
