"""API keys: make, revoke, recognise."""

from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal
from psasync.kit.ids import new_id
from psasync.kit.logging import register_secret
from psasync.kit.mongo import Document
from psasync_scheduler.actions import tenants
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import Edit, audit_entry, created, edit, found
from psasync_scheduler.domain.bodies import KeyNew
from psasync_scheduler.domain.catalog import ApiKey
from psasync_scheduler.domain.errors import FieldError, Invalid, NotFound
from psasync_scheduler.domain.keys import NewKey, digest_of, new_key
from psasync_scheduler.store.stores import Stores

BOOTSTRAP = "bootstrap"


async def create(context: Context, caller: Caller, body: KeyNew) -> tuple[ApiKey, str]:
    """The key's document and its text, which exists nowhere afterwards. A tenant's admin makes that tenant's keys."""
    now = context.now()
    tenant = body.tenant if body.tenant is not None else caller.principal.tenant
    if tenant is not None:
        await tenants.get(context, caller, tenant)
    if body.expired(now):
        raise Invalid([FieldError("expires_at", "lies in the past")])
    made = new_key()
    register_secret(made.text)
    document = key_document(new_id(), made, body.name, body.role, tenant) | {
        "created_by": caller.actor.name,
        "expires_at": body.expires_at,
        "created_at": now,
        "updated_at": now,
    }
    entry = audit_entry(caller, now, tenant, "key.created", document["_id"], created(document))
    key = await context.stores.keys.insert(document, entry, announce=False)
    context.wakeups.catalog.set()
    return key, made.text


def key_document(key_id: str, made: NewKey, name: str, role: Role, tenant: str | None) -> Document:
    return {
        "_id": key_id,
        "name": name,
        "prefix": made.prefix,
        "digest": made.digest,
        "role": str(role),
        "tenant": tenant,
        "revoked_at": None,
    }


async def get(context: Context, caller: Caller, key_id: str) -> ApiKey:
    """Raises `NotFound`, also for a key outside the caller's scope."""
    key = await found(context.stores.keys, key_id, "key")
    if caller.principal.tenant is not None and key.tenant != caller.principal.tenant:
        raise NotFound("key")
    return key


async def revoke(context: Context, caller: Caller, key_id: str) -> ApiKey:
    """Effective at once here, and elsewhere as soon as it is announced, within 30 s at the latest. Can be repeated."""
    now = context.now()

    async def decide(before: ApiKey) -> Edit | None:
        return None if before.revoked_at else Edit({"revoked_at": now}, "key.revoked")

    key = await edit(
        context.stores.keys,
        lambda: get(context, caller, key_id),
        decide,
        caller=caller,
        tenant_of=lambda key: key.tenant,
        now=now,
    )
    context.wakeups.catalog.set()
    return key


class StoredKeys:
    """Recognises API keys by the catalog itself; the `Authenticator` of this service."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def authenticate(self, bearer: str) -> Principal | None:
        stores: Stores = self._context.stores
        key = await stores.keys.by_digest(digest_of(bearer), self._context.now())
        if key is None:
            return None
        if key.tenant is not None:
            tenant = await stores.tenants.get(key.tenant)
            if tenant is None or tenant.archived:
                return None
        return Principal(key.id, key.name, key.role, key.tenant)
