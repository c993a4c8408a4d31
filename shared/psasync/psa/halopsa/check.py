"""The credentials check: can we log in, and what may the API agent read."""

from functools import partial
from urllib.parse import parse_qs, urlsplit

from psasync.contracts.vocabulary import Entity
from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.endpoints import ENDPOINTS, Endpoint
from psasync.psa.halopsa.errors import RecordGone
from psasync.psa.halopsa.reading.pages import Rows, read_rows
from psasync.psa.port import CheckReport
from psasync.psa.toolkit.checking import Suspects, Trial, checked, discovered, report_of, tried
from psasync.psa.toolkit.overlapping_pages import Ask

NO_CLIENTS = (
    "The login works, but no client is visible: the teams and roles of the API application's agent decide what it sees."
)
"""Halo answers an agent that may see nothing with empty lists, not with a refusal."""

SUSPECTS = Suspects(
    address=("settings.base_url", "settings.tenant", "settings.auth_url"),
    credentials=("secrets.client_id", "secrets.client_secret"),
)
_ONE = Ask(1, 1)


async def check(client: Client) -> CheckReport:
    """Never raises for a refusal. An agent that may not read some entity is no failure: the report says which."""
    return await checked(partial(_look, client), SUSPECTS)


async def _look(client: Client) -> CheckReport:
    await client.log_in()
    seen: dict[Entity, Rows] = {}
    found = await tried([_trial(client, entity, endpoint, seen) for entity, endpoint in ENDPOINTS.items()])
    clients = seen.get(Entity.COMPANY)
    return report_of(
        found,
        SUSPECTS,
        refused="The API application's agent may not read",
        message=NO_CLIENTS if clients is not None and not clients.rows else "",
        discovered=_login(client),
    )


def _trial(client: Client, entity: Entity, endpoint: Endpoint, seen: dict[Entity, Rows]) -> Trial:
    async def read() -> None:
        """One row of a list, where it has pages."""
        try:
            seen[entity] = await read_rows(client, endpoint, endpoint.always, _ONE if endpoint.rows else None)
        except RecordGone:
            raise client.faults.unreadable(endpoint.path, "it says that the list is not there") from None

    # The statuses of companies stand in the clients.
    entities = (Entity.COMPANY_STATUS, entity) if entity is Entity.COMPANY else (entity,)
    hint = f"Let the role of the API application's agent read {endpoint.path}, and its scope too."
    return Trial(entities, read, hint)


def _login(client: Client) -> dict[str, str]:
    parts = urlsplit(client.login_address)
    tenant = parse_qs(parts.query).get("tenant", [""])[0]
    address = f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix('/token')}"
    return dict(discovered(login=address, tenant=tenant))
