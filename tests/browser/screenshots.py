"""`python -m tests.browser.screenshots`: every page, light and dark, wide and narrow, into .run/screenshots.

With `--console` and `--key` of a platform that runs already, of that; else of one that is started for it.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, ViewportSize

from psasync_console.pages.registry import PAGES
from tests.browser import chromium, demo
from tests.browser.signing_in import PHONE, WIDE, signed_in
from tests.support.cluster import Cluster
from tests.support.platform import Platform

OUT = Path(__file__).parents[2] / ".run" / "screenshots"
SIZES = {"1440": WIDE, "390": PHONE}
SETTLE_MS = 600  # charts are drawn with a short movement


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--console", help="address of a console that runs")
    parser.add_argument("--key", help="a key for it")
    parser.add_argument("--only", default="", help="pages whose address holds this")
    parser.add_argument("--set", action="append", default=[], help="name=value for {name} in addresses")
    options = parser.parse_args()
    asyncio.run(_shoot(options))


async def _shoot(options: argparse.Namespace) -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    given = dict(pair.split("=", 1) for pair in options.set)
    patterns = [shot for page in PAGES for shot in page.shots if options.only in shot]
    async with chromium.running() as browser, _platform(options) as (origin, key, things):
        names = things or given
        addresses = [p.format(**names) for p in patterns if set(re.findall(r"{(\w+)}", p)) <= set(names)]
        for theme in ("light", "dark"):
            for width, size in SIZES.items():
                await _series(browser, origin, key, addresses, theme, width, size)
    print(f"{len(list(OUT.iterdir()))} pictures in {OUT}")


async def _series(
    browser: Browser, origin: str, key: str, addresses: Sequence[str], theme: str, width: str, size: ViewportSize
) -> None:
    context = await signed_in(browser, origin, key, size=size, theme=theme)
    for address in addresses:
        page = await context.new_page()
        await page.goto(origin + address, wait_until="load")
        await page.wait_for_timeout(SETTLE_MS)
        name = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", address).strip("/").replace("/", "-") or "overview"
        await page.screenshot(path=OUT / f"{re.sub(r'[^a-z0-9-]+', '_', name)}-{theme}-{width}.png", full_page=True)
        await page.close()
    await context.close()


@asynccontextmanager
async def _platform(options: argparse.Namespace) -> AsyncIterator[tuple[str, str, dict[str, str]]]:
    if options.console:
        yield options.console, options.key, {}
        return
    with tempfile.TemporaryDirectory(prefix="psasync-shots-") as folder:
        async with Cluster(Path(folder)) as cluster:
            await cluster.spawn_all()
            async with Platform(cluster) as platform:
                made = await demo.make(platform, "shots")
                yield cluster.url("console"), platform.key, made.things


if __name__ == "__main__":
    main()
