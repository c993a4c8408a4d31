"""Whose webhooks are believed, and what the many forms of their bodies become."""

import base64
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.events.tickets import Named
from psasync.psa.halopsa.webhook.login import HEADER, login
from psasync.psa.halopsa.webhook.verifier import HaloPsaVerifier
from psasync.psa.live_tickets import WEBHOOK_SECRET
from psasync.psa.port import Credentials, RawWebhook, WebhookRefused

SECRET = "Fb6" * 16
SETTINGS = {"time_zone": "America/New_York"}
CREDENTIALS = Credentials("c-1", "t-1", SETTINGS, {WEBHOOK_SECRET: SECRET})
TICKET = {
    "id": 4711,
    "summary": "Printer offline",
    "status_id": 1,
    "priority_id": 3.0,
    "team": "1st Line",
    "client_id": 12,
    "client_name": "Acme",
    "user_id": 0,
    "last_update": "2026-11-20T09:14:00.1234567",
}
BODY = {
    "id": "33333333-4444-4555-8666-777777777777",
    "event": "New Ticket Logged",
    "object_id": 4711,
    "timestamp": "2026-11-20T14:14:02.113Z",
    "ticket": TICKET,
}


def sent(body, authorization=None):
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    return RawWebhook(raw, {HEADER: login(SECRET) if authorization is None else authorization}, {})


async def verify(webhook, credentials=CREDENTIALS):
    return await HaloPsaVerifier().verify(webhook, credentials)


async def reason(webhook, credentials=CREDENTIALS):
    with pytest.raises(WebhookRefused) as caught:
        await verify(webhook, credentials)
    return caught.value.reason


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def test_the_login_is_that_of_basic_authentication():
    assert base64.b64decode(login(SECRET).removeprefix("Basic ")).decode() == f"psasync:{SECRET}"


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
async def test_the_scheme_is_taken_in_any_case(scheme):
    assert await verify(sent(BODY, login(SECRET).replace("Basic", scheme)))


@given(st.integers(0), st.integers(1, 127))
async def test_any_altered_byte_of_the_login_is_refused(at, bits):
    right = login(SECRET).removeprefix("Basic ")
    place = at % len(right)
    altered = right[:place] + chr(ord(right[place]) ^ bits) + right[place + 1 :]
    if altered.strip() != right:
        assert await reason(sent(BODY, f"Basic {altered}")) == "signature_wrong"


@pytest.mark.parametrize(
    "authorization",
    [
        f"Bearer {encoded(f'psasync:{SECRET}')}",
        f"Basic {encoded(f'admin:{SECRET}')}",
        f"Basic {encoded(f'psasync:{SECRET}x')}",
        f"Basic {encoded('psasync:')}",
        f"Basic {SECRET}",
        "Basic",
        SECRET,
    ],
)
async def test_other_logins_are_refused(authorization):
    assert await reason(sent(BODY, authorization)) == "signature_wrong"


async def test_refusals_say_why():
    assert await reason(RawWebhook(orjson.dumps(BODY), {}, {})) == "signature_missing"
    assert await reason(sent(BODY), Credentials("c-1", "t-1", SETTINGS, {})) == "secret_missing"
    assert await reason(sent(b"not json")) == "body_not_json"
    assert await reason(sent([1])) == "body_not_json"
    assert await reason(sent([BODY, BODY])) == "body_batched"
    unknown = Credentials("c-1", "t-1", {"time_zone": "Nowhere"}, {WEBHOOK_SECRET: SECRET})
    assert await reason(sent(BODY), unknown) == "connection_invalid"


NAMES = {"status_name": "New", "priority_name": "Low", "team_id": 2}


async def test_a_ticket_that_is_whole_with_ids_and_names_is_no_partial_event():
    assert not (await verify(sent({**BODY, "ticket": {**TICKET, **NAMES}}))).partial
    for name in (*NAMES, "summary", "status_id"):
        less = {key: value for key, value in {**TICKET, **NAMES}.items() if key != name}
        assert (await verify(sent({**BODY, "ticket": less}))).partial, name


async def test_a_ticket():
    event = await verify(sent(BODY))
    assert (event.kind, event.ticket_id, event.title, event.partial) == ("created", "4711", "Printer offline", True)
    assert (event.status, event.priority) == (Named(id="1"), Named(id="3"))
    assert (event.board, event.company) == (Named(name="1st Line"), Named(id="12", name="Acme"))
    assert event.contact is None
    assert event.occurred_at == datetime(2026, 11, 20, 14, 14, 0, 123456, tzinfo=UTC)
    assert event.message_id == BODY["id"]
    assert event.payload == BODY


@pytest.mark.parametrize(
    "body",
    [
        [BODY],
        {"event": "Ticket Updated", "object": TICKET},
        {"event": "Anything", "data": TICKET},
        TICKET,
    ],
)
async def test_the_ticket_is_found_in_whatever_it_is_wrapped(body):
    event = await verify(sent(body))
    assert (event.ticket_id, event.title) == ("4711", "Printer offline")


@pytest.mark.parametrize(
    "body",
    [
        {"event": "Ticket Reassigned", "object_id": 4711},
        {"event": "Ticket Reassigned", "object_id": "4711", "ticket": {}},
        {"event": "SLA", "ticket_id": 4711},
        {"event": "SLA", "ticket": {"id": 4711.0}},
        {"event": "SLA", "ticket": {"id": 4711, "summary": "x"}},
    ],
)
async def test_without_the_ticket_it_is_a_partial_event(body):
    event = await verify(sent(body))
    assert (event.kind, event.ticket_id, event.partial) == ("updated", "4711", True)


@pytest.mark.parametrize("body", [{**BODY, "event": "Ticket Deleted"}, {**BODY, "ticket": None, "event": "ticket"}])
async def test_a_deletion_and_what_shows_no_ticket_have_the_time_of_the_event(body):
    event = await verify(sent(body))
    assert event.occurred_at == datetime(2026, 11, 20, 14, 14, 2, 113_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("New Ticket Logged", "created"), ("Ticket Deleted", "deleted"), ("New Note Added", "note"), ("x", "updated")],
)
async def test_events(name, kind):
    assert (await verify(sent({**BODY, "event": name}))).kind == kind


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"event": "Client Updated", "object_id": 12, "client": {"id": 12}},
        {"event": "Asset Updated", "object": {"id": 12, "key_field": "PC-7"}},
        {"event": "Test"},
        {"event": "Ticket Updated", "object_id": 0},
        {"event": "Ticket Updated", "object_id": "../1"},
    ],
)
async def test_what_is_about_no_ticket_is_nothing(body):
    assert await verify(sent(body)) is None


@pytest.mark.parametrize("name", [4711, "4711", None, {"x": 1}])
async def test_the_id_of_a_record_is_no_name_of_a_delivery(name):
    assert (await verify(sent({**BODY, "id": name}))).message_id is None
