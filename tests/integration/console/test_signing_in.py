"""In through the provider, by a key, by a link; and out, so that nothing is left that opens anything."""

from __future__ import annotations

import asyncio

import httpx
from starlette.requests import Request

from psasync_console.once_link import link
from psasync_console.session.cookies import Cookies
from psasync_console.session.session import Session
from psasync_console.settings import ConsoleSettings
from tests.integration.console.conftest import HOST
from tests.integration.scheduler.service import Client, as_
from tests.support.form_browser import FormBrowser


def session_of(browser: FormBrowser, settings: ConsoleSettings) -> Session | None:
    """What the browser's cookie holds, opened as the console opens it."""
    from psasync.kit.clock import RealClock

    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar)
    request = Request({"type": "http", "headers": [(b"cookie", cookies.encode())]})
    return Cookies.of(settings).session(request, RealClock().now())


async def works(api: Client, key: str) -> bool:
    return (await api.get("/v1/whoami", headers=as_(key))).status_code == 200


async def test_a_person_comes_in_through_the_provider_and_leaves_no_key(
    browser: FormBrowser, api: Client, console_settings: ConsoleSettings
):
    page = await browser.get(HOST + "/tenants")
    assert "Continue with 127.0.0.1" in page.text
    page = await browser.get(HOST + "/sign-in/people")
    assert str(page.url) == HOST + "/tenants", "where they wanted to go"
    assert "ann@example.com" in page.text
    session = session_of(browser, console_settings)
    assert session is not None
    assert (session.role, session.tenant) == ("operator", None)
    assert await works(api, session.key)
    assert "Administration" not in page.text, "an operator is no admin"

    page = await browser.form(page, "/sign-out")
    assert str(page.url) == HOST + "/sign-in"
    assert session_of(browser, console_settings) is None
    assert not await works(api, session.key)


async def test_who_has_no_role_is_told_why(browser: FormBrowser, provider, console_settings: ConsoleSettings):
    provider.person["groups"] = ["choir"]
    await browser.get(HOST + "/sign-in")
    page = await browser.get(HOST + "/sign-in/people")
    assert page.status_code == 403
    assert "role" in page.text
    assert session_of(browser, console_settings) is None


async def test_a_code_that_another_browser_got_opens_nothing(
    browser: FormBrowser, api: Client, console_settings: ConsoleSettings
):
    """A link to the way back, as somebody could send it, signs nobody in as somebody else."""
    page = await browser.get(HOST + "/sign-in/return?code=somebody-elses")
    assert page.status_code == 422
    await browser.get(HOST + "/sign-in")
    page = await browser.get(HOST + "/sign-in/return?code=somebody-elses")
    assert page.status_code in {403, 422}
    assert session_of(browser, console_settings) is None


async def test_a_key_of_ones_own_goes_on_after_signing_out(
    browser: FormBrowser, api: Client, console_settings: ConsoleSettings
):
    key = await api.key("viewer")
    await browser.get(HOST + "/sign-in?back_to=/tenants")
    page = await browser.form(await browser.get(HOST + "/sign-in?back_to=/tenants"), "/sign-in", key=key)
    assert str(page.url) == HOST + "/tenants"
    await browser.form(page, "/sign-out")
    assert session_of(browser, console_settings) is None
    assert await works(api, key)


async def test_a_key_that_is_revoked_ends_the_session(browser: FormBrowser, api: Client):
    made = await api.new("/v1/keys", name="short", role="viewer")
    await browser.form(await browser.get(HOST + "/sign-in?back_to=/tenants"), "/sign-in", key=made["key"])
    await api.post(f"/v1/keys/{made['id']}/revoke")
    page = await browser.get(HOST + "/tenants")
    assert page.url.path == "/sign-in"


async def test_a_link_works_once_whoever_comes_second(
    browser: FormBrowser, api: Client, console_settings: ConsoleSettings
):
    admin = api.headers["authorization"].partition(" ")[2]
    made = await asyncio.to_thread(link, console_settings, admin)
    # Looked at beforehand, as browsers do: that uses nothing up.
    looked = await browser.get(made, headers={"sec-purpose": "prefetch;prerender"}, follow_redirects=False)
    assert looked.status_code == 503

    answers = await asyncio.gather(*(browser.get(made, follow_redirects=False) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 403, 403, 403]
    session = session_of(browser, console_settings)
    assert session is not None
    assert session.role == "admin"

    page = await browser.get(HOST + "/tenants")
    await browser.form(page, "/sign-out")
    assert not await works(api, session.key), "it was for this session alone"


async def test_a_link_is_for_this_machine(browser: FormBrowser, api: Client, console_settings: ConsoleSettings):
    admin = api.headers["authorization"].partition(" ")[2]
    made = await asyncio.to_thread(link, console_settings, admin)
    answer = await browser.get(made, headers={"host": "console.example.com"})
    assert answer.status_code == 404


async def test_signing_in_with_another_pages_token_is_refused(browser: FormBrowser):
    page = await browser.get(HOST + "/sign-in")
    browser.cookies.clear()
    assert (await browser.form(page, "/sign-in", key="psk_x")).url.path == "/sign-in"


async def test_a_tenants_own_people_see_their_tenant(browser: FormBrowser, api: Client):
    acme, other = await api.tenant("Acme"), await api.tenant("Other")
    page = await browser.sign_in(await api.key("admin", acme))
    for path in ("/administration/encryption", "/tenants/switcher"):
        assert (await browser.get(HOST + path)).status_code == 404
    page = await browser.get(HOST + "/tenants", follow_redirects=False)
    assert page.headers["location"] == f"/tenants/{acme}"
    page = await browser.get(HOST + "/administration/keys")
    assert page.status_code == 200
    assert "The whole platform" not in page.text
    assert "Other" not in page.text
    assert (await browser.get(HOST + f"/administration/storage/{other}")).status_code in {404, 503}


async def test_roles_refuse_what_they_hide(browser: FormBrowser, api: Client):
    await browser.sign_in(await api.key("viewer"))
    page = await browser.get(HOST + "/tenants")
    assert "/administration" not in page.text
    for path in ("/administration", "/administration/keys", "/administration/audit", "/administration/encryption"):
        assert (await browser.get(HOST + path)).status_code == 403
    sync = await api.sync()
    refused: httpx.Response = await browser.form(page, f"/schedules/syncs/{sync}/pause", reason="not mine")
    assert refused.status_code == 403
    assert "needs the role operator" in refused.text
