"""From nothing to a first finished run, as somebody would who has never done it; and what is told on the way."""

from __future__ import annotations

import re
import time

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.signing_in import PHONE
from tests.support.platform import CLIENT_ID

pytestmark = pytest.mark.asyncio(loop_scope="session")

PSA_SECONDS = 20_000


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def account(platform) -> str:
    """A company in the PSA that the platform knows nothing of."""
    name = "setupshop"
    await platform.control("PUT", name, "", {"size": 120, "seed": 3, "rate_limit_per_minute": 0})
    return name


async def fill_in(page: Page, platform, account: str, private_key: str) -> None:
    await page.get_by_label("Address", exact=True).fill(platform.psa)
    await page.get_by_label("Company id", exact=True).fill(account)
    await page.get_by_label("Public key").fill("demo-public-key")
    await page.get_by_label("Private key").fill(private_key)
    await page.get_by_label("Client id").fill(CLIENT_ID)


async def test_from_nothing_to_the_first_finished_run(open_page, platform, account):
    watched = await open_page("/setup")
    page = watched.page
    name = f"Set up {time.time_ns()}"
    await page.get_by_label("Name").fill(name)
    await page.get_by_label("Time zone").fill("Nowhere/Town")
    watched.expect("422")
    await page.get_by_role("button", name="Save and go on").click()
    await expect(page.get_by_label("Time zone")).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("Time zone").fill("Europe/Berlin")
    await page.get_by_role("button", name="Save and go on").click()

    await page.get_by_role("link", name=re.compile("ConnectWise PSA")).click()
    await fill_in(page, platform, account, "not the private key")
    await page.get_by_role("button", name="Check and save").click()
    # Wrong credentials are told at the field, and what was entered stays.
    note = page.locator("#field-secrets-private_key-note [data-mistake]")
    await expect(note).to_be_visible(timeout=PSA_SECONDS)
    await expect(page.get_by_label("Company id", exact=True)).to_have_value(account)
    assert await watched.accessibility() == []
    await page.get_by_label("Private key").fill("demo-private-key")
    await page.get_by_role("button", name="Only check").click()
    await expect(page.get_by_text("The credentials work")).to_be_visible(timeout=PSA_SECONDS)
    await expect(note).to_have_count(0)
    await page.get_by_role("button", name="Check and save").click()

    # Whoever goes on with it later is led to where it was.
    await expect(page).to_have_url(re.compile("/setup/"), timeout=PSA_SECONDS)
    await page.get_by_role("link", name="Go on: What to sync").click()
    await page.get_by_label("Assets").check()
    await page.get_by_role("button", name="Save and go on").click()

    await page.get_by_role("link", name="Contacts").click()
    await page.get_by_label("VIP").check()
    fixed = page.locator("[data-rows]", has_text="Always the same").locator("[data-row]").last
    await fixed.get_by_label("Field").fill("title")
    await fixed.get_by_label("Always").fill("Customer")
    await page.get_by_role("button", name="Show some records").click()
    changed = page.locator(".console-changed", has_text="title").first
    await expect(changed).to_contain_text("Customer", timeout=PSA_SECONDS)
    await expect(page.locator("code", has_text="custom_fields.VIP").first).to_be_visible()
    assert await watched.accessibility() == []
    await page.get_by_role("button", name="Save and go on").click()

    await expect(page.locator(".console-firings li")).to_have_count(5)
    await page.get_by_label("At", exact=True).fill("03:15")
    await page.get_by_label("Spread over minutes").fill("0")
    await expect(page.locator(".console-firings li").first).to_contain_text("03:15")
    await page.get_by_role("button", name="Save and go on").click()

    await page.get_by_label("By mail to").fill("ops@example.com")
    await page.get_by_role("button", name="Save and go on").click()

    await page.get_by_role("button", name="Register the webhook").click()
    await expect(page.get_by_text("The webhook is registered.")).to_be_visible(timeout=PSA_SECONDS)
    await page.get_by_role("button", name="Test the way").click()
    await expect(page.get_by_text("was recognised")).to_be_visible(timeout=PSA_SECONDS)
    assert await watched.accessibility() == []
    await page.get_by_role("link", name="Go on", exact=True).click()

    await expect(page).to_have_url(re.compile(r"/syncs/[^/]+/run$"))
    await page.get_by_role("button", name="Start").click()
    await page.get_by_role("link", name="Watch it").click()
    await expect(page).to_have_url(re.compile("/executions/"))
    (execution,) = re.findall(r"/executions/([^?/]+)", page.url)
    await expect(page.get_by_text(re.compile("^FINISHED")).first).to_be_visible(timeout=90_000)
    ended = await platform.ended(execution)
    assert ended["status"] in {"finished", "finished_with_warnings"}
    assert ended["counts"]["contact"]["created"] > 0
    (contact, *_) = (await platform.call("GET", "executor", f"/v1/tenants/{ended['tenant']}/records/contact"))["items"]
    assert contact["data"]["title"] == "Customer"
    assert "VIP" in contact["data"]["custom_fields"]
    await watched.go(f"/setup/{ended['tenant']}")
    await expect(page.get_by_role("link", name="Done: see the tenant")).to_be_visible()
    assert await watched.accessibility() == []


