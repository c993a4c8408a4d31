"""/v1/systems: what can be connected, what a form for it needs, and what it can do."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from psasync.contracts.vocabulary import Entity, System
from psasync.kit.http import not_found
from psasync.psa.entry import SystemEntry
from psasync.psa.port import EntityCapability, PeriodFilter, UpdatedSince
from psasync_scheduler.api.access import Ports, Viewer
from psasync_scheduler.domain import forms

router = APIRouter(prefix="/v1/systems", tags=["systems"])


class FieldView(BaseModel):
    name: str
    label: str
    help: str
    secret: bool
    required: bool
    example: str
    default: str | None
    choices: list[str] = Field(default=[], description="The only values there are; empty: any.")


class FormView(BaseModel):
    """What a form for a new connection draws and checks, as JSON schemas (2020-12)."""

    settings: dict[str, Any]
    secrets: dict[str, Any] = Field(description="Values that no answer ever holds: `writeOnly`.")
    order: list[str] = Field(description="The fields from top to bottom, as `settings.<name>` and `secrets.<name>`.")


class EntityView(BaseModel):
    """What can be read of one entity."""

    entity: Entity
    updated_since: UpdatedSince = Field(description="`none`: all is read each time, and changes are found here.")
    period: bool = Field(description="Whether the records of a period can be told.")
    period_filter: PeriodFilter = Field(description="Who tells them: the system (`server`), or the platform (`here`).")
    business_date: str = Field(description="The system's name of the field that periods go by; empty: there is none.")
    by_id: bool
    custom_fields: bool
    absent_fields: list[str] = Field(description="Fields that the system does not have.")
    note: str

    @classmethod
    def of(cls, entity: Entity, can: EntityCapability) -> "EntityView":
        return cls(
            entity=entity,
            updated_since=can.updated_since,
            period=can.period is not PeriodFilter.NONE,
            period_filter=can.period,
            business_date=can.business_date,
            by_id=can.by_id,
            custom_fields=can.custom_fields,
            absent_fields=sorted(can.absent_fields),
            note=can.note,
        )


class SystemView(BaseModel):
    system: System
    title: str
    source: bool = Field(description="Whether syncs can read from it.")
    destination: bool = Field(description="Whether syncs can write to it.")
    fields: list[FieldView]
    entities: list[EntityView] = Field(description="Empty where it follows from a connection's settings.")
    webhooks: bool
    form: FormView


@router.get("", operation_id="systems.list", summary="Systems that can be connected")
async def systems(context: Ports, _caller: Viewer) -> list[SystemView]:
    return [_view(system, entry) for system, entry in context.systems.items()]


@router.get("/{system}", operation_id="systems.get", summary="One system that can be connected")
async def one(context: Ports, _caller: Viewer, system: System) -> SystemView:
    if system not in context.systems:
        raise not_found("system")
    return _view(system, context.systems[system])


def _view(system: System, entry: SystemEntry) -> SystemView:
    return SystemView(
        system=system,
        title=entry.title,
        source=entry.open is not None,
        destination=entry.open_destination is not None,
        fields=[FieldView.model_validate(field, from_attributes=True) for field in entry.fields],
        entities=[EntityView.of(entity, can) for entity, can in entry.capabilities.entities.items()],
        webhooks=entry.capabilities.webhooks,
        form=FormView(
            settings=forms.settings_schema(entry.fields),
            secrets=forms.secrets_schema(entry.fields),
            order=forms.order(entry.fields),
        ),
    )
