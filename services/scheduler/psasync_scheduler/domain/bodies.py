"""What people send to make and change things."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from psasync.contracts.base import Id, Moment
from psasync.contracts.mapping import EntityMapping
from psasync.contracts.notifications import NotificationChoices, NotificationOverride
from psasync.contracts.vocabulary import Entity, Role, System
from psasync_scheduler.domain.catalog import PLATFORM
from psasync_scheduler.domain.choices import Choices, OwnChoices
from psasync_scheduler.domain.localtime import zone_of
from psasync_scheduler.domain.schedule import Schedule
from psasync_scheduler.domain.streaks import USUAL_LIMIT, AutoPauseAfter


def _zone(name: str) -> str:
    return zone_of(name).key


def _unique(entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    return tuple(dict.fromkeys(entities))


def _known_parts(value: Any) -> Any:
    """A contract steps over what it does not know; of a person's mapping nothing may be dropped in silence."""
    unknown = sorted(map(str, value.keys() - EntityMapping.model_fields.keys())) if isinstance(value, Mapping) else []
    if unknown:
        raise ValueError(f"no such part of a mapping: {', '.join(unknown)[:200]}")
    return value


Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
]
TimeZone = Annotated[str, AfterValidator(_zone), Field(max_length=64, examples=["Europe/Berlin"])]
Entities = Annotated[tuple[Entity, ...], AfterValidator(_unique), Field(min_length=1, max_length=50)]
FieldName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
CustomFields = Mapping[Entity, Annotated[tuple[FieldName, ...], Field(max_length=200)]]
EntityMappings = Mapping[Entity, Annotated[EntityMapping, BeforeValidator(_known_parts)]]
Value = Annotated[str, StringConstraints(max_length=10_000)]
Values = Annotated[Mapping[FieldName, Value], Field(max_length=50)]
CallsPerMinute = Annotated[int, Field(ge=1, le=1_000_000)]
ConcurrentCalls = Annotated[int, Field(ge=1, le=1_000)]
FullPassDays = Annotated[int, Field(ge=1, le=365)]
GuardPercent = Annotated[
    int, Field(ge=0, le=100, description="A full pass marks no larger share of an entity's records as deleted.")
]
Destination = Annotated[
    Id, Field(description=f"`{PLATFORM}`: the platform's own records; else the id of a connection to write to.")
]


class Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Change(Body):
    """The body of a PATCH: fields that are left out stay as they are."""

    nullable: ClassVar[frozenset[str]] = frozenset()

    @field_validator("*", mode="before")
    @classmethod
    def _no_nulls(cls, value: Any, info: ValidationInfo) -> Any:
        if value is None and info.field_name not in cls.nullable:
            raise ValueError("null is no value here: leave it out to keep what is")
        return value

    def given(self) -> dict[str, Any]:
        """The fields that were sent, as values of the domain."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class TenantNew(Body):
    name: Name
    time_zone: TimeZone
    active: bool = True
    notifications: Choices = Field(default_factory=NotificationChoices)


class TenantChange(Change):
    name: Name | None = None
    time_zone: TimeZone | None = None
    active: bool | None = None
    notifications: Choices | None = Field(default=None, description="All choices, not only those that change.")


class ConnectionNew(Body):
    tenant: Id
    system: System
    name: Name
    settings: Values = Field(default_factory=dict)
    secrets: Values = Field(default_factory=dict, repr=False)
    calls_per_minute: CallsPerMinute = 600
    concurrent_calls: ConcurrentCalls = 6
    active: bool = True


class ConnectionChange(Change):
    name: Name | None = None
    settings: Values | None = Field(default=None, description="All settings, not only those that change.")
    secrets: Annotated[Mapping[FieldName, Value | None], Field(max_length=50)] | None = Field(
        default=None, repr=False, description="Only those to set anew; null removes one."
    )
    calls_per_minute: CallsPerMinute | None = None
    concurrent_calls: ConcurrentCalls | None = None
    active: bool | None = None


class SyncFields(Body):
    """A sync but for the connection that it reads from."""

    name: Name
    entities: Entities
    custom_fields: CustomFields = Field(default_factory=dict)
    mapping: EntityMappings = Field(default_factory=dict)
    destination: Destination = PLATFORM
    deletion_guard_percent: GuardPercent = 20
    full_pass_days: FullPassDays = 7
    schedule: Schedule | None = None
    auto_pause_after: AutoPauseAfter = USUAL_LIMIT
    active: bool = True
    notifications: OwnChoices = Field(default_factory=NotificationOverride)


class SyncNew(SyncFields):
    connection: Id


class SyncChange(Change):
    """Not the destination: what a sync has imported is known by its ids there. Another one is another sync."""

    nullable: ClassVar[frozenset[str]] = frozenset({"schedule"})

    name: Name | None = None
    entities: Entities | None = None
    custom_fields: CustomFields | None = None
    mapping: EntityMappings | None = Field(default=None, description="The whole mapping, not only what changes.")
    deletion_guard_percent: GuardPercent | None = None
    full_pass_days: FullPassDays | None = None
    schedule: Schedule | None = Field(default=None, description="null: the sync does not run by itself.")
    auto_pause_after: AutoPauseAfter | None = None
    active: bool | None = None
    notifications: OwnChoices | None = Field(default=None, description="All own choices, not only those that change.")


class KeyNew(Body):
    name: Name
    role: Role
    tenant: Id | None = Field(default=None, description="Left out: the whole platform.")
    expires_at: Moment | None = Field(
        default=None, description="Left out: never, or the longest that the operator allows."
    )


class PauseBody(Body):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class CancelBody(Body):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