async def test_a_connections_page_tells_a_wrong_secret_and_mends_it(open_page, platform, made):
    watched = await open_page(f"/connections/{made.failing.connection}", size=PHONE)
    page = watched.page
    await expect(page.get_by_text("Cannot be read").or_(page.get_by_text("refused")).first).to_be_visible()
    await page.get_by_role("button", name="Check now").click()
    await expect(page.locator("[data-mistake]").first).to_be_visible(timeout=PSA_SECONDS)
    assert not await watched.overflows()
    assert "wrong-key-of-it" not in await page.content()


async def test_a_connection_is_paused_by_keyboard_and_resumed(open_page, platform, made):
    watched = await open_page(f"/connections/{made.connection}")
    page = watched.page
    await page.get_by_role("button", name="Pause").first.press("Enter")
    await page.get_by_label("Why").fill("Maintenance")
    await page.get_by_label("Why").press("Enter")
    header = page.locator(".page-header")
    await expect(header).to_contain_text("by bootstrap")
    await expect(header).to_contain_text("Maintenance")
    await page.get_by_role("button", name="Resume").press("Enter")
    await expect(page.get_by_role("status").get_by_text("Goes on.")).to_be_visible()


async def test_mistakes_of_a_mapping_stand_at_their_rows(open_page, made):
    watched = await open_page(f"/syncs/{made.sync}/fields?entity=contact")
    page = watched.page
    row = page.locator("[data-rows]", has_text="Move a field").locator("[data-row]").last
    await row.get_by_label("From").fill("nothing")
    await row.get_by_label("To").fill("title")
    watched.expect("422")
    await page.get_by_role("button", name="Save").click()
    wrong = page.locator("[data-row]", has_text="has no field nothing")
    await expect(wrong).to_be_visible()
    await expect(wrong.get_by_label("From")).to_have_value("nothing")


async def test_what_cannot_be_a_schedule_is_told_while_it_is_typed(open_page, made):
    watched = await open_page(f"/syncs/{made.sync}/schedule")
    page = watched.page
    await page.get_by_label("By a cron expression").check()
    await page.get_by_label("Expression", exact=True).fill("at noon")
    await expect(page.get_by_text("a cron expression has five fields")).to_be_visible()
    await page.get_by_label("Expression", exact=True).fill("0 12 * * 1")
    await expect(page.locator(".console-firings li")).to_have_count(5)
    await expect(page.locator(".console-firings li").first).to_contain_text("12:")


async def test_a_viewer_sees_no_way_to_change(open_page, platform, made):
    key = await platform.call(
        "POST", "scheduler", "/v1/keys", json={"name": "Onlooker", "role": "viewer", "tenant": made.tenant}
    )
    watched = await open_page(f"/connections/{made.connection}", key=key["key"])
    page = watched.page
    await expect(page.get_by_label("Address", exact=True)).to_be_disabled()
    for name in ("Save and check", "Pause", "Archive this connection", "Check now"):
        await expect(page.get_by_role("button", name=name)).to_have_count(0)
    watched.expect("403")
    await watched.go("/setup")
    await expect(page.get_by_text("role admin")).to_be_visible()
