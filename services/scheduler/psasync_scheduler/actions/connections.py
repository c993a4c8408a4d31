"""Connections: make, change, pause. Secrets go in and never come out."""

from collections.abc import Mapping
from typing import Any

from psasync.contracts.vocabulary import System
from psasync.kit.ids import new_id
from psasync.kit.keyring import KeyringError
from psasync.kit.logging import register_secret
from psasync.psa.entry import SystemEntry
from psasync.psa.port import Credentials, PsaError
from psasync_scheduler.actions import tenants, webhooks
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import Decide, Edit, audit_entry, created, edit, known, live, plain
from psasync_scheduler.actions.pausing import pause, switched
from psasync_scheduler.actions.sealing import as_sealed, sealed_for_good
from psasync_scheduler.domain.bodies import ConnectionChange, ConnectionNew
from psasync_scheduler.domain.catalog import Connection, Secret
from psasync_scheduler.domain.connections import check_entered_again, check_secrets, check_settings, settings_mistake
from psasync_scheduler.domain.errors import FieldError, Invalid, NotFound, check
from psasync_scheduler.domain.keys import digest_of, new_webhook_secret, new_webhook_token


async def create(context: Context, caller: Caller, body: ConnectionNew) -> Connection:
    """Raises `NotFound` for a tenant that the caller does not see, and `Invalid`."""
    await tenants.get(context, caller, body.tenant)
    system = installed(context, body.system)
    given = dict(body.secrets)
    settings = complete(system, body.settings, given)
    connection_id, token, now = new_id(), new_webhook_token(), context.now()
    document = {
        "_id": connection_id,
        "tenant": body.tenant,
        "system": str(body.system),
        "name": body.name,
        "settings": settings,
        "secrets": plain(_sealed(context, caller, body.tenant, connection_id, given)),
        "webhook_token": webhooks.sealed(context, body.tenant, connection_id, webhooks.TOKEN, token),
        "webhook_digest": digest_of(token),
        "calls_per_minute": body.calls_per_minute,
        "concurrent_calls": body.concurrent_calls,
        "active": body.active,
        "paused": plain(pause(caller, now, active=body.active)),
        "created_at": now,
        "updated_at": now,
    }
    if webhooks.has_secret(system):
        secret = new_webhook_secret()
        document["webhook_secret"] = webhooks.sealed(context, body.tenant, connection_id, webhooks.SECRET, secret)
    entry = audit_entry(caller, now, body.tenant, "connection.created", connection_id, created(document))
    connection = await context.stores.connections.insert(document, entry)
    context.wakeups.catalog.set()
    return connection


async def get(context: Context, caller: Caller, connection_id: str) -> Connection:
    """Raises `NotFound`, also for another tenant's, and `Refused` for an archived one."""
    return live(await read(context, caller, connection_id), "connection")


async def read(context: Context, caller: Caller, connection_id: str) -> Connection:
    """Also an archived one. Raises `NotFound`, also for another tenant's."""
    connection = await known(context.stores.connections, connection_id, "connection")
    if not caller.sees(connection.tenant):
        raise NotFound("connection")
    return connection


async def change(
    context: Context,
    caller: Caller,
    connection_id: str,
    body: ConnectionChange,
    version: int | None,
    *,
    action: str = "connection.changed",
    reason: str = "",
) -> Connection:
    """`reason`: why it is paused, if it is."""
    now = context.now()

    async def decide(before: Connection) -> Edit | None:
        fields = body.given()
        system = installed(context, before.system)
        given: Mapping[str, str | None] = fields.pop("secrets", {})
        if "settings" in fields:
            fields["settings"] = checked_settings(system, fields["settings"])
            check_entered_again(before.settings, fields["settings"], before.secrets, given)
        fields = {name: value for name, value in fields.items() if value != getattr(before, name)}
        if given:
            check_secrets(system.fields, given, before.secrets)
            fields["secrets"] = _laid_over(context, caller, before, given)
        if fields.keys() & {"settings", "secrets"}:
            fields["last_check"] = None
        if not fields:
            return None
        return Edit(switched(fields, caller, now, reason), action, only_if=as_sealed(before, fields))

    return await _edit(context, caller, connection_id, decide, version)


def opened(context: Context, connection: Connection) -> Credentials:
    """The secrets in plain text, for a call to the system. They are masked in this process's log lines.

    Raises a permanent `PsaError` of kind `configuration` where they cannot be opened.
    """
    place = {"tenant": connection.tenant, "connection": connection.id}
    try:
        secrets = {
            name: context.keyring.decrypt(secret.envelope, field=name, **place)
            for name, secret in connection.secrets.items()
        }
    except KeyringError as error:
        raise sealed_for_good(error) from error
    for value in secrets.values():
        register_secret(value)
    permitted = context.settings.psa_plain_http_hosts
    return Credentials(connection.id, connection.tenant, dict(connection.settings), secrets, permitted)


async def _edit(
    context: Context, caller: Caller, connection_id: str, decide: Decide[Connection], version: int | None
) -> Connection:
    connection = await edit(
        context.stores.connections,
        lambda: get(context, caller, connection_id),
        decide,
        caller=caller,
        tenant_of=lambda connection: connection.tenant,
        now=context.now(),
        version=version,
    )
    context.wakeups.catalog.set()
    return connection


def installed(context: Context, system: System) -> SystemEntry:
    entry = context.systems.get(system)
    if entry is None:
        raise Invalid([FieldError("system", f"no adapter for {system} is installed")])
    return entry


def complete(system: SystemEntry, settings: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    """The settings of a new connection with defaults filled in. Raises `Invalid` with the mistakes of both parts."""
    errors: list[FieldError] = []
    filled: dict[str, str] = {}
    try:
        filled = checked_settings(system, settings)
    except Invalid as wrong:
        errors += wrong.errors
    try:
        check_secrets(system.fields, secrets, ())
    except Invalid as wrong:
        errors += wrong.errors
    check(errors)
    return filled


def checked_settings(system: SystemEntry, given: Mapping[str, str]) -> dict[str, str]:
    """The settings with defaults filled in, also by what they make of the system's capabilities. Raises `Invalid`."""
    settings = check_settings(system.fields, given)
    try:
        system.capabilities_of(settings)
    except PsaError as error:
        raise Invalid([settings_mistake(system.fields, error.message)]) from error
    return settings


def _laid_over(
    context: Context, caller: Caller, before: Connection, given: Mapping[str, str | None]
) -> dict[str, Secret]:
    kept = {name: secret for name, secret in before.secrets.items() if name not in given}
    return kept | _sealed(context, caller, before.tenant, before.id, given)


def _sealed(
    context: Context, caller: Caller, tenant: str, connection: str, given: Mapping[str, str | None]
) -> dict[str, Any]:
    sealed = {}
    for name, value in given.items():
        if value:
            register_secret(value)
            envelope = context.keyring.encrypt(value, tenant=tenant, connection=connection, field=name)
            sealed[name] = Secret(envelope=envelope, set_at=context.now(), set_by=caller.actor.name)
    return sealed
