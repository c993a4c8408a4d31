"""Settings that cannot be right are refused at the start."""

from __future__ import annotations

from typing import Any

import pytest
from docs.generate import PLACEHOLDERS
from pydantic import ValidationError

from psasync_results.settings import ResultsSettings

SECRET = "whsec_" + "A" * 32


def settings(**given: Any) -> ResultsSettings:
    return ResultsSettings(**PLACEHOLDERS | given)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"smtp_host": "mail.example"}, "MAIL_FROM"),
        ({"smtp_host": "mail.example", "mail_from": "a@b.example", "smtp_tls": "none"}, "this machine only"),
        ({"smtp_host": "mail.example", "mail_from": "a@b.example", "smtp_user": "u"}, "go together"),
        ({"mail_from": "a@b.example\nBcc: c@d.example"}, "e-mail address"),
        ({"notices_webhook_url": "https://hooks.example/x"}, "NOTICES_WEBHOOK_SECRET"),
        ({"notices_webhook_secret": "secret"}, "whsec_"),
        ({"notices_webhook_url": "http://hooks.example/x", "notices_webhook_secret": SECRET}, "https"),
        ({"notices_webhook_url": "http://169.254.169.254/x", "notices_webhook_secret": SECRET}, "is an address"),
        ({"notices_operators": "noc@msp.example, nobody"}, "e-mail address"),
        ({"notice_retention_days": 3}, "30"),
    ],
)
def test_refused(given: dict[str, Any], text: str) -> None:
    with pytest.raises(ValidationError, match=text) as refused:
        settings(**given)
    assert "whsec_AAA" not in str(refused.value)


def test_taken() -> None:
    found = settings(
        smtp_host="mail.example",
        mail_from="psasync@msp.example",
        notices_webhook_url="http://127.0.0.1:9000/hook",
        notices_webhook_secret=SECRET,
        notices_operators="noc@msp.example, cto@msp.example",
    )
    assert found.notices_operators == ("noc@msp.example", "cto@msp.example")
    assert found.webhook_permitted == {"127.0.0.1"}
    assert SECRET not in repr(found)


def test_operators_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PSASYNC_NOTICES_OPERATORS", "noc@msp.example,cto@msp.example")
    assert settings().notices_operators == ("noc@msp.example", "cto@msp.example")


def test_what_is_empty_in_the_environment_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SMTP_HOST", "SMTP_PORT", "SMTP_TLS", "SMTP_USER", "SMTP_PASSWORD", "MAIL_FROM", "CONSOLE_URL"):
        monkeypatch.setenv(f"PSASYNC_{name}", "")
    for name in ("WEBHOOK_URL", "WEBHOOK_SECRET", "OPERATORS"):
        monkeypatch.setenv(f"PSASYNC_NOTICES_{name}", "")
    assert (settings().smtp_port, settings().smtp_tls, settings().notices_operators) == (587, "starttls", ())
