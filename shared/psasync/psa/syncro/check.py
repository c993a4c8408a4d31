"""The credentials check: does the token work, and what may its user read."""

from typing import Any

from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.psa.port import BudgetExhausted, CheckReport, PsaError
from psasync.psa.syncro.client import Client
from psasync.psa.syncro.endpoints import CUSTOMERS, ENDPOINTS
from psasync.psa.syncro.reading.declared import DECLARED_AT, SETTINGS

ME = "me"
"""Needs a token and no permission."""

PROBES = {
    entity: ENDPOINTS[entity].path if entity in ENDPOINTS else DECLARED_AT[entity] or CUSTOMERS.path
    for entity in Entity
    if entity in ENDPOINTS or entity in DECLARED_AT
}
"""What is asked for to see whether an entity may be read; the states of companies stand in the customers."""


async def check(client: Client) -> CheckReport:
    """Never raises for a refusal. A user who may not read some entity is no failure: the report says which.

    What `/me` says of permissions names areas of Syncro's user interface, so each list is tried instead.
    """
    try:
        await client.get(ME)
        answers = {path: await _try(client, path) for path in dict.fromkeys(PROBES.values())}
    except PsaError as error:
        return CheckReport(ok=False, error_kind=error.kind, message=error.message)
    except BudgetExhausted as error:
        return CheckReport(
            ok=False, error_kind=ErrorKind.TECHNICAL, message=f"No calls are left at the moment: {error.reason}"
        )
    readable = {entity: answers[path] is not None for entity, path in PROBES.items()}
    refused = sorted(entity for entity, allowed in readable.items() if not allowed)
    return CheckReport(
        ok=not refused,
        server_time_zone=_time_zone(answers[SETTINGS]),
        error_kind=ErrorKind.AUTHORIZATION if refused else None,
        message=f"The token's user may not read: {', '.join(refused)}" if refused else "",
        readable=readable,
    )


async def _try(client: Client, path: str) -> dict[str, Any] | None:
    """None: the user may not read it. Raises any other `PsaError`."""
    try:
        return (await client.get(path)).content
    except PsaError as error:
        if error.kind is ErrorKind.AUTHORIZATION:
            return None
        raise


def _time_zone(settings: dict[str, Any] | None) -> str | None:
    locale = (settings or {}).get("locale")
    zone = locale.get("time_zone") if isinstance(locale, dict) else None
    return zone if isinstance(zone, str) else None
