"""/v1/systems: what can be connected, and what a form for it needs."""

from fastapi import APIRouter
from pydantic import BaseModel

from psasync.contracts.vocabulary import Entity, System
from psasync.psa.registry import SystemEntry
from psasync_scheduler.api.access import Ports, Viewer

router = APIRouter(prefix="/v1/systems", tags=["systems"])


class FieldView(BaseModel):
    name: str
    label: str
    help: str
    secret: bool
    required: bool
    example: str
    default: str | None


class EntityView(BaseModel):
    entity: Entity
    period: bool
    by_id: bool


class SystemView(BaseModel):
    system: System
    title: str
    fields: list[FieldView]
    entities: list[EntityView]
    webhooks: bool


@router.get("")
async def systems(context: Ports, _caller: Viewer) -> list[SystemView]:
    return [_view(system, entry) for system, entry in context.systems.items()]


def _view(system: System, entry: SystemEntry) -> SystemView:
    return SystemView(
        system=system,
        title=entry.title,
        fields=[FieldView.model_validate(field, from_attributes=True) for field in entry.fields],
        entities=[
            EntityView(entity=entity, period=ability.period, by_id=ability.by_id)
            for entity, ability in entry.capabilities.entities.items()
        ],
        webhooks=entry.capabilities.webhooks,
    )
