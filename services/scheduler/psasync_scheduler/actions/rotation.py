"""Rotating a key: a successor that opens the same, and a time in which both do."""

from datetime import datetime, timedelta

from psasync.kit.ids import new_id
from psasync_scheduler.actions import keys
from psasync_scheduler.actions.context import Caller, Context
from psasync_scheduler.actions.editing import Edit
from psasync_scheduler.domain import key_rules
from psasync_scheduler.domain.catalog import ApiKey
from psasync_scheduler.domain.errors import Refused, check
from psasync_scheduler.domain.keys import KeyKind, KeyState, new_key


async def rotate(context: Context, caller: Caller, key_id: str, overlap: timedelta) -> tuple[ApiKey, str]:
    """The successor and its text, which exists nowhere afterwards.

    The successor is stored before the old key's end: a crash in between leaves a key that nobody knows, never a
    holder without one. Raises `Refused` for a key that is no longer valid, was rotated before, or is a person's.
    """
    now = context.now()
    old = await keys.get(context, caller, key_id)
    _check_rotatable(old, now)
    check(key_rules.grant_errors(caller.principal.role, old.role))
    made = new_key()
    document = keys.key_document(new_id(), made, old.name, old.role, old.tenant) | {
        "predecessor": old.id,
        "expires_at": key_rules.successors_expiry(old, now, context.settings.longest_key),
    }

    async def withdrawn(_successor: ApiKey) -> Edit:
        return Edit({"revoked_at": now}, "key.revoked")

    successor, text = await keys.add(context, caller, document, made, "key.created", now)
    try:
        await _end(context, caller, successor, overlap, now)
    except Refused:
        await keys.change(context, caller, successor.id, withdrawn, now)
        raise
    return successor, text


async def _end(context: Context, caller: Caller, successor: ApiKey, overlap: timedelta, now: datetime) -> None:
    """Announced like a revocation, so that what others remember of the old key ends with it."""

    async def decide(before: ApiKey) -> Edit:
        _check_rotatable(before, now)
        end = key_rules.overlap_end(before, now, overlap)
        return Edit({"successor": successor.id, "expires_at": end}, "key.rotated")

    await keys.change(context, caller, str(successor.predecessor), decide, now)


def _check_rotatable(key: ApiKey, now: datetime) -> None:
    if key.kind is KeyKind.PERSON:
        raise Refused("persons-key", "This key came from a sign-in; its person gets a new one by signing in again.")
    if key.successor is not None:
        raise Refused("already-rotated", f"The key {key.successor} has followed it; rotate that one.")
    if key.state(now) is not KeyState.ACTIVE:
        raise Refused("key-not-active", f"The key is {key.state(now)}; make a new one.")
