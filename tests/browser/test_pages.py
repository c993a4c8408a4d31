"""Every page that is registered: no faults, nothing wider than a phone, readable for everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from psasync_console.pages.registry import PAGES
from tests.browser.signing_in import PHONE, WIDE, States, signed_in
from tests.browser.watched import Watched
from tests.support.platform import Platform

pytestmark = pytest.mark.asyncio(loop_scope="session")

ADDRESSES = [address for page in PAGES for address in page.shots]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def visitor(browser: Browser, platform: Platform, signed_in_once: States) -> AsyncIterator[Watched]:
    """Goes from page to page, as people do: scripts and styles are there already."""
    origin = platform.cluster.url("console")
    context = await signed_in(browser, origin, platform.key, states=signed_in_once)
    yield Watched(await context.new_page(), origin)
    await context.close()


@pytest.fixture(scope="module")
def titles() -> dict[str, str]:
    return {}


@pytest.mark.parametrize("address", ADDRESSES)
async def test_page_is_sound(visitor, titles, made, address):
    """Wide and light, and then on a phone in the dark: the page itself follows both."""
    page = visitor.page
    visitor.faults.clear()
    await page.set_viewport_size(WIDE)
    await page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    await visitor.go(address.format(**made.things))
    assert await page.locator("h1").count() == 1
    title = await page.title()
    assert titles.setdefault(title, address) == address, "every page says what it is, and none says what another is"
    assert not await visitor.overflows()
    assert await visitor.accessibility() == []
    await page.set_viewport_size(PHONE)
    await page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # colours change at once
    await expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert not await visitor.overflows()
    assert await visitor.accessibility() == []
    visitor.check()
