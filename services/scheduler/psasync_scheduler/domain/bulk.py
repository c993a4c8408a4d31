"""The same for many syncs: what is asked for, and what has become of each."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from psasync.contracts.base import Id
from psasync.contracts.vocabulary import System
from psasync_scheduler.domain.bodies import Body, SyncChange, SyncFields
from psasync_scheduler.domain.listing import State

MOST_ITEMS = 500

Preflight = Annotated[bool, Field(description="Only say what would happen.")]


class Target(Body):
    """Where a sync is to be made."""

    tenant: Id
    connection: Id | None = Field(default=None, description="Left out: the tenant's only one to the system.")
    destination: Id | None = Field(default=None, description="Left out: the template's.")


class BulkNew(Body):
    """The same sync for many tenants."""

    system: System = Field(description="Of the connections that the syncs read from.")
    template: SyncFields
    items: Annotated[tuple[Target, ...], Field(min_length=1, max_length=MOST_ITEMS)]
    preflight: Preflight = False

    @field_validator("items")
    @classmethod
    def _one_each(cls, items: tuple[Target, ...]) -> tuple[Target, ...]:
        twice = sorted(tenant for tenant, times in Counter(item.tenant for item in items).items() if times > 1)
        if twice:
            raise ValueError(f"names a tenant more than once: {', '.join(twice)[:300]}")
        return items


class SyncFilter(Body):
    """Syncs that are not archived and fit all that is given."""

    tenant: Id | None = None
    system: System | None = Field(default=None, description="Of the connection that it reads from.")
    connection: Id | None = Field(default=None, description="That it reads from.")
    state: Annotated[State | None, Field(description="`active` or `paused`.")] = None

    @field_validator("state")
    @classmethod
    def _not_archived(cls, state: State | None) -> State | None:
        if state is State.ARCHIVED:
            raise ValueError("what is archived cannot be changed")
        return state

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not (self.tenant or self.system or self.connection):
            raise ValueError("name a tenant, a system or a connection")
        return self


class Act(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"


class BulkChange(Body):
    """A change, or a pause or its end, for syncs that are named or that a filter finds."""

    ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_ITEMS)] | None = None
    filter: SyncFilter | None = None
    cursor: Annotated[str, Field(max_length=2000)] | None = Field(
        default=None, description="With a filter that finds more than one request may change: where it goes on."
    )
    change: SyncChange | None = Field(default=None, description="For admins.")
    act: Act | None = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = Field(
        default="", description="Why they are paused."
    )
    preflight: Preflight = False

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if (self.ids is None) == (self.filter is None):
            raise ValueError("either `ids` or `filter` is needed, and not both")
        if (self.change is None) == (self.act is None):
            raise ValueError("either `change` or `act` is needed, and not both")
        return self


class Did(StrEnum):
    """What has become of one sync, or would."""

    CREATED = "created"
    REPEATED = "repeated"  # made by an earlier request with the same Idempotency-Key
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`sync` is None where it would be made. `fields`: those that the change changes."""

    did: Did
    tenant: str
    name: str
    sync: str | None = None
    version: int | None = None
    fields: tuple[str, ...] = ()
