"""Which changes are taken for those of a page of ours."""

from __future__ import annotations

import pytest

from psasync_console.session import csrf

SECRET = "s3cret-of-a-session"
OWN = "https://console.example.com"


def test_every_page_has_another_token_of_the_same_secret():
    first, second = csrf.masked(SECRET), csrf.masked(SECRET)
    assert first != second
    assert csrf.is_token_of(SECRET, first)
    assert csrf.is_token_of(SECRET, second)


@pytest.mark.parametrize("token", ["", "x", "AAAA", SECRET, "\udc00", "é"])
def test_anything_else_is_no_token(token):
    assert not csrf.is_token_of(SECRET, token)


def test_another_sessions_token_and_half_of_ours_are_none():
    assert not csrf.is_token_of(SECRET, csrf.masked("another"))
    assert not csrf.is_token_of(SECRET, csrf.masked(SECRET)[:-4])


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": OWN},
        {"origin": "http://127.0.0.1:8100"},  # the host that the browser asked
        {"sec-fetch-site": "same-origin"},
    ],
)
def test_ours(headers):
    assert csrf.comes_from_here(headers, "127.0.0.1:8100", OWN)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "https://evil.example.com"},
        {"origin": "https://console.example.com.evil.example.com"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://console.example.com"},
        {"origin": "https://evil.example.com", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "none"},
    ],
)
def test_not_ours(headers):
    assert not csrf.comes_from_here(headers, "127.0.0.1:8100", OWN)


def test_a_missing_host_is_nobody():
    assert not csrf.comes_from_here({"origin": "http://"}, "", OWN)
