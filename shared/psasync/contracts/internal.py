"""What the scheduler's `/internal` answers to the other services. Secrets in it are still encrypted."""

from collections.abc import Mapping

from pydantic import Field

from psasync.contracts.base import Contract, Id, Instant
from psasync.contracts.mapping import EntityMapping
from psasync.contracts.notifications import NotificationChoices
from psasync.contracts.vocabulary import Entity, Role, System


class WebhookAddress(Contract):
    """`<base>/hooks/<token>`: where a PSA sends a connection's webhooks."""

    base: str = Field(description="The relay's address as PSA systems reach it, without a slash at the end.")
    token: str = Field(repr=False, description="A keyring envelope, of the field `webhook_token`.")


class ResolvedConnection(Contract):
    """A connection as services need it. `secrets` holds keyring envelopes, one per field."""

    id: Id
    tenant: Id
    system: System
    name: str
    version: int
    settings: Mapping[str, str]
    secrets: Mapping[str, str] = Field(repr=False)
    calls_per_minute: int = Field(gt=0, description="The whole call budget of the connection.")
    concurrent_calls: int = Field(gt=0)
    active: bool = True
    webhook: WebhookAddress | None = Field(default=None, description="None at the ends of a sync.")


class WebhookRenewed(Contract):
    """A connection's webhook was dead at its PSA, and lives again. Told twice it is the same."""

    at: Instant


class WebhookWish(Contract):
    """Somebody wants a connection's webhook to be registered at its PSA, or to be removed from there."""

    wanted: bool
    key_id: Id
    by: str = Field(description="As people will read it.")
    address: str = Field(default="", description="Where the request came from.")


class WebhookRemoval(Contract):
    """Whether a webhook is gone from its PSA, and what stands in the way."""

    gone: bool
    trouble: str = Field(default="", description="A sentence without a secret; empty if it is gone.")


class ResolvedSync(Contract):
    """A sync with everything that an executor needs to run it."""

    id: Id
    tenant: Id
    name: str
    version: int
    time_zone: str = Field(description="The tenant's IANA time zone.")
    active: bool = Field(description="False while the sync, its tenant or its connection is paused or archived.")
    source: ResolvedConnection
    destination: str = Field(
        default="platform", description="`platform`: the platform's own records; else the id of a connection."
    )
    destination_connection: ResolvedConnection | None = Field(
        default=None, description="The connection that `destination` names."
    )
    entities: tuple[Entity, ...]
    custom_fields: Mapping[Entity, tuple[str, ...]] = Field(default_factory=dict)
    mapping: Mapping[Entity, EntityMapping] = Field(default_factory=dict)
    deletion_guard_percent: int = Field(
        default=20, ge=0, le=100, description="Of an entity's records, and more than ten: a full pass marks no more."
    )
    full_pass_days: int = Field(default=7, ge=1, description="At least this often a run reads everything.")
    notifications: NotificationChoices = Field(
        default_factory=NotificationChoices, description="The tenant's choices with the sync's own laid over them."
    )


class ResolvedTenant(Contract):
    """A tenant as services need it; an archived one too, as not active."""

    id: Id
    name: str
    version: int
    time_zone: str = Field(description="An IANA time zone.")
    active: bool = True
    archived: bool = False
    notifications: NotificationChoices = Field(default_factory=NotificationChoices)


class KeyQuestion(Contract):
    key: str = Field(min_length=1, max_length=300, repr=False)


class KeyAnswer(Contract):
    """Whose key it is. `active` false says no more than that."""

    active: bool
    key_id: Id | None = None
    name: str = ""
    role: Role | None = None
    tenant: Id | None = Field(default=None, description="None: the whole platform.")
