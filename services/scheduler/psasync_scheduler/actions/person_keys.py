"""The short-lived keys of people: what a sign-in is exchanged for, and how it ends."""

from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal, bad_request, conflict, forbidden
from psasync.kit.ids import new_id
from psasync.kit.logging import register_secret
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import Edit, audit_entry, edit, found
from psasync_scheduler.actions.keys import key_document
from psasync_scheduler.actions.sign_in import provider_of
from psasync_scheduler.domain.catalog import ApiKey
from psasync_scheduler.domain.key_bodies import SignInExchange
from psasync_scheduler.domain.keys import KeyKind, digest_of, new_key
from psasync_scheduler.domain.sign_in import REMEMBERED_FOR, answers


async def exchange(context: Context, body: SignInExchange, address: str) -> tuple[ApiKey, str]:
    """The person's key and its text, which exists nowhere afterwards.

    Raises 400 for a code that is not (any more) worth anything, which trying uses up; 403 with the reason for a
    person who may do nothing here.
    """
    provider_of(context)
    now = context.now()
    code = await context.stores.sign_ins.codes.take(digest_of(body.code), now)
    if code is None or not answers(body.verifier, code["challenge"]):
        detail = "The code is not known, was used, is older than a minute, or has another verifier; sign in again."
        raise bad_request(detail, code="bad-sign-in-code")
    if "refusal" in code:
        raise forbidden(code["refusal"]["detail"], code=code["refusal"]["code"])
    person = code["person"]
    role, tenant, name = Role(person["role"]), person["tenant"], person["name"]
    made, key_id = new_key(KeyKind.PERSON), new_id()
    register_secret(made.text)
    expires_at = now + context.settings.persons_key
    document = key_document(key_id, made, name, role, tenant) | {
        "kind": str(KeyKind.PERSON),
        "subject": person["subject"],
        "created_by": "sign-in",
        "expires_at": expires_at,
        "expire_at": expires_at + REMEMBERED_FOR,
        "created_at": now,
        "updated_at": now,
    }
    shown = {"name": name, "role": str(role), "tenant": tenant, "prefix": made.prefix, "expires_at": expires_at}
    caller = Caller(Principal(key_id, name, role, tenant), address)
    entry = audit_entry(caller, now, tenant, "person.signed-in", key_id, shown | {"subject": person["subject"]})
    key = await context.stores.person_keys.insert(document, entry, announce=False)
    context.wakeups.catalog.set()
    return key, made.text


async def sign_out(context: Context, caller: Caller) -> None:
    """Ends the key that the caller came with. Raises 409 for an application's key."""
    store, key_id, now = context.stores.person_keys, caller.principal.key_id, context.now()
    if await store.get(key_id) is None:
        detail = "This is an application's key, which no sign-in has made; revoke it through /v1/keys."
        raise conflict(detail, code="not-signed-in")

    async def decide(before: ApiKey) -> Edit | None:
        return None if before.revoked_at else Edit({"revoked_at": now}, "person.signed-out")

    await edit(
        store,
        lambda: found(store, key_id, "key"),
        decide,
        caller=caller,
        tenant_of=lambda key: key.tenant,
        now=now,
    )
    context.wakeups.catalog.set()
