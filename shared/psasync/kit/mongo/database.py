"""One service's database."""

from inspect import isawaitable
from typing import Any

import pymongo
from pymongo import WriteConcern

from psasync.kit.mongo.collection import Collection

_PING_SECONDS = 2.0


class Database:
    """A database whose writes are acknowledged by a majority and journalled, unless a collection is asked for weak."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._driver = client[name]
        self.name = name

    def collection(self, name: str, *, weak: bool = False) -> Collection:
        """`weak`: acknowledged by one server without its journal, for what may be lost."""
        options = {"write_concern": WriteConcern(w=1, j=False)} if weak else {}
        return Collection(self._driver.get_collection(name, **options), self._driver, name)

    async def ping(self, timeout: float = _PING_SECONDS) -> None:
        """Raises `MongoError` when the server does not answer within `timeout` seconds."""
        with pymongo.timeout(timeout):
            await self._driver.command("ping")

    async def drop(self) -> None:
        await self._client.drop_database(self.name)

    async def close(self) -> None:
        closing = self._client.close()
        if isawaitable(closing):  # pymongo's is a coroutine, motor's is not
            await closing
