"""The credentials check of a connection, stored or not, within the scheduler's share of its call budget."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import NoReturn

from psasync.contracts.issues import CATALOGUE, IssueCode
from psasync.contracts.vocabulary import ErrorKind, Role
from psasync.kit.http import forbidden
from psasync.kit.logging import get_logger, register_secret
from psasync.psa.entry import SystemEntry
from psasync.psa.port import BudgetExhausted, CallBudget, CheckReport, Credentials, PsaError
from psasync_scheduler.actions import connections, tenants
from psasync_scheduler.actions.budget import SharedBudget
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import audit_entry, plain
from psasync_scheduler.domain.catalog import Connection, LastCheck
from psasync_scheduler.domain.connections import check_entered_again, check_secrets, fields_named
from psasync_scheduler.domain.trials import ConnectionTrial, ConnectionTrialChange

log = get_logger(__name__)


async def check(
    context: Context, caller: Caller, connection_id: str, body: ConnectionTrialChange | None = None
) -> CheckReport:
    """What the PSA says to the connection's credentials. Never raises for what the PSA does.

    With `body`, which is for admins, to those that it would have then; else the result is kept with the connection.
    """
    connection = await connections.get(context, caller, connection_id)
    if body is not None and body.model_fields_set:
        if not caller.principal.role.includes(Role.ADMIN):
            raise forbidden(f"Other settings or secrets are tried with a key in the role {Role.ADMIN}.")
        report = await _report(context, connection, body)
        await _audit(context, caller, "connection.tried", connection.tenant, connection.id, report)
        return report
    report = await _report(context, connection, None)
    await context.stores.connections.note_check(connection, plain(_last(context, caller, report)))
    await _audit(context, caller, "connection.checked", connection.tenant, connection.id, report)
    return report


async def check_new(context: Context, caller: Caller, body: ConnectionTrial) -> CheckReport:
    """As `check`, of a connection that is not stored. Raises `NotFound` for the tenant, and `Invalid`."""
    await tenants.get(context, caller, body.tenant)
    system = connections.installed(context, body.system)
    settings = connections.complete(system, body.settings, body.secrets)
    draft = _draft(context, body, settings)
    for value in body.secrets.values():
        register_secret(value)
    secrets = {name: value for name, value in body.secrets.items() if value}
    permitted = context.settings.psa_plain_http_hosts
    report = await _limited(context, draft, Credentials(draft.id, body.tenant, settings, secrets, permitted))
    await _audit(context, caller, "connection.tried", body.tenant, body.tenant, report)
    return report


async def _report(context: Context, connection: Connection, body: ConnectionTrialChange | None) -> CheckReport:
    try:
        stored = connections.opened(context, connection)
    except PsaError as error:
        return _failed(error, ())
    return await _limited(context, connection, stored if body is None else _changed(context, connection, stored, body))


def _changed(context: Context, before: Connection, stored: Credentials, body: ConnectionTrialChange) -> Credentials:
    """Raises `Invalid`, as the change itself would."""
    system, given = connections.installed(context, before.system), dict(body.secrets or {})
    settings = dict(stored.settings)
    if body.settings is not None:
        settings = connections.checked_settings(system, body.settings)
        check_entered_again(before.settings, settings, before.secrets, given)
    check_secrets(system.fields, given, before.secrets)
    for value in given.values():
        register_secret(value)
    secrets = {name: value for name, value in {**stored.secrets, **given}.items() if value}
    return replace(stored, settings=settings, secrets=secrets)


async def _limited(context: Context, connection: Connection, credentials: Credentials) -> CheckReport:
    limit = context.settings.check_timeout_seconds
    fields = context.systems[connection.system].fields if connection.system in context.systems else ()
    try:
        async with asyncio.timeout(limit):
            report = await _asked(context, connection, credentials)
    except TimeoutError:
        report = _late(limit)
    except BudgetExhausted as error:
        message = f"No call is left at the moment: {error.reason}. Try again in a minute."
        report = CheckReport(ok=False, error_kind=ErrorKind.TECHNICAL, message=message)
    except PsaError as error:
        report = _failed(error, fields_named(fields, error.message))
    log.info("connection checked", connection=connection.id, ok=report.ok, kind=report.error_kind)
    return _masked(report, credentials.secrets.values())


async def _asked(context: Context, connection: Connection, credentials: Credentials) -> CheckReport:
    system: SystemEntry = connections.installed(context, connection.system)
    budget = SharedBudget(context, connection)
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


def _draft(context: Context, body: ConnectionTrial, settings: dict[str, str]) -> Connection:
    """Stands for what is not stored. All of a tenant's trials of a system share one budget, whatever they ask for."""
    now = context.now()
    return Connection(
        id=f"trial/{body.tenant}/{body.system}",
        name=body.name,
        version=1,
        created_at=now,
        updated_at=now,
        tenant=body.tenant,
        system=body.system,
        settings=settings,
        secrets={},
        webhook_token="",
        calls_per_minute=ConnectionTrial.model_fields["calls_per_minute"].default,
        concurrent_calls=1,
        active=True,
    )


def _failed(error: PsaError, fields: tuple[str, ...]) -> CheckReport:
    hint = error.hint or CATALOGUE[error.code].action
    return CheckReport(
        ok=False, error_kind=error.kind, code=error.code, message=error.message, hint=hint, fields=fields
    )


def _late(limit: float) -> CheckReport:
    return CheckReport(
        ok=False,
        error_kind=ErrorKind.CONNECTIVITY,
        code=IssueCode.SOURCE_TIMEOUT,
        message=f"The system did not answer within {limit:g} s.",
        hint="Check the address, and the system's status page; then try again.",
    )


def _last(context: Context, caller: Caller, report: CheckReport) -> LastCheck:
    return LastCheck(
        at=context.now(),
        by=caller.actor.name,
        ok=report.ok,
        error_kind=report.error_kind,
        code=report.code,
        message=report.message[:2000],
        hint=report.hint[:500],
        not_readable=tuple(sorted(entity for entity, allowed in report.readable.items() if not allowed)),
    )


async def _audit(context: Context, caller: Caller, action: str, tenant: str, subject: str, report: CheckReport) -> None:
    said = {"ok": report.ok, "error_kind": report.error_kind and str(report.error_kind)}
    await context.stores.audit.add([audit_entry(caller, context.now(), tenant, action, subject, said)])


def _masked(report: CheckReport, secrets: Iterable[str]) -> CheckReport:
    """A PSA's message may repeat what it was sent."""
    known = sorted(filter(None, secrets), key=len, reverse=True)

    def clean(text: str) -> str:
        for secret in known:
            text = text.replace(secret, "[redacted]")
        return text

    return replace(
        report,
        message=clean(report.message),
        hint=clean(report.hint),
        probes=tuple(replace(one, reason=clean(one.reason), hint=clean(one.hint)) for one in report.probes),
        discovered={name: clean(text) for name, text in report.discovered.items()},
    )
