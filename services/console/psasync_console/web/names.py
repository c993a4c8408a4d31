"""The names behind ids: lists of executions tell of tenants and syncs by id, and people know them by name."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from psasync_client import AsyncClient, Forbidden, NotFound
from psasync_console.session.session import Session

_FRESH_SECONDS = 60.0
_MOST = 20_000
_AT_ONCE = 8

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Named:
    id: str
    name: str


class Names:
    """Remembers them for a minute. What one key may see is kept apart from what another may."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._known: OrderedDict[Key, tuple[str, float]] = OrderedDict()

    async def tenants(self, client: AsyncClient, session: Session, ids: Iterable[str]) -> Mapping[str, str]:
        """By id; one that is no longer there is called by its id."""

        async def ask(tenant: str) -> str:
            return (await client.tenants.get(tenant)).name

        return await self._of("tenant", session, ids, ask)

    async def tenant(self, client: AsyncClient, session: Session, id_: str) -> Named:
        """One of them, as above."""
        return Named(id_, (await self.tenants(client, session, [id_]))[id_])

    async def syncs(self, client: AsyncClient, session: Session, ids: Iterable[str]) -> Mapping[str, str]:
        """By id; one that is no longer there is called by its id."""

        async def ask(sync: str) -> str:
            return (await client.syncs.get(sync)).name

        return await self._of("sync", session, ids, ask)

    async def connections(self, client: AsyncClient, session: Session, ids: Iterable[str]) -> Mapping[str, str]:
        """By id; one that is no longer there is called by its id."""

        async def ask(connection: str) -> str:
            return (await client.connections.get(connection)).name

        return await self._of("connection", session, ids, ask)

    def learn(self, kind: str, session: Session, names: Mapping[str, str]) -> None:
        """What a page has read anyway: `kind` is tenant, sync or connection."""
        for id_, name in names.items():
            self._keep((session.tenant or "", kind, id_), name)

    async def _of(
        self, kind: str, session: Session, ids: Iterable[str], ask: Callable[[str], Awaitable[str]]
    ) -> Mapping[str, str]:
        turns = asyncio.Semaphore(_AT_ONCE)

        async def one(id_: str) -> str:
            key = (session.tenant or "", kind, id_)
            found = self._known.get(key)
            if found is not None and found[1] > self._monotonic():
                return found[0]
            async with turns:
                try:
                    name = await ask(id_)
                except (NotFound, Forbidden):
                    name = id_
            self._keep(key, name)
            return name

        wanted = list(dict.fromkeys(ids))
        return dict(zip(wanted, await asyncio.gather(*map(one, wanted)), strict=True))

    def _keep(self, key: Key, name: str) -> None:
        self._known[key] = (name, self._monotonic() + _FRESH_SECONDS)
        self._known.move_to_end(key)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
