"""The console's pages, beside many executions: the server's time of each, its weight, and the first paint."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from psasync.kit.keyring import Keyring
from psasync.kit.mongo import connect
from psasync_console.pages.registry import PAGES
from psasync_scheduler.store.stores import Stores
from tests.bench import catalog_data, lists_data, machine, unique_keys
from tests.bench.figures import percentile, table
from tests.bench.lab import Lab
from tests.browser import chromium, demo
from tests.browser.signing_in import signed_in
from tests.support.cluster import Cluster
from tests.support.form_browser import FormBrowser
from tests.support.platform import Platform

GOAL_MS = 150
GOAL_PAINT_MS = 1_000
GOAL_KB = 300
REQUESTS = 40  # of each page
LOADS = 5  # in a browser
PARTS = (  # what pages ask for after they are there
    "/overview/now",
    "/overview/background",
    "/tenants/{tenant}/present",
    "/tenants/switcher?name=tenant-9",
    "/history?status=error",
    "/history?tenant={tenant}",
    "/history?text=401+psa",
    "/executions/{execution}?outcome=rejected",
    "/tenants/{tenant}/issues/now?state=open",
    "/syncs/{sync}/record?entity=company&source_id=s2",
)
PAINTED = ("/", "/tenants", "/tenants/{tenant}", "/history", "/executions/{execution}", "/tenants/{tenant}/issues")


async def section(lab: Lab) -> list[str]:
    settings = lists_data.kept(lab.settings)
    tenants = await lists_data.loaded(settings, lab.executions)
    environment = {
        **lab.cluster.environment,
        "PSASYNC_MONGO_DATABASE_PREFIX": settings.mongo_database_prefix,
        "PSASYNC_EXECUTION_RETENTION_DAYS": str(settings.execution_retention_days),
        "PSASYNC_RECORD_RETENTION_DAYS": str(settings.record_retention_days),
    }
    with tempfile.TemporaryDirectory(prefix="psasync-pages-") as folder:
        async with Cluster(Path(folder), environment) as cluster:
            await cluster.spawn_all()
            if not lab.frees_unique_keys:
                await asyncio.to_thread(unique_keys.drop_indexes_of_jobs, settings)
            keyring = Keyring.from_secret(settings.keyring.get_secret_value())
            database = await connect(settings, "scheduler")
            await catalog_data.fill(Stores.of(database), keyring, tenants, datetime.now(UTC))
            await database.close()
            async with Platform(cluster) as platform:
                await demo.make(platform, "pages")  # something that is of today
                return [
                    f"### console: pages beside {lab.executions:,} executions of {tenants:,} tenants",
                    "",
                    *await _times(cluster.url("console"), platform.key, tenants),
                    *await _paints(cluster.url("console"), platform.key, tenants),
                ]


async def _times(origin: str, key: str, tenants: int) -> list[str]:
    # A record of the demo is none of theirs.
    patterns = [shot for page in PAGES for shot in page.shots if "source_id" not in shot] + list(PARTS)
    rows = []
    async with FormBrowser(origin) as browser:
        await browser.sign_in(key)
        # Once without counting: templates are compiled when they are first used, and the database plans, which goes on
        # behind the answers.
        for pattern in patterns:
            answer = await browser.get(origin + pattern.format(**_things(0, 0)))
            # Their connections have no secrets, so what asks a PSA is a page that says so.
            assert answer.is_success or answer.status_code == 409, f"{pattern}: {answer.status_code}"
        rest = await machine.at_rest()
        for pattern in patterns:
            took = []
            for things in _some(tenants):
                started = time.perf_counter()
                await browser.get(origin + pattern.format(**things))
                took.append((time.perf_counter() - started) * 1000)
            percentiles = (percentile(took, 0.5), percentile(took, 0.95), max(took))
            rows.append((pattern, *(f"{each:.0f}" for each in percentiles)))
    rows.sort(key=lambda row: -int(row[2]))
    return [
        (
            f"Over HTTP, one request at a time, {REQUESTS} of each, of tenants by chance, after each was opened once. "
            f"Goal: 95 % within {GOAL_MS} ms. {rest}"
        ),
        "",
        *table(("page", "median ms", "95 % ms", "longest ms"), rows),
    ]


async def _paints(origin: str, key: str, tenants: int) -> list[str]:
    if chromium.found() is None:
        return [chromium.MISSING, ""]
    things, rows = next(iter(_some(tenants))), []
    async with chromium.running() as browser:
        for pattern in PAINTED:
            loads = [await _load(browser, origin, key, pattern.format(**things)) for _ in range(LOADS)]
            paints, weights, charts = zip(*loads, strict=True)
            rows.append(
                (pattern, f"{percentile(paints, 0.5):.0f}", f"{max(weights) / 1000:.0f}", f"{max(charts) / 1000:.0f}")
            )
    return [
        f"In Chromium, each time with an empty cache, {LOADS} times; goals: {GOAL_PAINT_MS:,} ms, {GOAL_KB} kB.",
        "",
        *table(("page", "first paint, median ms", "on the wire, kB", "charts beside that, kB"), rows),
    ]


async def _load(browser: Any, origin: str, key: str, path: str) -> tuple[float, int, int]:
    """The first paint in ms, and bytes on the wire without charts and of them."""
    context = await signed_in(browser, origin, key)
    try:
        session = await context.new_cdp_session(page := await context.new_page())
        await session.send("Network.enable")
        await session.send("Network.clearBrowserCache")
        addresses: dict[str, str] = {}
        weights: dict[str, int] = {}
        session.on(
            "Network.requestWillBeSent", lambda said: addresses.update({said["requestId"]: said["request"]["url"]})
        )
        session.on(
            "Network.loadingFinished",
            lambda said: weights.update({said["requestId"]: int(said["encodedDataLength"])}),
        )
        await page.goto(origin + path, wait_until="load")
        await page.wait_for_timeout(1_000)
        paint: float = await page.evaluate(
            "performance.getEntriesByType('paint').find(each => each.name === 'first-paint').startTime"
        )
        charts = sum(size for id_, size in weights.items() if "chart" in addresses[id_])
        return paint, sum(weights.values()) - charts, charts
    finally:
        await context.close()


def _some(tenants: int) -> Sequence[Mapping[str, str]]:
    dice = random.Random(lists_data.SEED)
    return [_things(dice.randrange(tenants), dice.randrange(14)) for _ in range(REQUESTS)]


def _things(tenant: int, night: int) -> Mapping[str, str]:
    execution = lists_data.execution_id(tenant, night)
    return {
        "tenant": f"tenant-{tenant}",
        "sync": f"sync-{tenant}",
        "connection": f"connection-{tenant}",
        "execution": execution,
        "failed": execution,
    }
