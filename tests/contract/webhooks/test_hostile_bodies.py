"""Whoever holds a key may send anything: it is an event of the connection, or nothing, or refused, never a fault."""

import orjson
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from psasync.contracts.events.tickets import TicketChanged
from psasync.psa.port import WebhookDeactivated, WebhookRefused, WebhookUnverifiable

VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from([
        "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-11-20", "2026-11-20T09:14:02", "../../admin",
        "4" * 300, "x" * 100_000, "\x00", "{{7*7}}", "ticket", "deleted", "https://[broken", "//",
    ])
)  # fmt: skip
TREES = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
)
DEEP = b'{"a":' * 1000 + b"1" + b"}" * 1000


PLACE = 987_654_321_987

SHARED = [HealthCheck.function_scoped_fixture]
"""One verifier for all examples, as in a service."""


async def told(webhooks, verifier, body, credentials):
    """The verdict; anything but a verdict fails the test."""
    try:
        event = await verifier.verify(webhooks.sent(body, credentials), credentials)
    except (WebhookRefused, WebhookUnverifiable) as refused:
        return refused.reason
    if isinstance(event, TicketChanged):
        assert (event.tenant, event.connection) == (credentials.tenant, credentials.connection)
        assert TicketChanged.model_validate_json(event.model_dump_json()).ticket_id == event.ticket_id
    else:
        assert event is None or isinstance(event, WebhookDeactivated)
    return event


def is_object(body):
    try:
        return isinstance(orjson.loads(body), dict)
    except orjson.JSONDecodeError:
        return False


def replaced(content, steps, value):
    """The content with one value, which the steps lead to, in place of what was there; or without it."""
    if isinstance(content, dict) and content and steps:
        name = sorted(content)[steps[0] % len(content)]
        inner = replaced(content[name], steps[1:], value)
        return {**content, name: inner}
    return value


@given(steps=st.lists(st.integers(0, 100), min_size=1, max_size=4), value=TREES)
@settings(max_examples=120, suppress_health_check=SHARED)
async def test_any_value_in_any_place(webhooks, verifier, steps, value):
    credentials = webhooks.credentials("acme")
    content = replaced(webhooks.content(credentials), steps, value)
    await told(webhooks, verifier, webhooks.assembled(content), credentials)


@given(content=TREES)
@settings(max_examples=40, suppress_health_check=SHARED)
async def test_any_json(webhooks, verifier, content):
    credentials = webhooks.credentials("acme")
    await told(webhooks, verifier, webhooks.assembled(content), credentials)


@given(body=st.binary(max_size=100))
@settings(max_examples=40, suppress_health_check=SHARED)
async def test_any_bytes(webhooks, verifier, body):
    assume(not is_object(body))  # an empty one may be genuine, and about no ticket
    credentials = webhooks.credentials("acme")
    assert isinstance(await told(webhooks, verifier, body, credentials), str)


async def test_a_body_without_end_of_nesting(webhooks, verifier):
    credentials = webhooks.credentials("acme")
    assert isinstance(await told(webhooks, verifier, DEEP, credentials), str)
    whole = webhooks.assembled(webhooks.content(credentials))
    within = whole[:-1] + b',"more":' + DEEP + b"}"
    assert isinstance(await told(webhooks, verifier, within, credentials), str)


@pytest.mark.parametrize("depth", [90, 300, 1000])
async def test_a_ticket_that_is_nested_deep(webhooks, verifier, depth):
    credentials = webhooks.credentials("acme")
    for name, value in webhooks.content(credentials).items():
        if isinstance(value, dict):
            content = webhooks.content(credentials) | {name: value | {"more": PLACE}}
            whole = webhooks.assembled(content).replace(str(PLACE).encode(), b"[" * depth + b"]" * depth)
            verdict = await told(webhooks, verifier, whole, credentials)
            assert isinstance(verdict, TicketChanged) == (depth == 90)


async def test_no_refusal_shows_what_was_sent(webhooks, verifier):
    credentials = webhooks.credentials("acme")
    for name in webhooks.content(credentials):
        content = webhooks.content(credentials) | {name: {"id": "marked-content", "name": ["marked-content"]}}
        verdict = await told(webhooks, verifier, webhooks.assembled(content), credentials)
        assert "marked" not in str(verdict if isinstance(verdict, str) else "")
