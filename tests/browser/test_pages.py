"""Every page that is registered: no faults, nothing wider than a phone, readable for everybody."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from psasync_console.pages.registry import PAGES
from tests.browser.signing_in import PHONE, WIDE

pytestmark = pytest.mark.asyncio(loop_scope="session")

ADDRESSES = [address for page in PAGES for address in page.shots]


@pytest.mark.parametrize("address", ADDRESSES)
async def test_page_is_sound(open_page, made, address):
    """Wide and light, and then on a phone in the dark: the page itself follows both."""
    watched = await open_page(address.format(**made.things), size=WIDE)
    assert await watched.page.locator("h1").count() == 1
    assert not await watched.overflows()
    assert await watched.accessibility() == []
    await watched.page.set_viewport_size(PHONE)
    await watched.page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # colours change at once
    await expect(watched.page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert not await watched.overflows()
    assert await watched.accessibility() == []


async def test_every_page_says_what_it_is(open_page, made):
    watched = await open_page("/")
    titles = set()
    for address in ADDRESSES:
        await watched.go(address.format(**made.things))
        titles.add(await watched.page.title())
    assert len(titles) == len(ADDRESSES)
