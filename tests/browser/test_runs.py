"""Starting a sync, watching it, stopping it, running it again: by mouse, by keyboard, and without scripts."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.browser.signing_in import signed_in
from tests.support.platform import Platform, Syncing

pytestmark = pytest.mark.asyncio(loop_scope="session")

WITHIN_MS = 60_000


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def syncing(platform: Platform) -> Syncing:
    """With records that are imported, and some that were refused."""
    made = await platform.connect("runs", 120)
    await platform.run(made, mode="missing")
    return made


@pytest_asyncio.fixture(loop_scope="session")
async def slow(platform: Platform, syncing: Syncing):
    """The PSA takes its time, so that there is something to watch."""
    await platform.fault(syncing.company, "slow", "contacts|sites", seconds=3, count=1000)
    yield
    await platform.no_faults()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def day(platform: Platform, syncing: Syncing) -> str:
    """One that holds imported records."""
    body = {"mode": "force", "period": {"first": "2000-01-01", "last": "2030-01-01"}}
    path = f"/v1/syncs/{syncing.sync}/executions"
    found = await platform.call("POST", "scheduler", path, params={"preflight": "true"}, json=body)
    days: list[dict[str, Any]] = found["imported"]["days"]
    return next(each["day"] for each in days if each["day"])


async def runs_of(platform: Platform, syncing: Syncing) -> list[str]:
    page = await platform.call("GET", "results", "/v1/executions", params={"sync": syncing.sync, "limit": 200})
    return [each["id"] for each in page["items"]]


async def open_dialog(page: Page) -> None:
    await page.get_by_role("link", name="Start all").click()
    await expect(page.locator("#run-dialog")).to_be_visible()


async def watch(page: Page) -> None:
    await page.get_by_role("link", name="Watch it").click()
    await expect(page.locator(".run-badge")).to_be_visible()


async def ends(page: Page, status: str = "FINISHED") -> None:
    await expect(page.locator(".run-badge")).to_contain_text(status, timeout=WITHIN_MS)


async def test_imported_days_are_shown_and_only_a_confirmation_imports_them_again(open_page, platform, syncing, day):
    watched = await open_page(f"/tenants/{syncing.tenant}")
    page, before = watched.page, await runs_of(platform, syncing)
    await open_dialog(page)
    await page.get_by_label("One date").check()
    await page.get_by_label("Day", exact=True).fill(day)
    await expect(page.get_by_text("imported already")).to_be_visible()
    await expect(page.locator(".run-calendar .run-day-4 title").first).to_contain_text("record")
    assert await watched.accessibility() == []

    await page.get_by_role("button", name="Start").click()
    await expect(page.get_by_text("Tick this to go on")).to_be_visible()
    assert await runs_of(platform, syncing) == before

    await page.get_by_label("I confirm").check()
    await page.get_by_role("button", name="Start").click()
    await expect(page.get_by_text("It is queued")).to_be_visible()
    await expect(page.get_by_text("Its place in the queue, as estimated")).to_be_visible()
    await watch(page)
    await ends(page)
    await expect(page.locator(".run-facts")).to_contain_text("Updated")


async def test_a_run_is_watched_live_to_its_end(open_page, platform, syncing, slow):
    execution = await platform.request(syncing, mode="missing", entities=["contact", "company_site"])
    watched = await open_page(f"/executions/{execution}?asked=true")
    page = watched.page
    await ends(page, "IN PROGRESS")
    await expect(page.get_by_text("may be incomplete until then")).to_be_visible()
    await page.evaluate("window.stayed = true")
    await platform.no_faults()
    await ends(page)
    await expect(page.get_by_role("button", name="Run again")).to_be_visible()
    assert await page.evaluate("window.stayed"), "the page was loaded anew"


async def test_what_somebody_types_outlives_the_updates(open_page, platform, syncing, slow):
    execution = await platform.request(syncing, mode="missing", entities=["contact"])
    watched = await open_page(f"/executions/{execution}?asked=true")
    page = watched.page
    await ends(page, "IN PROGRESS")
    await page.get_by_role("button", name="Cancel", exact=True).click()
    await page.get_by_label("Reason").fill("wrong tenant")
    await platform.no_faults()
    await ends(page)
    await expect(page.get_by_label("Reason")).to_have_value("wrong tenant")


async def test_a_running_one_is_canceled_with_a_reason(open_page, platform, syncing, slow):
    execution = await platform.request(syncing, mode="missing", entities=["contact", "company_site"])
    watched = await open_page(f"/executions/{execution}?asked=true")
    page = watched.page
    await ends(page, "IN PROGRESS")
    await page.get_by_role("button", name="Cancel", exact=True).click()
    await page.get_by_label("Reason").fill("wrong tenant")
    await page.get_by_role("button", name="Cancel the run").click()
    await ends(page, "CANCELED")
    await expect(page.locator("#head")).to_contain_text("wrong tenant")
    await page.get_by_role("link", name="What happened").click()
    await expect(page.locator(".run-timeline")).to_contain_text("Cancel asked for")


async def test_two_clicks_start_one(open_page, platform, syncing):
    watched = await open_page(f"/tenants/{syncing.tenant}")
    page, before = watched.page, await runs_of(platform, syncing)
    await open_dialog(page)
    await page.get_by_role("button", name="Start").dblclick()
    await expect(page.get_by_text("It is queued")).to_be_visible()
    await watch(page)
    await ends(page)
    assert len(await runs_of(platform, syncing)) == len(before) + 1


async def test_one_form_sent_twice_is_answered_with_one_execution(open_page, platform, syncing):
    watched = await open_page(f"/syncs/{syncing.sync}/run")
    form = watched.page.locator("form.run-form")
    fields = {name: await form.locator(f'input[name="{name}"]').get_attribute("value") for name in ("csrf", "key")}
    sent = {**fields, "when": "default", "entities": "contact", "dry_run": "on"}
    headers = {"origin": watched.origin, "accept": "text/html"}
    address = f"{watched.origin}/syncs/{syncing.sync}/run"
    post = watched.page.context.request.post
    answers = await asyncio.gather(*(post(address, form=sent, headers=headers) for _ in range(2)))
    texts = [await answer.text() for answer in answers]
    ids = {text.split("Execution id</dt><dd><code>")[1].split("<")[0] for text in texts}
    assert len(ids) == 1
    await platform.ended(ids.pop())


async def test_a_dry_run_needs_no_confirmation_and_says_what_would_happen(open_page, platform, syncing, day):
    watched = await open_page(f"/syncs/{syncing.sync}/run")
    page = watched.page
    await page.get_by_label("One date").check()
    await page.get_by_label("Day", exact=True).fill(day)
    await expect(page.get_by_label("I confirm")).to_be_visible()
    await page.get_by_text("Kinds of records, dry run and more").click()
    await page.get_by_label("Dry run").check()
    await expect(page.get_by_label("I confirm")).to_be_hidden()
    await page.get_by_role("button", name="Start").click()
    await watch(page)
    await ends(page)
    await expect(page.locator("#head")).to_contain_text("Dry run")
    await expect(page.locator("#records")).to_contain_text("Would be updated")


async def test_mistakes_stand_at_their_fields(open_page, syncing):
    watched = await open_page(f"/syncs/{syncing.sync}/run")
    page = watched.page
    await page.get_by_label("A range of dates").check()
    await page.get_by_label("First day").fill("2026-11-05")
    await page.get_by_label("Last day").fill("2026-11-03")
    await expect(page.locator("#run-note-last")).to_have_text("It is before the first day.")
    await page.get_by_label("Last day").fill("2026-11-06")
    await expect(page.locator("#run-note-last")).to_have_text("")


async def test_what_failed_is_tried_again_from_its_run(open_page, platform, made):
    watched = await open_page(f"/executions/{made.execution}")
    page = watched.page
    await page.get_by_role("button", name="Retry failed").click()
    await page.get_by_role("button", name="Retry", exact=True).click()
    await expect(page).not_to_have_url(f"{watched.origin}/executions/{made.execution}")
    await ends(page)
    await expect(page.locator(".page-header")).to_contain_text("Retry of what failed")


async def test_records_are_filtered_and_lead_to_their_history(open_page, made):
    watched = await open_page(f"/executions/{made.execution}")
    page = watched.page
    await page.get_by_label("Outcome").select_option("rejected")
    await expect(page.locator(".run-records tbody tr")).to_have_count(2)
    await expect(page).to_have_url(
        f"{watched.origin}/executions/{made.execution}?outcome=rejected&entity=&code=&label="
    )
    await expect(page.locator(".run-issue").first).to_contain_text("A required field is empty")
    await page.locator(".run-records tbody a").first.click()
    await expect(page.get_by_role("heading", name="What became of it")).to_be_visible()
    await expect(page.locator(".run-outcomes")).to_contain_text("Refused")
    await page.go_back()
    await expect(page.get_by_label("Outcome")).to_have_value("rejected")


async def test_the_dialog_works_by_keyboard(open_page, syncing):
    watched = await open_page(f"/tenants/{syncing.tenant}")
    page = watched.page
    start = page.get_by_role("link", name="Start all")
    await start.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#run-dialog")).to_be_visible()
    assert await page.evaluate("document.getElementById('run-dialog').contains(document.activeElement)")
    await page.locator("[name=when][value=default]").focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_label("Day", exact=True)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#run-dialog")).to_be_hidden()


async def test_what_has_just_been_renewed_can_be_used(open_page, syncing):
    """In the very moment in which it comes: a click that nobody hears would leave the page."""
    watched = await open_page(f"/tenants/{syncing.tenant}")
    await watched.page.evaluate("""() => {
        const present = document.getElementById("present");
        const pressed = (_, observer) => {
            observer.disconnect();
            present.querySelector("a[hx-target='#run-dialog-body']").click();
        };
        new MutationObserver(pressed).observe(present, { childList: true });
        htmx.trigger(present, "sse:changed");
    }""")
    await expect(watched.page.locator("#run-dialog")).to_be_visible()


async def test_a_closed_dialog_is_not_brought_back_by_what_was_under_way(open_page, syncing):
    watched = await open_page(f"/tenants/{syncing.tenant}")
    page = watched.page
    reviewed, closed = asyncio.Event(), asyncio.Event()

    async def late(route):
        reviewed.set()
        async with asyncio.timeout(20):
            await closed.wait()
        await route.continue_()

    await page.route("**/run/check", late)
    await page.get_by_role("link", name="Start all").click()
    async with asyncio.timeout(10):
        await reviewed.wait()
    await page.keyboard.press("Escape")
    await expect(page.locator("#run-dialog")).to_be_hidden()
    async with page.expect_response("**/run/check") as answered:
        closed.set()
    await (await answered.value).finished()
    await expect(page.locator("#run-review > *").first).to_be_attached()
    await expect(page.locator("#run-dialog")).to_be_hidden()


async def test_without_scripts_it_is_checked_and_confirmed_on_pages(browser, origin, platform, syncing, day):
    context = await signed_in(browser, origin, platform.key)
    cookies = await context.cookies()
    await context.close()
    context = await browser.new_context(java_script_enabled=False)
    await context.add_cookies(cookies)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(f"{origin}/syncs/{syncing.sync}/run")
    await page.get_by_label("One date").check()
    await page.get_by_label("Day", exact=True).fill(day)
    await page.get_by_role("button", name="Check first").click()
    await expect(page.get_by_text("imported already")).to_be_visible()
    await page.get_by_role("button", name="Start").click()
    await expect(page.get_by_text("Tick this to go on")).to_be_visible()
    await page.get_by_label("I confirm").check()
    await page.get_by_role("button", name="Start").click()
    await expect(page.get_by_text("It is queued")).to_be_visible()
    execution = await page.locator(".run-list code").inner_text()
    assert (await platform.ended(execution))["status"].startswith("finished")
    await context.close()
