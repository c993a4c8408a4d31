"""Every page that is registered: no faults, nothing wider than a phone, readable for everybody."""

from __future__ import annotations

import pytest

from psasync_console.pages.registry import PAGES
from tests.browser.signing_in import PHONE, WIDE

pytestmark = pytest.mark.asyncio(loop_scope="session")

ADDRESSES = [address for page in PAGES for address in page.shots]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("size", "theme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide-light", "phone-dark"])
async def test_page_is_sound(open_page, made, address, size, theme):
    watched = await open_page(address.format(**made.things), size=size, theme=theme)
    assert await watched.page.locator("h1").count() == 1
    assert not await watched.overflows()
    assert await watched.accessibility() == []


async def test_every_page_says_what_it_is(open_page, made):
    watched = await open_page("/")
    titles = set()
    for address in ADDRESSES:
        await watched.go(address.format(**made.things))
        titles.add(await watched.page.title())
    assert len(titles) == len(ADDRESSES)
