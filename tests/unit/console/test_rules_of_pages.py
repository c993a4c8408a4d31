"""What holds for every route: the policy, the way in, and that no change is made which no page asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

import psasync_console
from psasync_console.app import build
from psasync_console.pages.registry import PAGES
from psasync_console.session import csrf

PACKAGE = Path(psasync_console.__file__).parent
UNSAFE = [
    (method, re.sub(r"{\w+(:path)?}", "x", route.path))
    for page in PAGES
    for route in page.router.routes
    if isinstance(route, APIRoute)
    for method in route.methods - csrf.SAFE
]
OPEN = {"/sign-in", "/sign-in/people", "/sign-in/return", "/sign-in/once/x"}
READING = [
    re.sub(r"{\w+(:path)?}", "x", route.path)
    for page in PAGES
    for route in page.router.routes
    if isinstance(route, APIRoute) and "GET" in route.methods
]


@pytest.mark.parametrize("path", ["/sign-in", "/", "/nowhere", "/healthz", "/assets/x/css/console.css", "/metrics"])
async def test_every_answer_has_the_policy(browser, path):
    answer = await browser.get(path)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "permissions-policy" in answer.headers
    assert "strict-transport-security" not in answer.headers


async def test_by_https_browsers_are_told_to_stay_there(settings):
    secure = settings.model_copy(update={"console_url": "https://console.example.com"})
    app = await build(secure)
    assert app.state.cookies.secure
    assert app.state.cookies._name("session") == "__Host-psasync_session"


@pytest.mark.parametrize("path", sorted(set(READING) - OPEN))
async def test_nobody_sees_a_page_without_signing_in(browser, path):
    answer = await browser.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?back_to=/")


@pytest.mark.parametrize(("method", "path"), UNSAFE)
async def test_a_change_from_elsewhere_is_refused(browser, sign_in, method, path):
    token = csrf.masked(sign_in().csrf)
    answer = await browser.request(method, path, data={"csrf": token}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403


@pytest.mark.parametrize(("method", "path"), UNSAFE)
async def test_a_change_without_the_sessions_token_is_refused(browser, sign_in, method, path):
    sign_in()
    for token in ("", "wrong", csrf.masked("another session's")):
        assert (await browser.request(method, path, data={"csrf": token})).status_code == 403


@pytest.mark.parametrize(("method", "path"), UNSAFE)
async def test_a_change_of_nobody_leads_to_the_way_in(browser, method, path):
    answer = await browser.request(method, path, data={"csrf": "x"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


async def test_htmx_is_led_to_the_way_in_and_back(browser):
    headers = {"hx-request": "true", "hx-current-url": "http://127.0.0.1:8100/tenants?name=a"}
    answer = await browser.get("/overview/now", headers=headers)
    assert answer.headers["hx-redirect"] == "/sign-in?back_to=/tenants%3Fname%3Da"


async def test_a_service_that_is_down_is_a_page_that_says_so(browser, sign_in):
    sign_in()
    answer = await browser.get("/tenants")
    assert answer.status_code == 503
    assert "The scheduler service does not answer" in answer.text
    assert answer.headers["retry-after"] == "5"


async def test_to_htmx_a_problem_is_a_message_beside_the_page(browser, sign_in):
    sign_in()
    answer = await browser.get("/tenants/switcher", headers={"hx-request": "true"})
    assert answer.status_code == 503
    assert answer.headers["hx-retarget"] == "#toasts"
    assert "<html" not in answer.text


async def test_signing_in_needs_the_forms_own_token(browser):
    await browser.get("/sign-in")
    assert (await browser.post("/sign-in", data={"key": "psk_x"})).status_code == 403


async def test_a_link_needs_its_setting(browser):
    assert (await browser.get("/sign-in/once/x")).status_code == 404


TEMPLATES = sorted((PACKAGE / "templates").rglob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(PACKAGE / "templates").as_posix())
def test_no_template_holds_what_the_policy_forbids(template):
    text = re.sub(r"{#.*?#}", "", template.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=", text), "use a class of static/css"
    assert not re.search(r"\son\w+\s*=|hx-on", text), "use a module of static/js"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "use a module of static/js"
    assert "<style" not in text
    assert not re.search(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", text), "nothing is loaded from elsewhere"
    assert "|safe" not in text.replace(" ", "")
