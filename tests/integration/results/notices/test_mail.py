"""Mail through a real server: encryption, signing in, refusals, time limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from psasync_results.notices.domain.causes import Channel, Facts, NoticeKind
from psasync_results.notices.domain.deliveries import AttemptOutcome, Message, Shown
from psasync_results.notices.domain.letter import letter
from psasync_results.notices.mail.composing import compose
from psasync_results.notices.mail.sending import MailServer
from psasync_results.settings import ResultsSettings
from tests.integration.results.notices.scene import MORNING
from tests.support.mail_server import HOST, PASSWORD, USER, Mailbox, Tls, mail_server

IT = "it@acme.example"
SECRETS = {
    "keyring": SecretStr("k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    "internal_token": SecretStr("x" * 32),
}


def settings_for(mailbox: Mailbox, tls: Tls = "starttls", **changes: Any) -> ResultsSettings:
    given = {
        "smtp_host": HOST,
        "smtp_port": mailbox.port,
        "smtp_tls": tls,
        "smtp_cafile": mailbox.cafile,
        "mail_from": "psasync@msp.example",
        "smtp_timeout_seconds": 10,
    }
    return ResultsSettings(**SECRETS | given | changes)


def mail(settings: ResultsSettings, id_: str = "0193-m1") -> Any:
    facts = Facts(tenant_name="Acme", sync_name="CW", execution="e1", error_kind="connectivity", message="no route")
    shown = Shown("n1", "acme", "acme-cw", MORNING, facts)
    message = Message(id_, NoticeKind.FAILURE, Channel.MAIL, IT, 1, (shown,), MORNING)
    found = letter(message, "https://console.example")
    return compose(found, id_=id_, sender=settings.mail_from, recipient=IT, at=MORNING)


@pytest.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    async with mail_server(tmp_path, "starttls", sign_in=True) as mailbox:
        yield mailbox


def signed_in(mailbox: Mailbox, **changes: Any) -> ResultsSettings:
    return settings_for(mailbox, smtp_user=USER, **{"smtp_password": SecretStr(PASSWORD)} | changes)


async def test_starttls_and_a_password(mailbox: Mailbox) -> None:
    settings = signed_in(mailbox)
    attempt = await MailServer(settings).send(mail(settings), IT)
    assert attempt.sent, attempt
    assert mailbox.logins == [USER]
    [(recipient, taken)] = mailbox.mails
    assert recipient == IT
    assert taken["Message-ID"] == "<0193-m1@msp.example>"
    assert taken["Auto-Submitted"] == "auto-generated"
    assert taken["From"] == "PSA Sync <psasync@msp.example>"
    assert [part.get_content_type() for part in taken.iter_parts()] == ["text/plain", "text/html"]
    for part in taken.iter_parts():
        assert "https://console.example/executions/e1" in part.get_content()


@pytest.mark.parametrize("tls", ["tls", "none"])
async def test_tls_from_the_first_byte_and_none_on_this_machine(tmp_path: Path, tls: Tls) -> None:
    async with mail_server(tmp_path, tls) as mailbox:
        settings = settings_for(mailbox, tls)
        attempt = await MailServer(settings).send(mail(settings), IT)
        assert attempt.sent, attempt
        assert len(mailbox.mails) == 1


async def test_a_certificate_of_nobody_we_trust_is_not_talked_to(mailbox: Mailbox) -> None:
    settings = signed_in(mailbox, smtp_cafile=None)
    attempt = await MailServer(settings).send(mail(settings), IT)
    assert attempt.outcome is AttemptOutcome.FAILED
    assert "certificate" in attempt.detail.lower()
    assert mailbox.logins == mailbox.mails == []


async def test_a_server_without_starttls_gets_nothing(tmp_path: Path) -> None:
    async with mail_server(tmp_path, "none") as mailbox:
        settings = settings_for(mailbox, "starttls")
        attempt = await MailServer(settings).send(mail(settings), IT)
        assert attempt.outcome is AttemptOutcome.FAILED
        assert mailbox.mails == []


async def test_a_wrong_password_can_be_mended_and_is_told_to_nobody(mailbox: Mailbox) -> None:
    settings = signed_in(mailbox, smtp_password=SecretStr("not-the-right-one"))
    attempt = await MailServer(settings).send(mail(settings), IT)
    assert (attempt.outcome, attempt.status) == (AttemptOutcome.FAILED, 535)
    assert "not-the-right-one" not in attempt.detail + repr(settings)
    assert mailbox.mails == []


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 5.1.1 no such user", AttemptOutcome.REFUSED),
        ("451 4.7.1 greylisted, try later", AttemptOutcome.FAILED),
    ],
)
async def test_a_recipient_refused_for_good_or_for_the_moment(
    mailbox: Mailbox, answer: str, outcome: AttemptOutcome
) -> None:
    mailbox.refuse = lambda _: answer
    settings = signed_in(mailbox)
    attempt = await MailServer(settings).send(mail(settings), IT)
    assert (attempt.outcome, attempt.status) == (outcome, int(answer[:3]))
    assert answer.split(" ", 2)[2] in attempt.detail


async def test_a_server_that_does_not_answer_is_left_in_time(mailbox: Mailbox) -> None:
    mailbox.stall = 3
    settings = signed_in(mailbox, smtp_timeout_seconds=0.7)
    attempt = await MailServer(settings).send(mail(settings), IT)
    assert attempt.outcome is AttemptOutcome.FAILED


async def test_nobody_there(mailbox: Mailbox, free_port: Any) -> None:
    settings = signed_in(mailbox, smtp_port=free_port())
    assert (await MailServer(settings).send(mail(settings), IT)).outcome is AttemptOutcome.FAILED
