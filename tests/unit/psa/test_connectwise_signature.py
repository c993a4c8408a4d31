"""Whose signature is believed."""

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.psa.connectwise.connection import Connection
from psasync.psa.connectwise.webhook.key_address import is_believable
from psasync.psa.connectwise.webhook.signature import HEADER, is_signed, signature
from psasync.psa.connectwise.webhook.verifier import ConnectWiseVerifier
from psasync.psa.port import Credentials, RawWebhook, WebhookRefused


def connection(base_url):
    return Connection(base_url, "acme", "v4_6_release", "public", "private", "id")


CLOUD = connection("https://api-na.myconnectwise.net")
OWN = connection("https://psa.example.org:8443")
LOOPBACK = connection("http://127.0.0.1:8190/connectwise")
TAIL = "/v2025_1//system/callbackkey/index.rails?companyName=acme&id=aaaa"


def test_the_published_recipe():
    body, key = b'{"Action":"updated"}', "0123456789abcdef"
    expected = base64.b64encode(hmac.new(hashlib.sha256(key.encode()).digest(), body, hashlib.sha256).digest())
    assert signature(body, key) == expected.decode()
    assert is_signed(body, signature(body, key), key)


@given(st.binary(min_size=1), st.text(min_size=1), st.integers(0))
def test_any_other_byte_or_key_is_refused(body, key, at):
    claimed = signature(body, key)
    position = at % len(body)
    changed = body[:position] + bytes([body[position] ^ 1]) + body[position + 1 :]
    assert is_signed(body, claimed, key)
    assert not is_signed(changed, claimed, key)
    assert not is_signed(body, claimed, key + "x")
    assert not is_signed(body, "é" + claimed, key)


@pytest.mark.parametrize(
    ("where", "key_url"),
    [
        (CLOUD, f"https://na.myconnectwise.net{TAIL}"),
        (CLOUD, f"https://api-eu.myconnectwise.net{TAIL}"),
        (CLOUD, f"https://na.myconnectwise.net{TAIL.replace('acme', 'ACME')}"),
        (OWN, f"https://psa.example.org:8443{TAIL}"),
        (LOOPBACK, f"http://127.0.0.1:8190/connectwise{TAIL}"),
    ],
)
def test_believable_key_addresses(where, key_url):
    assert is_believable(key_url, where)


@pytest.mark.parametrize(
    ("where", "key_url"),
    [
        (CLOUD, f"http://na.myconnectwise.net{TAIL}"),
        (CLOUD, f"https://na.myconnectwise.net:444{TAIL}"),
        (CLOUD, f"https://evil.myconnectwise.net{TAIL}"),
        (CLOUD, f"https://na.myconnectwise.net.evil.example{TAIL}"),
        (CLOUD, f"https://evil.example/na.myconnectwise.net{TAIL}"),
        (CLOUD, f"https://user@na.myconnectwise.net{TAIL}"),
        (CLOUD, f"https://na.myconnectwise.net{TAIL.replace('acme', 'other')}"),
        (CLOUD, f"https://na.myconnectwise.net{TAIL}&companyName=other"),
        (CLOUD, "https://na.myconnectwise.net/v2025_1/system/callbackkey/index.rails?id=aaaa"),
        (CLOUD, "https://na.myconnectwise.net/v2025_1/open/echo?companyName=acme"),
        (CLOUD, "https://na.myconnectwise.net/x/../system/callbackkey?companyName=acme"),
        (CLOUD, f"http://127.0.0.1:8190{TAIL}"),
        (OWN, f"https://na.myconnectwise.net{TAIL}"),
        (OWN, f"https://psa.example.org{TAIL}"),
        (LOOPBACK, f"http://127.0.0.1:8101/connectwise{TAIL}"),
        (CLOUD, f"https://na.myconnectwise.net{TAIL}{'x' * 1000}"),
        (CLOUD, "https://[broken"),
    ],
)
def test_key_addresses_that_are_not_believed(where, key_url):
    assert not is_believable(key_url, where)


@pytest.mark.parametrize(
    ("permitted", "reason"), [(frozenset(), "connection_invalid"), ({"127.0.0.1"}, "key_address_missing")]
)
async def test_no_key_is_asked_for_where_the_operator_has_not_permitted_it(permitted, reason):
    secrets = {"public_key": "p", "private_key": "k", "client_id": "0e1d3c5b-7a99-4f88-9d77-123456789abc"}
    settings = {"base_url": "http://127.0.0.1:8190", "company": "acme"}
    credentials = Credentials("c-1", "t-1", settings, secrets, frozenset(permitted))
    with pytest.raises(WebhookRefused) as caught:
        await ConnectWiseVerifier().verify(RawWebhook(b"{}", {HEADER: "x"}, {}), credentials)
    assert caught.value.reason == reason
