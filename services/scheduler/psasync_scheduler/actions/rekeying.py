"""Sealing every stored secret under the keyring's first key. Can be stopped anywhere and goes on from there."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from psasync.kit.ids import new_id
from psasync.kit.keyring import Keyring, KeyringError, key_of
from psasync.kit.logging import get_logger
from psasync.kit.mongo import Document
from psasync_scheduler.actions.context import Caller
from psasync_scheduler.actions.editing import audit_entry
from psasync_scheduler.domain import audit
from psasync_scheduler.domain.errors import Refused
from psasync_scheduler.domain.rotation import (
    KeyUse,
    Rotation,
    RotationState,
    Walked,
    after_page,
    envelopes_of,
    key_uses,
)
from psasync_scheduler.store.envelopes import Resealed
from psasync_scheduler.store.stores import Stores

log = get_logger(__name__)

LEASE = timedelta(seconds=60)
"""Many times what a page takes; a replica that dies is followed by another after this long."""

UNREADABLE = "unreadable"
"""Stands for the key of an envelope that is none."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Rekeying:
    """One per process."""

    stores: Stores
    keyring: Keyring
    page: int = 200
    now: Callable[[], datetime] = _now
    holder: str = field(default_factory=new_id)

    async def uses(self) -> list[KeyUse]:
        """Every key with the number of envelopes under it, counted now."""
        counts: Counter[str] = Counter()
        async for document in self.stores.envelopes.every():
            counts.update(_key(sealed.text) for sealed in envelopes_of(document))
        return key_uses(self.keyring.ids, counts)

    async def start(self, caller: Caller) -> Rotation:
        """Begin a rotation to the first key; one that runs already is that one. Raises `Refused`."""
        now, target = self.now(), self.keyring.primary
        rotation = Rotation(
            target=target,
            state=RotationState.RUNNING,
            started_at=now.replace(microsecond=0),
            started_by=caller.actor.name,
            lease_until=now,
        )
        if not await self.stores.rotations.start(rotation, now):
            running = await self.stores.rotations.get()
            if running is not None and running.target == target:
                return running
            raise Refused("rotation-running", "A rotation to another key runs; wait until it has ended.")
        entry = audit_entry(caller, now, None, "keyring.rotation_started", target, {"target": target})
        await self.stores.audit.add([entry])
        return rotation

    async def work(self) -> Rotation | None:
        """Work at the running rotation until it ends; None if there is none, or another works at it."""
        now = self.now()
        held = await self.stores.rotations.claim(self.keyring.primary, self.holder, now, now + LEASE)
        while held is not None and held.running:
            held = await self._step(held)
        return held

    async def _step(self, held: Rotation) -> Rotation | None:
        documents = await self.stores.envelopes.page(held.position, self.page)
        walked = await self._walk(documents)
        now = self.now()
        after = await self.stores.rotations.advance(held, after_page(held, walked, now), now + LEASE)
        if after is not None and not after.running:
            await self._ended(after)
        return after

    async def _walk(self, documents: Sequence[Document]) -> Walked:
        resealed, problems, left = [], [""], 0
        for document in documents:
            changes, failures = self._changes(document)
            left += len(failures)
            problems += failures
            if changes:
                resealed.append(Resealed(document, changes))
        done = await self.stores.envelopes.replace(resealed)
        found = sum(len(one.changes) for one in resealed)
        last = documents[-1]["_id"] if len(documents) == self.page else None
        return Walked(last, found=found, connections=done, left=left, problem=problems[-1])

    def _changes(self, document: Document) -> tuple[Mapping[str, tuple[str, str]], list[str]]:
        """The envelopes to replace, and what was met where one cannot be opened. No secret is in either."""
        changes, failures = {}, []
        place = {"tenant": document["tenant"], "connection": document["_id"]}
        for sealed in envelopes_of(document):
            try:
                if self.keyring.needs_rotation(sealed.text):
                    new = self.keyring.resealed(sealed.text, field=sealed.field, **place)
                    changes[sealed.path] = (sealed.text, new)
            except KeyringError as error:
                failures.append(f"connection {document['_id']}, {sealed.field}: {error}")
        return changes, failures

    async def _ended(self, rotation: Rotation) -> None:
        said = {"target": rotation.target, "connections": rotation.connections, "left": rotation.left}
        entry = audit.entry(
            entry_id=new_id(),
            actor=audit.SYSTEM,
            at=self.now(),
            tenant=None,
            action="keyring.rotated",
            subject=rotation.target,
            changes=said,
        )
        await self.stores.audit.add([entry])
        log.info("keyring rotated", **said, problem=rotation.problem)


def _key(envelope: str) -> str:
    try:
        return key_of(envelope)
    except KeyringError:
        return UNREADABLE
