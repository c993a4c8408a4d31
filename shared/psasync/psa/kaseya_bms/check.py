"""The credentials check: can we log in, and what may the API user read."""

from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.psa.kaseya_bms.calls import Endpoint
from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.endpoints import LOOKUPS, SOURCES
from psasync.psa.kaseya_bms.errors import RecordGone
from psasync.psa.port import BudgetExhausted, CheckReport, PsaError

_PROBES = {entity: source.list for entity, source in SOURCES.items()} | dict(LOOKUPS)
_WHOLE = frozenset(LOOKUPS.values())


async def check(client: Client) -> CheckReport:
    """Never raises for a refusal. A user who may not read some entity is no failure: the report says which."""
    try:
        allowed = {endpoint: await _may_read(client, endpoint) for endpoint in dict.fromkeys(_PROBES.values())}
    except PsaError as error:
        return CheckReport(ok=False, error_kind=error.kind, message=error.message)
    except BudgetExhausted as error:
        return CheckReport(
            ok=False, error_kind=ErrorKind.TECHNICAL, message=f"No calls are left at the moment: {error.reason}"
        )
    # The statuses are ours, made of a flag: there is nothing that could be forbidden.
    readable = {Entity.COMPANY_STATUS: True} | {entity: allowed[endpoint] for entity, endpoint in _PROBES.items()}
    refused = sorted(entity for entity, may in readable.items() if not may)
    return CheckReport(
        ok=not refused,
        error_kind=ErrorKind.AUTHORIZATION if refused else None,
        message=f"The API user's security role may not read: {', '.join(refused)}" if refused else "",
        readable=readable,
    )


async def _may_read(client: Client, endpoint: Endpoint) -> bool:
    try:
        whole = endpoint in _WHOLE
        client.rows(endpoint, await (client.get(endpoint) if whole else client.get_page(endpoint, {}, 1, 1)))
    except RecordGone:
        raise client.faults.unreadable(endpoint.path, "it says that the list is not there") from None
    except PsaError as error:
        if error.kind is ErrorKind.AUTHORIZATION:
            return False
        raise
    return True
