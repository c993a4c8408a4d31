"""Opening a database with the driver that the settings name."""

from typing import Any, Literal, Protocol

from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import SecretStr
from pymongo import AsyncMongoClient

from psasync.kit.mongo.database import Database


class MongoSettings(Protocol):
    @property
    def mongo_uri(self) -> SecretStr: ...

    @property
    def mongo_database_prefix(self) -> str: ...

    @property
    def mongo_driver(self) -> Literal["motor", "pymongo"]: ...

    @property
    def mongo_timeout_seconds(self) -> float: ...


async def connect(settings: MongoSettings, service: str) -> Database:
    """The database `<prefix>_<service>`. Connects at the first operation, so a service starts with the server down.

    Writes wait for `w=majority` and the journal and are retried by the driver unless the address says
    `retryWrites=false`; every operation, with its retries and the search for a server, ends within
    `mongo_timeout_seconds`.
    """
    milliseconds = int(settings.mongo_timeout_seconds * 1000)
    client_class: Any = AsyncIOMotorClient if settings.mongo_driver == "motor" else AsyncMongoClient
    client = client_class(
        settings.mongo_uri.get_secret_value(),
        w="majority",
        journal=True,
        timeoutMS=milliseconds,
        # The driver's own monitors are not covered by timeoutMS.
        connectTimeoutMS=milliseconds,
        serverSelectionTimeoutMS=milliseconds,
        tz_aware=True,
        appname=f"psasync-{service}",
    )
    return Database(client, f"{settings.mongo_database_prefix}_{service}")
