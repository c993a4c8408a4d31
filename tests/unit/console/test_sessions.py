"""Sealed cookies: what opens them, until when, and where somebody is led after signing in."""

from __future__ import annotations

import base64
import os
from datetime import UTC, datetime, timedelta

import pytest

from psasync.contracts.vocabulary import Role
from psasync.kit.keyring import Keyring
from psasync_console.session.once import on_this_machine
from psasync_console.session.sealing import Seal
from psasync_console.session.session import Session, Visit, path_of_ours, session_end

NOW = datetime(2026, 11, 28, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)


def entry(kid: str) -> str:
    return f"{kid}:{base64.b64encode(os.urandom(32)).decode()}"


def session(**values: object) -> Session:
    fields = {"key": "psk_0123456789_of-somebody", "key_id": "k", "name": "Ada", "role": Role.ADMIN, "tenant": None}
    return Session(**{**fields, "expires_at": NOW + HOUR, **values})


OLD, NEW = entry("old"), entry("new")
SEAL = Seal(Keyring.from_secret(OLD))


def test_a_session_comes_back_as_it_was():
    kept = session()
    assert SEAL.open(SEAL.close(kept), Session, NOW) == kept


def test_it_shows_nothing_of_the_key():
    kept = session()
    assert kept.key not in SEAL.close(kept)
    assert kept.key not in repr(kept)
    assert kept.csrf not in repr(kept)


def test_it_is_over_at_its_end():
    text = SEAL.close(session())
    assert SEAL.open(text, Session, NOW + HOUR - timedelta(seconds=1)) is not None
    assert SEAL.open(text, Session, NOW + HOUR) is None


def test_a_rotated_key_still_opens_and_a_dropped_one_does_not():
    text = SEAL.close(session())
    assert Seal(Keyring.from_secret(f"{NEW},{OLD}")).open(text, Session, NOW) is not None
    assert Seal(Keyring.from_secret(NEW)).open(text, Session, NOW) is None


def test_what_was_sealed_as_another_thing_does_not_open():
    visit = SEAL.close(Visit(expires_at=NOW + HOUR))
    assert SEAL.open(visit, Visit, NOW) is not None
    assert SEAL.open(visit, Session, NOW) is None


@pytest.mark.parametrize("at", [0, 5, 40, -1])
def test_a_changed_character_is_noticed(at):
    text = SEAL.close(session())
    changed = list(text)
    changed[at] = "A" if changed[at] != "A" else "B"
    assert SEAL.open("".join(changed), Session, NOW) is None


@pytest.mark.parametrize("text", ["", "v1", "v1.old", "v1.old.", "x" * 5_000, "v1.old.AAAA"])
def test_anything_else_is_no_session(text):
    assert SEAL.open(text, Session, NOW) is None


def test_a_session_fits_a_cookie():
    assert len(SEAL.close(session(key="p" * 300, name="n" * 200, tenant="t" * 36))) < 3_000


@pytest.mark.parametrize(("key_end", "expected"), [(None, 12 * HOUR), (NOW + HOUR, HOUR), (NOW + 48 * HOUR, 12 * HOUR)])
def test_a_session_ends_with_its_key_and_after_the_longest_time(key_end, expected):
    assert session_end(NOW, key_end, 12 * HOUR) == NOW + expected


@pytest.mark.parametrize("path", ["/", "/tenants", "/tenants?name=a%20b", "/executions/1#log"])
def test_paths_of_ours(path):
    assert path_of_ours(path) == path


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "tenants",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/a\\b",
        "/a\nb",
        "/sign-out",
        "/sign-in/once/x",
        "javascript:alert(1)",
    ],
)
def test_everything_else_leads_to_the_start(text):
    assert path_of_ours(text) == "/"


def test_a_tenants_key_sees_its_tenant_only():
    own = session(tenant="t1", role=Role.OPERATOR)
    assert own.sees("t1")
    assert not own.sees("t2")
    assert not own.whole_platform
    assert own.may(Role.VIEWER)
    assert not own.may(Role.ADMIN)


@pytest.mark.parametrize(
    ("address", "host", "expected"),
    [
        ("127.0.0.1", "127.0.0.1:8100", True),
        ("127.0.0.1", "localhost:8100", True),
        ("::1", "[::1]:8100", True),
        ("10.0.0.7", "127.0.0.1:8100", False),
        ("127.0.0.1", "console.example.com", False),
        ("127.0.0.1", "localhost.evil.example:8100", False),
        ("", "127.0.0.1:8100", False),
        ("127.0.0.1", "", False),
    ],
)
def test_links_work_on_the_machine_itself_only(address, host, expected):
    assert on_this_machine(address, host) is expected
