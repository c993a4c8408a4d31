"""`python -m psasync_scheduler keyring status|rotate`: the keyring, where no service has to run."""

import asyncio
from typing import NamedTuple

from psasync.contracts.vocabulary import Role
from psasync.kit.http import Principal
from psasync.kit.keyring import Keyring
from psasync.kit.mongo import Database
from psasync_scheduler.actions.context import Caller
from psasync_scheduler.actions.rekeying import Rekeying
from psasync_scheduler.domain.errors import Refused
from psasync_scheduler.domain.rotation import KeyUse, Rotation, missing_keys
from psasync_scheduler.store.stores import Stores

_CALLER = Caller(Principal("keyring", "keyring command", Role.ADMIN, None))
_POLL_SECONDS = 0.5


class Told(NamedTuple):
    """What a command says, and what it complains about."""

    lines: list[str]
    complaints: list[str]


async def keyring_status(database: Database, keyring: Keyring) -> Told:
    """Which key seals how much; complains of a key that is missing."""
    uses = await Rekeying(Stores.of(database), keyring).uses()
    missing = missing_keys(uses)
    return Told([_line(use) for use in uses], [missing] if missing else [])


async def keyring_rotate(database: Database, keyring: Keyring) -> Told:
    """Seals all anew, or waits for who works at it already; complains of what is left."""
    stores = Stores.of(database)
    rekeying = Rekeying(stores, keyring)
    try:
        rotation = await rekeying.start(_CALLER)
    except Refused as refused:
        return Told([], [refused.detail])
    while rotation.running:
        rotation = await rekeying.work() or await _watched(stores, rotation)
    lines = [f"The secrets of {rotation.connections} connections were sealed anew under {rotation.target!r}."]
    left = [f"{rotation.left} secrets stay as they are: {rotation.problem}"] if rotation.left else []
    status = await keyring_status(database, keyring)
    return Told([*lines, *status.lines], [*left, *status.complaints])


async def _watched(stores: Stores, before: Rotation) -> Rotation:
    await asyncio.sleep(_POLL_SECONDS)
    return await stores.rotations.get() or before


def _line(use: KeyUse) -> str:
    words = (
        ("primary", use.primary),
        ("can be dropped", use.droppable),
        ("MISSING from PSASYNC_KEYRING", not use.held),
    )
    return ", ".join([f"{use.key}: {use.envelopes} stored secrets", *(word for word, holds in words if holds)])
