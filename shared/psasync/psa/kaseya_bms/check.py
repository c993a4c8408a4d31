"""The credentials check: can we log in, and what may the API user read."""

from functools import partial
from urllib.parse import urlsplit

from psasync.contracts.vocabulary import Entity
from psasync.psa.kaseya_bms.calls import Endpoint
from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.endpoints import LOOKUPS, SOURCES
from psasync.psa.kaseya_bms.errors import RecordGone
from psasync.psa.port import CheckReport, Probe
from psasync.psa.toolkit.checking import Suspects, Trial, Tried, checked, discovered, report_of, tried

SUSPECTS = Suspects(
    address=("settings.base_url", "settings.company"),
    credentials=("settings.company", "settings.user_name", "secrets.password"),
)
_REGIONS = {
    "api.bms.kaseya.com": "Americas",
    "api.bmsemea.kaseya.com": "Europe, Middle East and Africa",
    "api.bmsapac.kaseya.com": "Asia and Pacific",
}
_PROBES = {entity: source.list for entity, source in SOURCES.items()} | dict(LOOKUPS)
_WHOLE = frozenset(LOOKUPS.values())
# The statuses are ours, made of a flag: there is nothing that could be forbidden.
_OURS = Probe(Entity.COMPANY_STATUS, readable=True)


async def check(client: Client) -> CheckReport:
    """Never raises for a refusal. A user who may not read some entity is no failure: the report says which."""
    return await checked(partial(_look, client), SUSPECTS)


async def _look(client: Client) -> CheckReport:
    found = await tried([_trial(client, endpoint) for endpoint in dict.fromkeys(_PROBES.values())])
    host = urlsplit(client.connection.base_url).hostname or ""
    return report_of(
        Tried((_OURS, *found.probes), found.failure),
        SUSPECTS,
        refused="The API user's security role may not read",
        discovered=discovered(region=_REGIONS.get(host)),
    )


def _trial(client: Client, endpoint: Endpoint) -> Trial:
    entities = tuple(entity for entity, probed in _PROBES.items() if probed == endpoint)
    hint = f"Let the API user's security role view what stands at {endpoint.path} (Admin > Security > Roles)."
    return Trial(entities, partial(_read, client, endpoint), hint)


async def _read(client: Client, endpoint: Endpoint) -> None:
    try:
        whole = endpoint in _WHOLE
        client.rows(endpoint, await (client.get(endpoint) if whole else client.get_page(endpoint, {}, 1, 1)))
    except RecordGone:
        raise client.faults.unreadable(endpoint.path, "it says that the list is not there") from None
