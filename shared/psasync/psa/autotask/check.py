"""The credentials check: can we log in, and what may the API user read."""

from collections.abc import Awaitable, Callable

from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.psa.autotask.client import VERSION
from psasync.psa.autotask.endpoints import CAPABILITIES, ENDPOINTS, PICKLISTS
from psasync.psa.autotask.reading.rows import Position, read_rows
from psasync.psa.autotask.reading.source import Source
from psasync.psa.port import BudgetExhausted, CheckReport, PsaError


async def check(source: Source) -> CheckReport:
    """Never raises for a refusal. A user who may not read some entity is no failure: the report says which."""
    try:
        readable = {entity: await _allowed(_trial(source, entity)) for entity in CAPABILITIES.entities}
    except PsaError as error:
        return CheckReport(ok=False, error_kind=error.kind, message=error.message)
    except BudgetExhausted as error:
        return CheckReport(
            ok=False, error_kind=ErrorKind.TECHNICAL, message=f"No calls are left at the moment: {error.reason}"
        )
    refused = sorted(entity for entity, allowed in readable.items() if not allowed)
    return CheckReport(
        ok=not refused,
        system_version=f"REST {VERSION}",
        server_time_zone="UTC",
        error_kind=ErrorKind.AUTHORIZATION if refused else None,
        message=f"The API user's security level may not read: {', '.join(refused)}" if refused else "",
        readable=readable,
    )


def _trial(source: Source, entity: Entity) -> Callable[[], Awaitable[object]]:
    if entity in PICKLISTS:
        return lambda: source.picklists.rows(PICKLISTS[entity])
    return lambda: read_rows(source.client, ENDPOINTS[entity].path, [], Position(), 1, ("id",))


async def _allowed(read: Callable[[], Awaitable[object]]) -> bool:
    try:
        await read()
    except PsaError as error:
        if error.kind is ErrorKind.AUTHORIZATION:
            return False
        raise
    return True
