"""What a mail says, and what nobody can make it say."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psasync.contracts.vocabulary import ErrorKind, System
from psasync_results.notices.domain.causes import Channel, Facts, NoticeKind
from psasync_results.notices.domain.deliveries import Message, Shown
from psasync_results.notices.domain.letter import Letter, letter
from psasync_results.notices.mail.composing import compose
from psasync_results.notices.mail.rendering import html, plain_text
from tests.unit.results.notices.ends import NOON

CONSOLE = "https://console.example"
FAILURE = Facts(
    tenant_name="Acme",
    sync_name="Nightly",
    system=System.CONNECTWISE,
    execution="e1",
    error_kind=ErrorKind.AUTHENTICATION,
    message="401 from the PSA",
    hint="Enter the key again.",
    ended_at=NOON,
    failing_since=NOON,
)


def written(kind: NoticeKind, facts: Facts, total: int = 1, shown: int = 1) -> Letter:
    entries = tuple(Shown(f"n{number}", "acme", "acme-cw", NOON, facts) for number in range(shown))
    return letter(Message("m", kind, Channel.MAIL, "it@acme.example", total, entries, NOON), CONSOLE)


@pytest.mark.parametrize(
    ("kind", "facts", "headline", "link"),
    [
        (NoticeKind.FAILURE, FAILURE, "Acme, Nightly failed (authentication)", "executions/e1"),
        (NoticeKind.RECOVERY, FAILURE, "Acme, Nightly is well again", "executions/e1"),
        (
            NoticeKind.AUTO_PAUSE,
            Facts(tenant_name="Acme", sync_name="Nightly"),
            "Acme, Nightly was paused",
            "syncs/acme-cw",
        ),
        (
            NoticeKind.MISSED,
            Facts(tenant_name="Acme", sync_name="Nightly"),
            "Acme, Nightly did not run",
            "syncs/acme-cw",
        ),
        (
            NoticeKind.WEBHOOK_RENEWED,
            Facts(tenant_name="Acme", reason="gone"),
            "Acme: a webhook was registered again",
            "syncs/acme-cw",
        ),
    ],
)
def test_one_notice(kind: NoticeKind, facts: Facts, headline: str, link: str) -> None:
    found = written(kind, facts)
    assert found.headline == headline
    assert found.subject == f"PSA Sync: {headline}"
    for body in (plain_text(found), html(found)):
        assert headline in body
        assert f"{CONSOLE}/{link}" in body
        assert "You get this because" in body


def test_a_failure_says_what_happened_and_what_to_do() -> None:
    body = plain_text(written(NoticeKind.FAILURE, FAILURE))
    for part in ("401 from the PSA", "Enter the key again.", "ConnectWise PSA", "2026-11-21 12:00:00 UTC"):
        assert part in body


def test_many_at_once_say_how_many_and_show_some() -> None:
    found = written(NoticeKind.FAILURE, FAILURE, total=100, shown=20)
    assert found.headline == "100 syncs from ConnectWise PSA failed (authentication)"
    assert (len(found.entries), found.more) == (20, 80)
    assert f"and 80 more: {CONSOLE}/notices" in plain_text(found)


def test_a_name_is_text_and_never_markup() -> None:
    facts = FAILURE.model_copy(update={"tenant_name": "<script>alert(1)</script>", "message": "a < b & c"})
    body = html(written(NoticeKind.FAILURE, facts))
    assert "<script>" not in body
    assert "a &lt; b &amp; c" in body


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
def test_a_name_cannot_begin_a_header(break_: str) -> None:
    facts = FAILURE.model_copy(update={"tenant_name": f"Acme{break_}Bcc: everybody@example.com{break_}{break_}Hello"})
    mail = compose(
        written(NoticeKind.FAILURE, facts), id_="m", sender="psasync@msp.example", recipient="it@acme.example", at=NOON
    )
    read = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert read["Bcc"] is None
    assert read["To"] == "it@acme.example"
    assert len(read.get_all("Subject")) == 1


@settings(max_examples=40)
@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_names_say_the_mail_can_be_read_back(tenant: str, sync: str) -> None:
    facts = FAILURE.model_copy(update={"tenant_name": tenant, "sync_name": sync, "message": tenant + sync})
    mail = compose(
        written(NoticeKind.FAILURE, facts), id_="m", sender="psasync@msp.example", recipient="it@acme.example", at=NOON
    )
    read = message_from_bytes(mail.as_bytes(), policy=policy.default)
    expected = {"Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"}
    assert set(read.keys()) == expected | {"MIME-Version", "Content-Type"}
    assert "failed (authentication)" in read["Subject"] or len(read["Subject"]) > 100


@pytest.mark.parametrize("address", ["it@acme.example\nBcc: x@example.com", "it@acme.example, x@example.com"])
def test_an_address_that_is_more_than_one_is_none(address: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        compose(written(NoticeKind.FAILURE, FAILURE), id_="m", sender="psasync@msp.example", recipient=address, at=NOON)
