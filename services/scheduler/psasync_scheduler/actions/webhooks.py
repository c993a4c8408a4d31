"""What the webhooks of a connection come with: the token in their address, and the secret that signs them."""

from datetime import datetime, timedelta

from psasync.contracts.internal import WebhookWish
from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal, unavailable
from psasync.kit.ids import new_id
from psasync.kit.logging import get_logger, register_secret
from psasync.psa.entry import SystemEntry
from psasync.psa.live_tickets import WEBHOOK_SECRET
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import Edit, edit
from psasync_scheduler.actions.siblings import SiblingDown
from psasync_scheduler.domain import announcements, audit
from psasync_scheduler.domain.catalog import Connection
from psasync_scheduler.domain.errors import NotFound
from psasync_scheduler.domain.keys import new_webhook_secret

log = get_logger(__name__)

_ATTEMPTS = 10

PATIENCE = timedelta(hours=1)
"""So long a connection that is archived keeps its secrets for a PSA, or a relay, that cannot be reached."""

TOKEN, SECRET = "webhook_token", WEBHOOK_SECRET


def has_secret(system: SystemEntry | None) -> bool:
    return system is not None and system.verifier is not None


def sealed(context: Context, tenant: str, connection: str, field: str, value: str) -> str:
    register_secret(value)
    return context.keyring.encrypt(value, tenant=tenant, connection=connection, field=field)


def webhook_token(context: Context, connection: Connection) -> str:
    """Raises `KeyringError`."""
    token = context.keyring.decrypt(
        connection.webhook_token, tenant=connection.tenant, connection=connection.id, field=TOKEN
    )
    register_secret(token)
    return token


async def renewed(context: Context, connection_id: str, at: datetime) -> None:
    """Announce that a connection's webhook was dead and lives again; once, however often it is told.

    Raises `NotFound`.
    """
    for _ in range(_ATTEMPTS):
        found = await context.stores.connections.get(connection_id)
        if found is None or found.archived:
            raise NotFound("connection")
        if found.webhook_renewed_at is not None and found.webhook_renewed_at >= at:
            return
        system = context.systems.get(found.system)
        event = announcements.webhook_renewed(found, system.title if system else str(found.system), at)
        entry = audit.entry(
            entry_id=new_id(),
            actor=audit.SYSTEM,
            at=context.now(),
            tenant=found.tenant,
            action="connection.webhook-renewed",
            subject=found.id,
            changes={},
        )
        fields = {"webhook_renewed_at": at, "news": event.model_dump_json()}
        if await context.stores.connections.change(found, fields, entry) is not None:
            context.wakeups.catalog.set()
            return
    raise unavailable("Too many changes at once; the request can be repeated.", retry_after=1)


async def wanted(context: Context, connection_id: str, wish: WebhookWish) -> None:
    """Note that somebody wants the webhook registered or removed, with an audit entry for each time.

    Raises `NotFound`, for one that is being archived as well.
    """

    async def load() -> Connection:
        found = await context.stores.connections.get(connection_id)
        if found is None or found.archived or found.archiving is not None:
            raise NotFound("connection")
        return found

    async def decide(_: Connection) -> Edit:
        action = "connection.webhook-registered" if wish.wanted else "connection.webhook-removed"
        return Edit({"webhook_wanted": wish.wanted}, action, announce=False)

    await edit(
        context.stores.connections,
        load,
        decide,
        caller=Caller(Principal(wish.key_id, wish.by, Role.OPERATOR, tenant=None), address=wish.address),
        tenant_of=lambda connection: connection.tenant,
        now=context.now(),
    )
    context.wakeups.catalog.set()


async def let_go(context: Context, connection: Connection) -> bool:
    """Whether a connection that is being archived may lose its secrets: nothing of it is left at its PSA.

    After `PATIENCE` it may in any case: a PSA that is gone for good must not hold its secrets here.
    """
    if connection.webhook_wanted is None:
        return True
    try:
        removal = await context.siblings.remove_webhook(connection.id)
        gone, trouble = removal.gone, removal.trouble
    except SiblingDown as down:
        gone, trouble = False, f"The tickets relay does not answer ({down})."
    if gone:
        return True
    since = connection.archiving.at if connection.archiving else context.now()
    if context.now() - since < PATIENCE:
        log.info("webhook not removed yet", connection=connection.id, trouble=trouble)
        return False
    log.warning("webhook left at its PSA", connection=connection.id, tenant=connection.tenant, trouble=trouble)
    return True


async def with_secret(context: Context, connection: Connection) -> Connection:
    """The connection with its webhook secret, made now if it was made before there were any.

    Of replicas that do it at the same time one wins, and all give its secret. Raises `NotFound`.
    """
    if connection.webhook_secret or connection.archived or not has_secret(context.systems.get(connection.system)):
        return connection
    envelope = sealed(context, connection.tenant, connection.id, SECRET, new_webhook_secret())
    kept = await context.stores.connections.keep_webhook_secret(connection.id, envelope)
    if kept is None:
        raise NotFound("connection")
    return kept
