"""The questions behind the pages of syncs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psasync_client import AsyncClient
from psasync_client.models.scheduler import (
    ConnectionView,
    CustomField,
    DeclarationView,
    DeclaredEntityView,
    EntityView,
    SyncView,
    SystemView,
    TenantView,
)
from psasync_console.pages.syncs.mapping_form import CUSTOM
from psasync_console.pages.syncs.view import PLATFORM, SyncPage, destinations, sync_page
from psasync_console.web.platform import together
from psasync_console.web.showing import word

_MOST_CONNECTIONS = 200


async def sync(client: AsyncClient, id_: str) -> tuple[TenantView, SyncPage, Sequence[EntityView]]:
    """With its tenant, and what can be read from its source."""
    stored: SyncView = await client.syncs.get(id_)
    other = stored.destination if stored.destination != PLATFORM else None
    tenant, source, destination, schedule, systems = await together(
        client.tenants.get(stored.tenant),
        client.connections.get(stored.connection),
        client.connections.get(other) if other else _none(),
        client.schedules.get(id_),
        client.systems.list(),
    )
    return tenant, sync_page(stored, source, destination, schedule), await entities(client, source, systems)


async def entities(
    client: AsyncClient, connection: ConnectionView, systems: Sequence[SystemView]
) -> Sequence[EntityView]:
    """What can be read from a connection: known of its system, or of the settings of the connection itself."""
    system = next(each for each in systems if each.system == connection.system)
    if system.entities:
        return system.entities
    declared = await client.connections.declaration(connection.id)
    return [each.capabilities for each in declared.entities]


@dataclass(frozen=True, slots=True)
class NewSync:
    tenant: TenantView
    source: ConnectionView
    sources: Sequence[tuple[str, str]]
    destinations: Sequence[tuple[str, str]]
    entities: Sequence[EntityView]


async def new_sync(client: AsyncClient, connection: str) -> NewSync:
    source = await client.connections.get(connection)
    tenant, page, systems = await together(
        client.tenants.get(source.tenant),
        client.connections.list(tenant=source.tenant, limit=_MOST_CONNECTIONS).page(),
        client.systems.list(),
    )
    found = await entities(client, source, systems)
    readable = {word(each.system) for each in systems if each.source}
    writable = {word(each.system): each.destination for each in systems}
    others = [each for each in page.items if each.id != connection]
    sources = [(each.id, each.name) for each in page.items if word(each.system) in readable]
    return NewSync(tenant, source, sources, destinations(others, writable), found)


@dataclass(frozen=True, slots=True)
class Fields:
    """What one entity of a sync has to choose from. `custom`: None where the system does not say which there are."""

    tenant: TenantView
    sync: SyncView
    declared: DeclaredEntityView | None
    custom: Sequence[CustomField] | None
    paths: Sequence[str]  # fields that a mapping can name
    problem: str


async def fields(client: AsyncClient, id_: str, entity: str, *, refresh: bool = False) -> Fields:
    stored: SyncView = await client.syncs.get(id_)
    tenant, declaration = await together(
        client.tenants.get(stored.tenant), client.connections.declaration(stored.connection, refresh=refresh or None)
    )
    wanted = entity or next(map(word, stored.entities), "")
    declared = _of(declaration, wanted)
    chosen = next((names for each, names in stored.custom_fields.items() if word(each) == wanted), [])
    canonical = [field.name for field in declared.fields if field.present] if declared else []
    paths = [*canonical, *(CUSTOM + name for name in chosen)]
    custom = declared.custom_fields if declared else None
    return Fields(tenant, stored, declared, custom, paths, declaration.problem)


def _of(declaration: DeclarationView, entity: str) -> DeclaredEntityView | None:
    return next((each for each in declaration.entities if word(each.entity) == entity), None)


async def _none() -> None:
    return None
