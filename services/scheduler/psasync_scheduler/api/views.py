"""Catalog documents as callers see them: no secret, no hash, no envelope."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field, computed_field

from psasync.contracts.mapping import EntityMapping
from psasync.contracts.notifications import NotificationChoices, NotificationOverride
from psasync.contracts.vocabulary import Entity, Role, System
from psasync.kit.keyring import KeyringError
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.webhooks import webhook_token
from psasync_scheduler.domain.catalog import ApiKey, Connection, LastCheck, Stored, Sync, Tenant
from psasync_scheduler.domain.keys import KeyKind, KeyState
from psasync_scheduler.domain.listing import State
from psasync_scheduler.domain.schedule import Schedule
from psasync_scheduler.domain.streaks import AutoPause


class View(BaseModel):
    id: str
    name: str
    version: int = Field(description="Also in the ETag header; send it as If-Match with a change.")
    created_at: datetime
    updated_at: datetime


class PauseView(BaseModel):
    at: datetime
    by: str
    reason: str


class StateView(View):
    """What can be paused and archived."""

    active: bool = Field(description="False while it is paused or archived.")
    paused: PauseView | None = Field(default=None, description="Who has paused it, when, and why.")
    archived_at: datetime | None = None

    @computed_field  # type: ignore[prop-decorator]  # as pydantic documents it
    @property
    def state(self) -> State:
        if self.archived_at is not None:
            return State.ARCHIVED
        return State.ACTIVE if self.active else State.PAUSED


class TenantView(StateView):
    time_zone: str
    notifications: NotificationChoices

    @classmethod
    def of(cls, tenant: Tenant) -> "TenantView":
        return cls.model_validate(_values(tenant))


class SecretView(BaseModel):
    """A secret is shown only as having been set."""

    set_at: datetime
    set_by: str


class ConnectionView(StateView):
    tenant: str
    system: System
    settings: Mapping[str, str]
    secrets: Mapping[str, SecretView]
    webhook_url: str | None = Field(description="Where the PSA sends its webhooks; shown to admins only.")
    calls_per_minute: int
    concurrent_calls: int
    last_check: LastCheck | None = Field(default=None, description="null: not checked since it was last changed.")
    record_pages: Mapping[Entity, str] = Field(
        default_factory=dict,
        description="Where people look at records in the system's own web pages, as far as that is known: an address "
        "with `{id}` in it, which stands for the source id, percent-encoded.",
    )

    @classmethod
    def of(cls, context: Context, caller: Caller, connection: Connection) -> "ConnectionView":
        pages = context.systems[connection.system].record_pages
        return cls.model_validate(
            {
                **_values(connection),
                "webhook_url": _webhook_url(context, caller, connection),
                "record_pages": pages(connection.settings) if pages else {},
            }
        )


class SyncView(StateView):
    tenant: str
    connection: str
    destination: str
    entities: tuple[Entity, ...]
    custom_fields: Mapping[Entity, tuple[str, ...]]
    mapping: Mapping[Entity, EntityMapping]
    deletion_guard_percent: int
    full_pass_days: int
    schedule: Schedule | None
    auto_pause_after: int
    auto_pause: AutoPause | None = Field(description="Set while the sync is paused because its runs kept failing.")
    next_fire: datetime | None
    notifications: NotificationOverride = Field(description="Where it differs from the tenant's choices.")

    @classmethod
    def of(cls, sync: Sync) -> "SyncView":
        return cls.model_validate(_values(sync))


class KeyView(View):
    tenant: str | None = Field(description="null: the whole platform.")
    prefix: str
    role: Role
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    kind: KeyKind = Field(description="`person`: from a sign-in, and short-lived.")
    state: KeyState
    last_used_at: datetime | None = Field(description="In any service; some minutes behind.")
    predecessor: str | None = Field(description="The key that this one was rotated from.")
    successor: str | None = Field(description="The key that it was rotated to.")

    @classmethod
    def of(cls, key: ApiKey, now: datetime) -> "KeyView":
        return cls.model_validate(key.model_dump() | {"state": key.state(now)})


class NewKeyView(KeyView):
    key: str = Field(description="Shown this once.")


class AuditView(BaseModel):
    id: str
    at: datetime
    tenant: str | None
    who: str
    key_id: str
    address: str
    action: str
    subject: str
    changes: dict[str, Any]

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> "AuditView":
        return cls.model_validate({**entry, "id": entry["_id"]})


def _values(document: Stored) -> dict[str, Any]:
    values = document.model_dump(exclude={"webhook_token", "webhook_secret"})
    if document.archived and document.archived_at is None:  # archived before the time was kept
        values["archived_at"] = document.updated_at
    return values


def _webhook_url(context: Context, caller: Caller, connection: Connection) -> str | None:
    """Whoever knows the address can post to it, so it is for those who set the PSA up."""
    if not caller.principal.role.includes(Role.ADMIN):
        return None
    try:
        return f"{context.settings.webhook_base}/hooks/{webhook_token(context, connection)}"
    except KeyringError:
        return None  # its key is gone: readiness says so, and the rest of the connection can still be seen
