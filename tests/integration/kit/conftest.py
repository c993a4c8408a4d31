from __future__ import annotations

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from psasync.kit.http.server import serve
from psasync.kit.settings import CommonSettings

Running = Callable[[FastAPI], AbstractAsyncContextManager[str]]


@pytest.fixture
def settings() -> CommonSettings:
    return CommonSettings(
        keyring=SecretStr("k1:" + base64.b64encode(bytes(32)).decode()),
        internal_token=SecretStr("internal-" + "t" * 32),
    )


@pytest.fixture
def running() -> Running:
    """Serves an application on a real socket for the duration of a block, and gives its address."""

    @contextlib.asynccontextmanager
    async def run(app: FastAPI, *, port: int = 0) -> AsyncIterator[str]:
        task = asyncio.create_task(serve(app, "127.0.0.1", port, handle_signals=False))
        async with asyncio.timeout(5):
            while not hasattr(app.state, "stop"):
                await asyncio.sleep(0.005)
        try:
            yield f"http://127.0.0.1:{app.state.port}"
        finally:
            app.state.stop()
            async with asyncio.timeout(10):
                await task

    return run
