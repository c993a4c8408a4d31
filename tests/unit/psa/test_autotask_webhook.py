"""Whose webhooks are believed, and what their bodies become."""

import base64
import contextlib
import hashlib
import hmac
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.events.tickets import Named, TicketChanged
from psasync.psa.autotask.tickets.event import FIELDS, plain
from psasync.psa.autotask.webhook.signature import HEADER, signature
from psasync.psa.autotask.webhook.verifier import AutotaskVerifier
from psasync.psa.live_tickets import WEBHOOK_SECRET
from psasync.psa.port import Credentials, RawWebhook, WebhookDeactivated, WebhookRefused

SECRET = "Zt8" * 16
CREDENTIALS = Credentials("c-1", "t-1", {}, {WEBHOOK_SECRET: SECRET})
BODY = {
    "Action": "Update",
    "Guid": "22222222-3333-4444-8555-666666666666",
    "EntityType": "Ticket",
    "Id": 7001,
    "Fields": {
        "TicketNumber": "T20261120.0002",
        "Title": "Printer offline",
        "Status": "5",
        "Priority": "2",
        "Queue": "5",
        "Company": "301",
        "Contact": "902",
    },
    "EventTime": "2026-11-20T09:14:02Z",
    "SequenceNumber": 2,
    "PersonID": 9001,
}


def signed(body, secret=SECRET):
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    return RawWebhook(raw, {HEADER: signature(raw, secret)}, {})


async def verify(webhook, credentials=CREDENTIALS):
    return await AutotaskVerifier().verify(webhook, credentials)


async def reason(webhook, credentials=CREDENTIALS):
    with pytest.raises(WebhookRefused) as caught:
        await verify(webhook, credentials)
    return caught.value.reason


def test_the_published_recipe():
    body = b'{"Action":"Update"}'
    expected = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha1).digest()).decode()
    assert signature(body, SECRET) == f"sha1={expected}"


@given(st.integers(0), st.integers(1, 255))
async def test_any_altered_byte_is_refused(at, bits):
    genuine = signed(BODY)
    place = at % len(genuine.body)
    altered = genuine.body[:place] + bytes([genuine.body[place] ^ bits]) + genuine.body[place + 1 :]
    assert await verify(genuine)
    assert await reason(RawWebhook(altered, genuine.headers, {})) == "signature_wrong"


@given(st.text(max_size=80))
async def test_any_other_secret_is_refused(secret):
    if secret != SECRET:
        assert await reason(signed(BODY, secret)) == "signature_wrong"


async def test_refusals_say_why():
    assert await reason(RawWebhook(orjson.dumps(BODY), {}, {})) == "signature_missing"
    assert await reason(signed(BODY), Credentials("c-1", "t-1", {}, {})) == "secret_missing"
    assert await reason(signed(BODY), Credentials("c-1", "t-1", {}, {WEBHOOK_SECRET: ""})) == "secret_missing"
    assert await reason(signed(b"not json")) == "body_not_json"
    assert await reason(signed([BODY])) == "body_not_json"
    assert await reason(signed({**BODY, "Id": None})) == "body_incomplete"
    assert await reason(signed({**BODY, "Id": True})) == "body_incomplete"
    assert await reason(signed({**BODY, "Id": "7001/Notes"})) == "body_incomplete"


async def test_an_update_is_a_partial_event():
    event = await verify(signed(BODY))
    assert (event.kind, event.ticket_id, event.number, event.title) == (
        "updated", "7001", "T20261120.0002", "Printer offline",
    )  # fmt: skip
    assert (event.status, event.priority, event.board) == (Named(id="5"), Named(id="2"), Named(id="5"))
    assert (event.company, event.contact) == (Named(id="301"), Named(id="902"))
    assert event.occurred_at == datetime(2026, 11, 20, 9, 14, 2, tzinfo=UTC)
    assert event.message_id == "22222222-3333-4444-8555-666666666666:7001:2"
    assert event.partial
    assert event.payload == BODY


@pytest.mark.parametrize(("action", "kind"), [("Create", "created"), ("update", "updated"), ("DELETE", "deleted")])
async def test_actions(action, kind):
    event = await verify(signed({**BODY, "Action": action, "Fields": None}))
    assert (event.kind, event.title, event.status) == (kind, None, None)


async def test_what_is_not_as_documented_is_left_out():
    fields = {"Title": {"de": "Drucker"}, "Status": ["5"], "Priority": True}
    event = await verify(signed({**BODY, "Fields": fields, "EventTime": "soon"}))
    assert (event.title, event.status, event.priority, event.occurred_at) == (None, None, None, None)
    assert (await verify(signed({**BODY, "Fields": ["Title"]}))).title is None


async def test_a_label_in_the_place_of_a_number_is_a_name():
    event = await verify(signed({**BODY, "Fields": {"status": "Complete", "Queue ID": 5, "companyID": 0}}))
    assert (event.status, event.board, event.company) == (Named(name="Complete"), Named(id="5"), Named(id="0"))


async def test_the_time_of_the_tickets_change_goes_before_that_of_the_event():
    """The ticket that is read carries the same one: a change seen both ways is known by it."""
    fields = {**BODY["Fields"], "LastActivityDate": "2026-11-20T09:14:01Z"}
    event = await verify(signed({**BODY, "Fields": fields}))
    assert event.occurred_at == datetime(2026, 11, 20, 9, 14, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "changes", [{"Action": "Test"}, {"Action": None}, {"EntityType": "Company"}, {"EntityType": None}]
)
async def test_what_is_about_no_ticket_is_nothing(changes):
    assert await verify(signed({**BODY, **changes})) is None


async def test_a_deactivation_is_told_only_signed():
    told = {"Action": "Deactivated", "Guid": BODY["Guid"], "EventTime": "2026-11-20T09:14:02Z"}
    assert isinstance(await verify(signed(told)), WebhookDeactivated)
    assert await reason(RawWebhook(orjson.dumps(told), {}, {})) == "signature_missing"


@pytest.mark.parametrize("changes", [{"Guid": None}, {"SequenceNumber": None}])
async def test_without_a_sequence_the_delivery_has_no_name(changes):
    assert (await verify(signed({**BODY, **changes}))).message_id is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from([*BODY["Fields"], *FIELDS, "LastActivityDate", "x"])


@given(
    st.fixed_dictionaries(
        {"Action": st.sampled_from(["Create", "Update", "Delete", "Deactivated", ""]) | JSON},
        optional={
            "EntityType": st.just("Ticket") | JSON,
            "Id": st.integers() | JSON,
            "Guid": JSON,
            "SequenceNumber": JSON,
            "EventTime": JSON,
            "Fields": st.dictionaries(NAMES, JSON, max_size=4) | JSON,
        },
    )
)
async def test_no_signed_body_breaks_it(body):
    try:
        raw = orjson.dumps(body)
    except orjson.JSONEncodeError:
        return  # an integer or a text that JSON cannot carry
    answer = None
    with contextlib.suppress(WebhookRefused):
        answer = await verify(signed(raw))
    assert answer is None or isinstance(answer, TicketChanged | WebhookDeactivated)
    if isinstance(answer, TicketChanged):
        answer.model_dump_json()


@pytest.mark.parametrize(
    ("name", "expected"), [("queueID", "queue"), ("Queue ID", "queue"), ("Queue", "queue"), ("id", "id"), ("", "")]
)
def test_names_are_spelled_in_several_ways(name, expected):
    assert plain(name) == expected
