"""Where the key is fetched from: the address stands in a body that nobody has verified yet.

Of the systems only ConnectWise names its key's address in the webhook.
"""

import dataclasses

import pytest

from psasync.psa.connectwise.webhook.keys import SigningKeys
from psasync.psa.connectwise.webhook.verifier import ConnectWiseVerifier
from psasync.psa.port import Credentials, WebhookRefused, WebhookUnverifiable
from tests.contract.webhooks.systems.connectwise import ConnectWiseWebhooks

CLOUD = "https://api-na.myconnectwise.net"
TAIL = "/v2025_1//system/callbackkey/index.rails?companyName=company-acme&id=1"

FORBIDDEN = {
    "another scheme": "http://na.myconnectwise.net",
    "a file": "file://na.myconnectwise.net",
    "another port": "https://na.myconnectwise.net:8443",
    "loopback": "https://127.0.0.1",
    "loopback, short": "https://127.1",
    "loopback as one number": "https://2130706433",
    "loopback in hexadecimal": "https://0x7f000001",
    "loopback in version 6": "https://[::1]",
    "loopback inside version 6": "https://[::ffff:127.0.0.1]",
    "a name of loopback": "https://localhost",
    "a public name that resolves to loopback": "https://127.0.0.1.nip.io",
    "no address": "https://0.0.0.0",
    "a private range": "https://10.1.2.3",
    "another private range": "https://192.168.1.10",
    "a third private range": "https://172.16.0.1",
    "private in version 6": "https://[fd00::1]",
    "link-local, where clouds keep their secrets": "https://169.254.169.254",
    "an address behind the host": "https://na.myconnectwise.net@127.0.0.1",
    "a password before it": "https://user:pass@na.myconnectwise.net",
    "the right host as a part": "https://na.myconnectwise.net.evil.example",
    "the right host as a beginning": "https://na.myconnectwise.network",
    "the right host without its dot": "https://namyconnectwise.net",
    "the right host as a path": "https://evil.example/na.myconnectwise.net",
    "the right host behind a hash": "https://evil.example#na.myconnectwise.net",
    "an unknown region": "https://evil.myconnectwise.net",
    "a region below a stranger's": "https://na.evil.myconnectwise.net",
    "other letters that look alike": "https://na.myconnectw\N{CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I}se.net",
    "a fullwidth dot": "https://na\N{FULLWIDTH FULL STOP}myconnectwise.net",
    "a backslash": "https://evil.example\\@na.myconnectwise.net",
    "a line break": "https://na.myconnectwise.net\r\nhost: evil.example",
}


@pytest.fixture
def callbacks(keys):
    return ConnectWiseWebhooks(keys)


def in_the_cloud(callbacks) -> Credentials:
    own = callbacks.credentials("acme")
    return dataclasses.replace(own, settings={**own.settings, "base_url": CLOUD}, plain_http_hosts=frozenset())


def naming(callbacks, credentials, key_url):
    """A callback that is rightly signed, if only the key were fetched from where it says."""
    content = callbacks.content(credentials) | {"Metadata": {"key_url": key_url}}
    return callbacks.sent(callbacks.assembled(content), credentials)


@pytest.mark.parametrize("where", FORBIDDEN.values(), ids=FORBIDDEN)
async def test_nobody_is_asked_for_a_key_at_such_an_address(callbacks, keys, where):
    async def resolve(host, port):
        raise AssertionError("nothing may be looked up")

    before = len(keys.asked)
    verifier = ConnectWiseVerifier(SigningKeys(resolve=resolve))
    for credentials in (in_the_cloud(callbacks), callbacks.credentials("acme")):
        with pytest.raises(WebhookRefused) as caught:
            await verifier.verify(naming(callbacks, credentials, where + TAIL), credentials)
        assert caught.value.reason == "key_address_forbidden"
    await verifier.aclose()
    assert len(keys.asked) == before


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00::7"])
async def test_a_name_of_the_cloud_that_leads_inside_is_not_followed(callbacks, address):
    looked_up = []

    async def resolve(host, port):
        looked_up.append(host)
        return [address]

    credentials = in_the_cloud(callbacks)
    verifier = ConnectWiseVerifier(SigningKeys(resolve=resolve))
    with pytest.raises(WebhookUnverifiable) as caught:
        await verifier.verify(naming(callbacks, credentials, f"https://na.myconnectwise.net{TAIL}"), credentials)
    await verifier.aclose()
    assert caught.value.reason == "key_host_not_public"
    assert looked_up == ["na.myconnectwise.net"]


async def test_a_redirect_is_not_followed_and_its_body_is_no_key(callbacks, keys):
    credentials = callbacks.credentials("led-astray")
    company = credentials.settings["company"]
    keys.redirects[company] = f"{keys.url}/inside"
    verifier = callbacks.verifier()
    with pytest.raises(WebhookUnverifiable) as caught:
        await verifier.verify(callbacks.good(credentials), credentials)
    await verifier.aclose()
    assert caught.value.reason == "key_not_given"
    assert [path for path in keys.asked if company in path or "inside" in path] == [
        keys.address(company).removeprefix(keys.url)
    ]


async def test_another_company_of_the_same_service_gives_no_key(callbacks, keys):
    own, other = callbacks.credentials("acme"), callbacks.credentials("bolt")
    body = callbacks.good(own).body.replace(b"companyName=company-acme", b"companyName=company-bolt")
    verifier = callbacks.verifier()
    with pytest.raises(WebhookRefused) as caught:
        await verifier.verify(callbacks.sent(body, own, key=callbacks.key(other)), own)
    await verifier.aclose()
    assert caught.value.reason == "key_address_forbidden"
