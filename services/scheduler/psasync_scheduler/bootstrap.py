"""The first admin key: made by a command on the machine, never a default."""

from datetime import UTC, datetime

from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal
from psasync.kit.ids import new_id
from psasync.kit.mongo import Database, DuplicateKeyError, apply_indexes
from psasync_scheduler.actions.context import Caller
from psasync_scheduler.actions.editing import audit_entry
from psasync_scheduler.actions.keys import key_document
from psasync_scheduler.domain.keys import NewKey, new_key
from psasync_scheduler.store.indexes import INDEXES
from psasync_scheduler.store.keys import Keys

FIRST = "bootstrap"
_CALLER = Caller(Principal(FIRST, "bootstrap command", Role.ADMIN, None))


class AlreadyMade(Exception):  # noqa: N818 - a verdict, not a fault
    """The first key was made before, and its text is kept nowhere."""


async def bootstrap_key(database: Database, *, replace: bool) -> NewKey:
    """An admin key of the whole platform. The second time only with `replace`, which ends the one before.

    Raises `AlreadyMade`.
    """
    await apply_indexes(database, {"keys": INDEXES["keys"]})
    keys, made, now = Keys(database), new_key(), datetime.now(UTC)
    entry = audit_entry(_CALLER, now, None, "key.created", FIRST, {"name": FIRST, "role": str(Role.ADMIN)})
    document = key_document(FIRST, made, FIRST, Role.ADMIN, None) | {
        "created_by": _CALLER.actor.name,
        "expires_at": None,
        "created_at": now,
        "updated_at": now,
    }
    try:
        await keys.insert(document, entry, announce=False)
    except DuplicateKeyError:
        if not replace:
            raise AlreadyMade from None
        await _replace(keys, made, now)
    return made


async def _replace(keys: Keys, made: NewKey, now: datetime) -> None:
    """Over the same document, announced as a revocation, so that the old text is forgotten everywhere."""
    while True:
        before = await keys.get(FIRST)
        if before is None:
            raise AlreadyMade
        fields = {"prefix": made.prefix, "digest": made.digest, "revoked_at": None, "updated_at": now}
        entry = audit_entry(_CALLER, now, None, "key.replaced", new_id(), {"prefix": made.prefix})
        if await keys.change(before, fields, entry) is not None:
            return
