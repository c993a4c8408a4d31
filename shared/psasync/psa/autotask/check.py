"""The credentials check: can we log in, and what may the API user read."""

from collections.abc import Awaitable, Callable
from functools import partial

from psasync.contracts.vocabulary import Entity
from psasync.psa.autotask.client import VERSION
from psasync.psa.autotask.endpoints import CAPABILITIES, ENDPOINTS, PICKLISTS
from psasync.psa.autotask.reading.rows import Position, read_rows
from psasync.psa.autotask.reading.source import Source
from psasync.psa.port import CheckReport
from psasync.psa.toolkit.checking import Suspects, Trial, checked, discovered, report_of, tried

SUSPECTS = Suspects(
    address=("settings.base_url",), credentials=("settings.user_name", "secrets.secret", "secrets.integration_code")
)


async def check(source: Source) -> CheckReport:
    """Never raises for a refusal. A user who may not read some entity is no failure: the report says which."""
    return await checked(partial(_look, source), SUSPECTS)


async def _look(source: Source) -> CheckReport:
    zone = await source.client.zone()
    found = await tried([_trial(source, entity) for entity in CAPABILITIES.entities])
    return report_of(
        found,
        SUSPECTS,
        refused="The API user's security level may not read",
        system_version=f"REST {VERSION}",
        server_time_zone="UTC",
        discovered=discovered(zone=zone.name, zone_address=zone.base_url, database=zone.number),
    )


def _trial(source: Source, entity: Entity) -> Trial:
    path = PICKLISTS[entity].path if entity in PICKLISTS else ENDPOINTS[entity].path
    hint = f"Let the API user's security level view {path} (Admin > Resources/Users > Security Levels)."
    return Trial((entity,), _reading(source, entity), hint)


def _reading(source: Source, entity: Entity) -> Callable[[], Awaitable[object]]:
    if entity in PICKLISTS:
        return lambda: source.picklists.rows(PICKLISTS[entity])
    return lambda: read_rows(source.client, ENDPOINTS[entity].path, [], Position(), 1, ("id",))
