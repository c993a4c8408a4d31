"""/v1/connections/{id}/declaration: what can be chosen when a sync is set up."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from psasync.contracts.mapping_rules import canonical_paths
from psasync.contracts.vocabulary import Entity, Role, System
from psasync.kit.http import forbidden
from psasync.psa.port import EntityCapability
from psasync_scheduler.actions import discovery
from psasync_scheduler.actions.context import Context
from psasync_scheduler.actions.discovery import Discovered
from psasync_scheduler.actions.ends import capabilities
from psasync_scheduler.api.access import Ports, Viewer
from psasync_scheduler.api.systems import EntityView
from psasync_scheduler.domain.declarations import CustomField, DeclaredEntity, SetUpValue

router = APIRouter(prefix="/v1/connections", tags=["connections"])


class CanonicalFieldView(BaseModel):
    """A field that records have in every system."""

    name: str
    present: bool = Field(description="false: this system does not have it.")
    options: list[str] = Field(description="The values that it can have, where the system has a list of them.")


class DeclaredEntityView(BaseModel):
    entity: Entity
    capabilities: EntityView
    fields: list[CanonicalFieldView]
    custom_fields: list[CustomField] | None = Field(
        description="Those that `custom_fields` of a sync can name. null: the system does not say which there are."
    )
    values: list[SetUpValue] | None = Field(description="Of a set-up list, its records, for maps of values.")
    truncated: bool = Field(description="There are more than are shown.")
    note: str


class DeclarationView(BaseModel):
    """What the PSA of a connection declares, as it was at `discovered_at`."""

    connection: str
    system: System
    version: int = Field(description="Of the connection when it was asked.")
    discovered_at: datetime
    age_seconds: int
    stale: bool = Field(description="The system could not be asked now: `problem` says why.")
    problem: str
    entities: list[DeclaredEntityView]


@router.get(
    "/{connection_id}/declaration",
    operation_id="connections.declaration",
    summary="What the connection's system says that it has",
)
async def declaration(
    context: Ports,
    caller: Viewer,
    connection_id: str,
    refresh: Annotated[bool, Query(description="Ask the system again; for operators.")] = False,
) -> DeclarationView:
    """Entities, fields, custom fields and set-up values to choose from. Kept for a day; `refresh` asks again."""
    if refresh and not caller.principal.role.includes(Role.OPERATOR):
        raise forbidden(f"The system is asked again with a key in the role {Role.OPERATOR}.")
    return _view(context, await discovery.declaration(context, caller, connection_id, refresh=refresh))


def _view(context: Context, found: Discovered) -> DeclarationView:
    known = capabilities(context, found.connection).entities
    declared = {one.entity: one for one in found.discovery.entities}
    statuses = declared.get(Entity.COMPANY_STATUS)
    names = [value.name for value in (statuses.values or ())] if statuses else []
    return DeclarationView(
        connection=found.connection.id,
        system=found.connection.system,
        version=found.discovery.version,
        discovered_at=found.discovery.discovered_at,
        age_seconds=max(0, int((context.now() - found.discovery.discovered_at).total_seconds())),
        stale=bool(found.problem),
        problem=found.problem,
        entities=[_entity(entity, can, declared.get(entity), names) for entity, can in known.items()],
    )


def _entity(
    entity: Entity, can: EntityCapability, declared: DeclaredEntity | None, statuses: list[str]
) -> DeclaredEntityView:
    found = declared or DeclaredEntity(entity=entity)
    return DeclaredEntityView(
        entity=entity,
        capabilities=EntityView.of(entity, can),
        fields=[_field(entity, name, can, statuses) for name in sorted(canonical_paths(entity))],
        custom_fields=None if found.custom_fields is None else list(found.custom_fields),
        values=None if found.values is None else list(found.values),
        truncated=found.truncated,
        note=found.note,
    )


def _field(entity: Entity, name: str, can: EntityCapability, statuses: list[str]) -> CanonicalFieldView:
    is_status = (entity, name) == (Entity.COMPANY, "status")
    return CanonicalFieldView(
        name=name,
        present=can.absent_fields.isdisjoint({name, name.partition(".")[0]}),
        options=statuses if is_status else [],
    )
