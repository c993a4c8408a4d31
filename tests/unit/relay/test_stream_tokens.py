from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from psasync.kit.keyring import Keyring
from psasync_tickets_relay.outbound.stream_tokens import LIFETIME, StreamTokens

NOW = datetime(2026, 11, 25, tzinfo=UTC)
KEYRING = Keyring({"a": bytes(range(32))})
TOKENS = StreamTokens(KEYRING)


def test_it_stands_for_the_key_of_its_tenant_until_its_time_is_over() -> None:
    token = TOKENS.issue("psk_1", "acme", NOW)
    assert token.expires_at == NOW + LIFETIME
    assert TOKENS.bearer(token.text, "acme", token.expires_at - timedelta(milliseconds=1)) == "psk_1"
    assert TOKENS.bearer(token.text, "acme", token.expires_at) is None
    assert TOKENS.bearer(token.text, "bolt", NOW) is None


def test_it_says_nothing_by_itself() -> None:
    token = TOKENS.issue("psk_1", "acme", NOW).text
    sealed = token.rpartition(".")[2]
    assert b"psk_1" not in base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    assert "psk_1" not in token


@pytest.mark.parametrize("text", ["", "v1.a.", "v1.b.AAAA", "nonsense", "v1.a." + "A" * 60])
def test_what_was_not_issued_opens_nothing(text: str) -> None:
    assert TOKENS.bearer(text, "acme", NOW) is None


def test_another_envelope_of_the_keyring_is_no_token() -> None:
    secret = KEYRING.encrypt('{"bearer":"psk_1","until":9e9}', tenant="acme", connection="c", field="token")
    assert TOKENS.bearer(secret, "acme", NOW) is None
