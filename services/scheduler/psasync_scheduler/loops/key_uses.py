"""Writes down when keys were last used, apart from the requests that use them."""

import asyncio
from dataclasses import dataclass

from psasync.kit.mongo import MongoError
from psasync_scheduler.domain.key_uses import KeyUses
from psasync_scheduler.domain.keys import KeyKind
from psasync_scheduler.store.stores import Stores

_REST_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class NoteKeyUses:
    stores: Stores
    uses: KeyUses

    async def run(self) -> None:
        while True:
            await asyncio.sleep(_REST_SECONDS)
            await self.once()

    async def once(self) -> None:
        """Raises `MongoError`, once what could not be written waits again."""
        uses = self.uses.take()
        try:
            for kind in KeyKind:
                await self.stores.keys_of(kind).used([use for use in uses if use.kind is kind])
        except MongoError:
            self.uses.give_back(uses)
            raise
