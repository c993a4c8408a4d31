"""The credentials check: can we log in, and what may the API agent read."""

from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.endpoints import ENDPOINTS, Endpoint
from psasync.psa.halopsa.errors import RecordGone
from psasync.psa.halopsa.reading.pages import Rows, read_rows
from psasync.psa.port import BudgetExhausted, CheckReport, PsaError
from psasync.psa.toolkit.overlapping_pages import Ask

NO_CLIENTS = (
    "The login works, but no client is visible: the teams and roles of the API application's agent decide what it sees."
)
"""Halo answers an agent that may see nothing with empty lists, not with a refusal."""

_ONE = Ask(1, 1)


async def check(client: Client) -> CheckReport:
    """Never raises for a refusal. An agent that may not read some entity is no failure: the report says which."""
    try:
        await client.log_in()
        found = {entity: await _read(client, endpoint) for entity, endpoint in ENDPOINTS.items()}
    except PsaError as error:
        return CheckReport(ok=False, error_kind=error.kind, message=error.message)
    except BudgetExhausted as error:
        return CheckReport(
            ok=False, error_kind=ErrorKind.TECHNICAL, message=f"No calls are left at the moment: {error.reason}"
        )
    except RecordGone:
        return CheckReport(ok=False, error_kind=ErrorKind.TECHNICAL, message="HaloPSA says that its lists do not exist")
    return _report(found)


def _report(found: dict[Entity, Rows | None]) -> CheckReport:
    refused = sorted(entity for entity, rows in found.items() if rows is None)
    clients = found[Entity.COMPANY]
    message = NO_CLIENTS if clients is not None and not clients.rows else ""
    if refused:
        message = f"The API application's agent may not read: {', '.join(refused)}"
    readable = {entity: rows is not None for entity, rows in found.items()}
    return CheckReport(
        ok=not refused,
        error_kind=ErrorKind.AUTHORIZATION if refused else None,
        message=message,
        readable={Entity.COMPANY_STATUS: readable[Entity.COMPANY], **readable},
    )


async def _read(client: Client, endpoint: Endpoint) -> Rows | None:
    """One row of a list, where it has pages; None where it may not be read."""
    try:
        return await read_rows(client, endpoint, endpoint.always, _ONE if endpoint.rows else None)
    except PsaError as error:
        if error.kind is ErrorKind.AUTHORIZATION:
            return None
        raise
