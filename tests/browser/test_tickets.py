"""Tickets arrive while somebody looks, and nothing of them stays."""

from __future__ import annotations

import json
import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ticketing(platform):
    syncing = await platform.connect("ticketspage", 60)
    await platform.call("PUT", "tickets-relay", f"/v1/connections/{syncing.connection}/webhook")
    return syncing


async def change(platform, syncing, title: str, **fields: object) -> None:
    body = {"action": "added", "fields": {"summary": title, **fields}}
    answer = await platform.control("POST", syncing.company, "/tickets", body)
    assert all(each["accepted"] for each in answer["deliveries"]), answer
    assert answer["deliveries"]


async def live(watched) -> None:
    await expect(watched.page.get_by_text("Live", exact=True)).to_be_visible(timeout=15_000)


async def test_tickets_arrive_and_outlive_a_restart_of_the_relay(open_page, platform, ticketing):
    watched = await open_page(f"/tenants/{ticketing.tenant}/tickets")
    await live(watched)
    items = watched.page.get_by_role("listitem")
    await change(platform, ticketing, "The first printer")
    await expect(items.filter(has_text="The first printer")).to_be_visible(timeout=15_000)
    assert await watched.accessibility() == []
    await platform.cluster.terminate("tickets-relay")
    await platform.cluster.restart("tickets-relay")
    await platform.cluster.wait_ready("tickets-relay")
    # Whether or not the page is back yet: it goes on from where it was.
    await change(platform, ticketing, "The second printer")
    await expect(items.filter(has_text="The second printer")).to_have_count(1, timeout=30_000)
    await expect(items.filter(has_text="The first printer")).to_have_count(1)
    await expect(watched.page.get_by_text("changes may be missing")).to_have_count(0)


async def test_a_paused_view_holds_what_comes(open_page, platform, ticketing):
    watched = await open_page(f"/tenants/{ticketing.tenant}/tickets")
    await live(watched)
    await watched.page.get_by_role("button", name="Pause").press("Enter")
    await change(platform, ticketing, "Held back")
    held = watched.page.get_by_role("button", name=re.compile(r"Go on \(1 new\)"))
    await expect(held).to_be_visible(timeout=15_000)
    await expect(watched.page.get_by_text("Held back")).to_have_count(0)
    await held.press("Enter")
    await expect(watched.page.get_by_text("Held back")).to_be_visible()


async def test_the_tenants_page_shows_the_last_changes(open_page, platform, ticketing):
    watched = await open_page(f"/tenants/{ticketing.tenant}")
    panel = watched.page.get_by_role("list", name="The last changes of tickets")
    items = panel.get_by_role("listitem")
    # What changes before the panel listens does not come.
    for number in range(100):
        await change(platform, ticketing, f"Printer {number}")
        if await items.count() == 5:
            break
    await change(platform, ticketing, "The last printer")
    await expect(items.first).to_contain_text("The last printer", timeout=15_000)
    await expect(items).to_have_count(5)
    assert await watched.accessibility() == []


async def test_filters_leave_others_out(open_page, platform, ticketing):
    watched = await open_page(f"/tenants/{ticketing.tenant}/tickets")
    await watched.page.get_by_label("What happened").select_option("deleted")
    await watched.page.get_by_role("button", name="Apply").click()
    await expect(watched.page).to_have_url(re.compile("kind=deleted"))
    await live(watched)
    added = await platform.control("POST", ticketing.company, "/tickets", {"action": "added"})
    gone = {"action": "deleted", "id": added["id"]}
    await platform.control("POST", ticketing.company, "/tickets", gone)
    items = watched.page.locator("[data-list] li")
    await expect(items).to_have_count(1, timeout=15_000)
    await expect(items).to_contain_text("Deleted")


async def test_nothing_of_a_ticket_is_kept(open_page, platform, ticketing):
    watched = await open_page(f"/tenants/{ticketing.tenant}/tickets")
    await live(watched)
    await change(platform, ticketing, "Nobody may keep this")
    await expect(watched.page.get_by_text("Nobody may keep this")).to_be_visible(timeout=15_000)
    kept = await watched.page.evaluate(
        "async () => ({local: {...localStorage}, session: {...sessionStorage}, caches: await caches.keys(),"
        " databases: (await indexedDB.databases()).map(each => each.name)})"
    )
    assert "Nobody" not in json.dumps(kept)
    assert (kept["caches"], kept["databases"]) == ([], [])
    answer = await watched.page.request.get(watched.page.url)
    assert answer.headers["cache-control"] == "no-store"
    assert "Nobody may keep this" not in platform.cluster.log("console", 100_000)
