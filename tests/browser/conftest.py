"""One running platform with a history, and one browser, for all tests of the pages."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ViewportSize

from tests.browser import chromium, demo
from tests.browser.demo import Demo
from tests.browser.signing_in import WIDE, States, signed_in
from tests.browser.watched import Watched
from tests.support import cleanup
from tests.support.cluster import Cluster
from tests.support.environment import service_environment
from tests.support.platform import Platform

Opening = Callable[..., Awaitable[Watched]]


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if chromium.found() is None:
        pytest.skip(chromium.MISSING)
    async with chromium.running() as running:
        yield running


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def platform(
    browser: Browser, kafka_bootstrap: str, mongo_uri: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Platform]:
    """After the browser: without one nothing is started."""
    root: Path = tmp_path_factory.mktemp("browser")
    prefix = f"browser{secrets.token_hex(4)}"
    environment = service_environment(kafka_bootstrap, mongo_uri, prefix, prefix)
    async with Cluster(root, environment) as cluster:
        await cluster.spawn_all()
        async with Platform(cluster) as reached:
            yield reached
    await asyncio.to_thread(cleanup.delete_topics, kafka_bootstrap, prefix)
    await asyncio.to_thread(cleanup.drop_databases, mongo_uri, prefix)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def made(platform: Platform) -> Demo:
    return await demo.make(platform, "browser")


@pytest.fixture(scope="package")
def signed_in_once() -> States:
    return {}


@pytest.fixture
def origin(platform: Platform) -> str:
    return platform.cluster.url("console")


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(
    browser: Browser, platform: Platform, origin: str, signed_in_once: States
) -> AsyncIterator[Opening]:
    """`await open_page("/", size=PHONE, theme="dark", key=...)`: a page of somebody who is signed in, by default as the
    platform's admin. At the end of a test that passed, its faults are checked.
    """
    opened: list[Watched] = []
    async with AsyncExitStack() as stack:

        async def opening(
            path: str, *, size: ViewportSize = WIDE, theme: str = "light", key: str | None = None
        ) -> Watched:
            context = await signed_in(
                browser, origin, key or platform.key, size=size, theme=theme, states=signed_in_once
            )
            stack.push_async_callback(context.close)
            watched = Watched(await context.new_page(), origin)
            opened.append(watched)
            await watched.go(path)
            return watched

        yield opening
        for watched in opened:
            watched.check()


@pytest_asyncio.fixture(loop_scope="session")
async def stranger(browser: Browser, origin: str) -> AsyncIterator[Watched]:
    """A page of somebody who is not signed in."""
    context = await browser.new_context()
    watched = Watched(await context.new_page(), origin)
    yield watched
    watched.check()
    await context.close()
