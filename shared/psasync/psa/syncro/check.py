"""The credentials check: does the token work, and what may its user read."""

from functools import partial
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import CheckReport
from psasync.psa.syncro.client import Client
from psasync.psa.syncro.endpoints import CUSTOMERS, ENDPOINTS
from psasync.psa.syncro.reading.declared import DECLARED_AT, SETTINGS
from psasync.psa.toolkit.checking import Suspects, Trial, checked, discovered, report_of, tried

ME = "me"
"""Needs a token and no permission."""

SUSPECTS = Suspects(address=("settings.base_url",), credentials=("secrets.token",))

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
    return await checked(partial(_look, client), SUSPECTS)


async def _look(client: Client) -> CheckReport:
    me = (await client.get(ME)).content
    seen: dict[str, dict[str, Any]] = {}
    found = await tried([_trial(client, path, seen) for path in dict.fromkeys(PROBES.values())])
    subdomain = me.get("subdomain")
    return report_of(
        found,
        SUSPECTS,
        refused="The token's user may not read",
        server_time_zone=_time_zone(seen.get(SETTINGS)),
        discovered=discovered(account=subdomain if isinstance(subdomain, str) else None),
    )


def _trial(client: Client, path: str, seen: dict[str, dict[str, Any]]) -> Trial:
    async def read() -> None:
        seen[path] = (await client.get(path)).content

    hint = f"Give the API token the permission to list and view {path} (Admin > API Tokens), and its user too."
    return Trial(tuple(entity for entity, probed in PROBES.items() if probed == path), read, hint)


def _time_zone(settings: dict[str, Any] | None) -> str | None:
    locale = (settings or {}).get("locale")
    zone = locale.get("time_zone") if isinstance(locale, dict) else None
    return zone if isinstance(zone, str) else None
