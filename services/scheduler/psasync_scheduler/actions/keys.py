"""API keys: make, find, revoke, recognise."""

from datetime import datetime

from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal
from psasync.kit.ids import new_id
from psasync.kit.logging import register_secret
from psasync.kit.mongo import Document
from psasync_scheduler.actions import tenants
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import Decide, Edit, audit_entry, created, edit
from psasync_scheduler.domain import key_rules
from psasync_scheduler.domain.bodies import KeyNew
from psasync_scheduler.domain.catalog import ApiKey
from psasync_scheduler.domain.errors import NotFound, Refused, check
from psasync_scheduler.domain.key_uses import KeyUses, Use
from psasync_scheduler.domain.keys import KeyKind, NewKey, digest_of, kind_of, new_key
from psasync_scheduler.store.stores import Stores

_LAST_ONE = (
    "No other admin key of the whole platform stays valid for as long: without this one nobody could administer it. "
    "Make another first (POST /v1/keys), or make the first key anew on the machine itself: "
    "python -m psasync_scheduler bootstrap-key --replace."
)


async def create(context: Context, caller: Caller, body: KeyNew) -> tuple[ApiKey, str]:
    """The key's document and its text, which exists nowhere afterwards. A tenant's admin makes that tenant's keys."""
    now, longest = context.now(), context.settings.longest_key
    tenant = body.tenant if body.tenant is not None else caller.principal.tenant
    if tenant is not None:
        await tenants.get(context, caller, tenant)
    check(
        [
            *key_rules.grant_errors(caller.principal.role, body.role),
            *key_rules.expiry_errors(body.expires_at, now, longest),
        ]
    )
    made = new_key()
    document = key_document(new_id(), made, body.name, body.role, tenant) | {
        "expires_at": key_rules.expiry(body.expires_at, now, longest),
    }
    return await add(context, caller, document, made, "key.created", now)


async def add(
    context: Context, caller: Caller, document: Document, made: NewKey, action: str, now: datetime
) -> tuple[ApiKey, str]:
    """Store a new application's key, with its audit entry."""
    register_secret(made.text)
    document |= {"created_by": caller.actor.name, "created_at": now, "updated_at": now}
    entry = audit_entry(caller, now, document["tenant"], action, document["_id"], created(document))
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
    """Of either kind. Raises `NotFound`, also for a key outside the caller's scope."""
    for kind in KeyKind:
        key = await context.stores.keys_of(kind).get(key_id)
        if key is not None and not key.archived and caller.principal.tenant in {None, key.tenant}:
            return key
    raise NotFound("key")


async def revoke(context: Context, caller: Caller, key_id: str) -> ApiKey:
    """Effective at once here, and elsewhere as soon as it is announced, within 30 s at the latest. Can be repeated.

    Raises `Refused` for the last key that opens the platform, unless people can sign in and administer it. Two such
    keys that are revoked in the same instant can both go; the command on the machine makes a new one.
    """
    now = context.now()

    async def decide(before: ApiKey) -> Edit | None:
        if before.revoked_at:
            return None
        if await _is_last(context, before, now):
            raise Refused("last-admin-key", _LAST_ONE)
        return Edit({"revoked_at": now}, "key.revoked")

    return await change(context, caller, key_id, decide, now)


async def change(context: Context, caller: Caller, key_id: str, decide: Decide[ApiKey], now: datetime) -> ApiKey:
    kind = (await get(context, caller, key_id)).kind
    key = await edit(
        context.stores.keys_of(kind),
        lambda: get(context, caller, key_id),
        decide,
        caller=caller,
        tenant_of=lambda key: key.tenant,
        now=now,
    )
    context.wakeups.catalog.set()
    return key


async def _is_last(context: Context, key: ApiKey, now: datetime) -> bool:
    if key.kind is KeyKind.PERSON or not key_rules.opens_the_platform(key) or context.settings.people_administer:
        return False
    return key_rules.must_stay(key, await context.stores.keys.platform_admins(), now)


class StoredKeys:
    """Recognises API keys by the catalog itself; the `Authenticator` of this service, and what siblings ask."""

    def __init__(self, context: Context, uses: KeyUses) -> None:
        self._context = context
        self._uses = uses

    async def authenticate(self, bearer: str) -> Principal | None:
        stores: Stores = self._context.stores
        now, kind = self._context.now(), kind_of(bearer)
        key = await stores.keys_of(kind).by_digest(digest_of(bearer), now)
        if key is None:
            return None
        if key.tenant is not None:
            tenant = await stores.tenants.get(key.tenant)
            if tenant is None or tenant.archived:
                return None
        self._uses.note(Use(kind, key.id, now))
        return Principal(key.id, key.name, key.role, key.tenant)
