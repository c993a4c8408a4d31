from __future__ import annotations

import base64
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from psasync.kit.mongo import Collection, Database, connect
from psasync.kit.settings import CommonSettings


@pytest.fixture(params=["motor", "pymongo"])
def mongo_settings(request: pytest.FixtureRequest, mongo_uri: str, database_prefix: str) -> CommonSettings:
    return CommonSettings(
        keyring=SecretStr("k1:" + base64.b64encode(bytes(32)).decode()),
        internal_token=SecretStr("t" * 32),
        mongo_uri=SecretStr(mongo_uri),
        mongo_database_prefix=database_prefix,
        mongo_driver=request.param,
    )


@pytest.fixture
async def database(mongo_settings: CommonSettings) -> AsyncIterator[Database]:
    opened = await connect(mongo_settings, "kit")
    yield opened
    await opened.drop()
    await opened.close()


@pytest.fixture
def things(database: Database) -> Collection:
    return database.collection("things")
