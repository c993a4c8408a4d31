"""What the catalog holds, as stored."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from unicodedata import normalize

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from psasync.contracts.mapping import EntityMapping
from psasync.contracts.notifications import NotificationChoices, NotificationOverride
from psasync.contracts.vocabulary import Entity, ErrorKind, Role, System
from psasync_scheduler.domain.keys import KeyKind, KeyState
from psasync_scheduler.domain.schedule import Schedule
from psasync_scheduler.domain.slots import Slot
from psasync_scheduler.domain.streaks import USUAL_LIMIT, AutoPause

PLATFORM = "platform"
"""What belongs to no tenant; and the destination that is no connection."""


class Stored(BaseModel):
    """A catalog document. `version` goes up with each change that a person makes."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    id: str = Field(alias="_id")
    name: str
    version: int
    created_at: datetime
    updated_at: datetime
    archived: bool = False
    archived_at: datetime | None = None


class Pause(BaseModel):
    """Who has paused something, when, and why."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: datetime
    by: str
    reason: str = ""


class Archiving(BaseModel):
    """The mark of what is being archived with all that hangs on it: since when, and by whom."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: datetime
    key_id: str
    by: str
    address: str = ""


class Tenant(Stored):
    time_zone: str
    active: bool
    paused: Pause | None = None
    archiving: Archiving | None = None
    notifications: NotificationChoices = Field(default_factory=NotificationChoices)


class Secret(BaseModel):
    """A secret at rest: a keyring envelope, with who set it and when."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    envelope: str = Field(repr=False)
    set_at: datetime
    set_by: str


class LastCheck(BaseModel):
    """What the last check of a connection's credentials said. No secret is in it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: datetime
    by: str
    ok: bool
    error_kind: ErrorKind | None = None
    code: str | None = None
    message: str = ""
    hint: str = ""
    not_readable: tuple[Entity, ...] = ()


class Connection(Stored):
    tenant: str
    system: System
    settings: Mapping[str, str]
    secrets: Mapping[str, Secret] = Field(repr=False)
    webhook_token: str = Field(repr=False, description="A keyring envelope; looked up by the token's digest.")
    webhook_secret: str | None = Field(
        default=None, repr=False, description="A keyring envelope; what the system's webhooks are signed with."
    )
    webhook_renewed_at: datetime | None = None
    webhook_wanted: bool | None = None  # at the PSA; None: nobody has ever asked for it
    calls_per_minute: int
    concurrent_calls: int
    active: bool
    last_check: LastCheck | None = None
    paused: Pause | None = None
    archiving: Archiving | None = None


class Plan(BaseModel):
    """How far a sync's schedule has come (see `plan.Progress`), in which zone, and which occurrence is next."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    after: str
    fired: bool
    zone: str
    next_name: str


def _mapping_of(stored: Any) -> Any:
    return EntityMapping.model_validate_json(stored) if isinstance(stored, str) else stored


def mapping_text(mapping: EntityMapping) -> str:
    return mapping.model_dump_json()


StoredMapping = Annotated[
    EntityMapping, BeforeValidator(_mapping_of), PlainSerializer(mapping_text, return_type=str, when_used="json")
]
"""Stored and audited as JSON text: its keys are other people's words, and no database takes every word as a key."""


class Sync(Stored):
    tenant: str
    connection: str
    system: System | None = None  # of the connection, which is never another one
    destination: str  # PLATFORM, or the id of a connection
    entities: tuple[Entity, ...]
    custom_fields: Mapping[Entity, tuple[str, ...]] = Field(default_factory=dict)
    mapping: Mapping[Entity, StoredMapping] = Field(default_factory=dict)
    deletion_guard_percent: int = 20
    full_pass_days: int
    schedule: Schedule | None = None
    active: bool
    auto_pause_after: int = USUAL_LIMIT
    auto_pause: AutoPause | None = None
    failures_since: datetime | None = None
    slot: Slot | None = None
    paused: Pause | None = None
    notifications: NotificationOverride = Field(default_factory=NotificationOverride)
    plan: Plan | None = None
    next_fire: datetime | None = None
    firing: str | None = None  # the claim of whoever decides now what is due of it, or has decided it

    @property
    def connections(self) -> frozenset[str]:
        """Those that it reads from and writes to."""
        return frozenset({self.connection, self.destination} - {PLATFORM})

    def is_due(self, now: datetime) -> bool:
        """Something is to be fired, or recorded as missed, before its plan may be changed."""
        return self.firing is not None or (self.next_fire is not None and self.next_fire <= now)


class ApiKey(Stored):
    tenant: str | None
    prefix: str
    role: Role
    created_by: str
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    kind: KeyKind = KeyKind.APPLICATION
    predecessor: str | None = None  # the key that this one was rotated from
    successor: str | None = None
    last_used_at: datetime | None = None  # behind by some minutes: see `key_uses`

    def state(self, now: datetime) -> KeyState:
        if self.revoked_at is not None:
            return KeyState.REVOKED
        return KeyState.ACTIVE if self.expires_at is None or now < self.expires_at else KeyState.EXPIRED

    def valid(self, now: datetime) -> bool:
        return self.state(now) is KeyState.ACTIVE


def name_key(name: str) -> str:
    """Names that people would take for one another have the same key."""
    return " ".join(normalize("NFKC", name).casefold().split())
