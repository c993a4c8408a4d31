"""What is believed, and what is not: one suite for every system that the registry says verifies webhooks."""

import dataclasses
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.live_tickets import WEBHOOK_SECRET
from psasync.psa.port import RawWebhook, WebhookRefused, WebhookUnverifiable
from psasync_tickets_relay.inbound.envelope import event_id
from psasync_tickets_relay.inbound.replays import Replays
from tests.contract.webhooks.conftest import HARNESSES, VERIFYING

SHARED = [HealthCheck.function_scoped_fixture]
"""One verifier for all examples, as in a service."""

SLUG = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")


@pytest.fixture
def signed(webhooks):
    if not webhooks.header:
        pytest.skip("the address is the only proof, and the relay checks it")
    return webhooks


async def refusal(verifier, webhook, credentials):
    """The reason for which it is not believed."""
    with pytest.raises((WebhookRefused, WebhookUnverifiable)) as caught:
        await verifier.verify(webhook, credentials)
    assert SLUG.fullmatch(caught.value.reason)
    return caught.value.reason


async def test_a_good_one_is_an_event_of_the_connection(webhooks, verifier):
    credentials = webhooks.credentials("acme")
    event = await verifier.verify(webhooks.good(credentials, 4711), credentials)
    assert isinstance(event, TicketChanged)
    assert (event.tenant, event.connection, event.system) == ("acme", "c-acme", webhooks.system)
    assert (event.ticket_id, event.kind) == ("4711", "updated")
    assert event.model_dump_json()


@given(at=st.integers(0), bit=st.integers(0, 7))
@settings(max_examples=60, suppress_health_check=SHARED)
async def test_an_altered_byte_is_not_believed(webhooks, verifier, at, bit):
    if not webhooks.covers_body:
        pytest.skip("its proof does not follow from the body")
    credentials = webhooks.credentials("acme")
    good = webhooks.good(credentials)
    at %= len(good.body)
    altered = good.body[:at] + bytes([good.body[at] ^ 1 << bit]) + good.body[at + 1 :]
    await refusal(verifier, dataclasses.replace(good, body=altered), credentials)


async def test_what_is_added_or_cut_off_is_not_believed(webhooks, verifier):
    if not webhooks.covers_body:
        pytest.skip("its proof does not follow from the body")
    credentials = webhooks.credentials("acme")
    good = webhooks.good(credentials)
    for body in (good.body + b" ", b" " + good.body, good.body[:-1], b""):
        await refusal(verifier, dataclasses.replace(good, body=body), credentials)


async def test_another_key_is_not_believed(signed, verifier):
    credentials = signed.credentials("acme")
    body = signed.good(credentials).body
    key = signed.key(credentials)
    for other in ("another key", key + "x", key[:-1], key.upper(), f" {key}"):
        assert other != key
        await refusal(verifier, signed.sent(body, credentials, key=other), credentials)


async def test_no_signature_is_not_believed(signed, verifier):
    credentials = signed.credentials("acme")
    good = signed.good(credentials)
    without = {name: value for name, value in good.headers.items() if name != signed.header}
    assert await refusal(verifier, RawWebhook(good.body, without, {}), credentials) == "signature_missing"
    for empty in ("", "   "):
        await refusal(verifier, RawWebhook(good.body, {**without, signed.header: empty}, {}), credentials)


@given(claimed=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=100))
@settings(max_examples=40, suppress_health_check=SHARED)
async def test_any_other_signature_is_not_believed(webhooks, verifier, claimed):
    if not webhooks.header:
        pytest.skip("the address is the only proof, and the relay checks it")
    credentials = webhooks.credentials("acme")
    good = webhooks.good(credentials)
    forged = RawWebhook(good.body, {**good.headers, webhooks.header: claimed}, {})
    await refusal(verifier, forged, credentials)


async def test_the_right_signature_of_another_tenant_is_not_believed(signed, verifier):
    """As that tenant sends it, and with the body of this one."""
    own, other = signed.credentials("acme"), signed.credentials("bolt")
    await refusal(verifier, signed.good(other), own)
    body = signed.good(own).body
    await refusal(verifier, signed.sent(body, own, key=signed.key(other)), own)
    assert await verifier.verify(signed.good(other), other)


async def test_a_connection_without_its_secret_believes_nothing(webhooks, verifier):
    credentials = webhooks.credentials("acme")
    if WEBHOOK_SECRET not in credentials.secrets:
        pytest.skip("it has no secret of ours")
    for secrets in ({}, {WEBHOOK_SECRET: ""}):
        bare = dataclasses.replace(
            credentials,
            secrets={name: text for name, text in credentials.secrets.items() if name != WEBHOOK_SECRET} | secrets,
        )
        for key in ("", webhooks.key(credentials)):
            body = webhooks.good(credentials).body
            assert await refusal(verifier, webhooks.sent(body, bare, key=key), bare) == "secret_missing"


async def test_one_that_is_sent_again_is_published_once(webhooks, verifier):
    credentials = webhooks.credentials("acme")
    replays, published = Replays(seconds=60, size=100), []

    async def receive(webhook):
        event = await verifier.verify(webhook, credentials)
        name = event_id(credentials.connection, event.message_id, webhook.body)

        async def publish():
            published.append(event.title)

        return await replays.once(name, publish)

    first = webhooks.good(credentials)
    assert [await receive(first), await receive(first)] == [True, False]
    assert await receive(webhooks.good(credentials, title="Printer online")) is True
    assert await receive(webhooks.good(credentials, ticket=43)) is True
    assert len(published) == 3


async def test_what_is_not_about_a_ticket_is_believed_and_no_event(webhooks, verifier):
    credentials = webhooks.credentials("acme")
    for content in webhooks.others(credentials):
        webhook = webhooks.sent(webhooks.assembled(content), credentials)
        assert await verifier.verify(webhook, credentials) is None, content


def test_every_system_that_verifies_webhooks_is_in_the_suite():
    assert set(VERIFYING) <= set(HARNESSES)
