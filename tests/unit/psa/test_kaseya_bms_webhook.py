"""What a webhook of BMS becomes, and whose signature is believed. Kaseya publishes neither: these are assumptions."""

import base64
import hashlib
import hmac

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.psa import kaseya_bms
from psasync.psa.kaseya_bms.webhook.signature import is_signed, signatures
from psasync.psa.live_tickets import WEBHOOK_SECRET
from psasync.psa.port import Credentials, RawWebhook, WebhookRefused

SECRET = "the-secret"
TICKET = {
    "id": 90017,
    "ticketNumber": "00090017",
    "title": "Printer offline",
    "statusId": 2,
    "statusName": "In Progress",
    "priorityName": "Medium",
    "queueId": 1,
    "queueName": "Service Desk",
    "accountId": 512,
    "accountName": "Acme",
    "contactId": 0,
    "contactName": "Jane Doe",
    "createdOn": "2026-11-20T08:00:00Z",
    "modifiedOn": "2026-11-20T09:14:02Z",
}


async def verify(content):
    body = orjson.dumps(content)
    headers = {"signature": hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}
    credentials = Credentials("c-1", "t-1", {}, {WEBHOOK_SECRET: SECRET})
    return await kaseya_bms.ENTRY.verifier().verify(RawWebhook(body, headers, {}), credentials)


async def test_the_assumed_webhook():
    content = {"event": "Ticket Updated", "ticket": TICKET}
    event = await verify(content)
    assert event.model_dump(mode="json", exclude={"received_at", "payload", "message_id"}) == {
        "version": 1,
        "tenant": "t-1",
        "connection": "c-1",
        "system": "kaseya_bms",
        "kind": "updated",
        "ticket_id": "90017",
        "number": "00090017",
        "title": "Printer offline",
        "board": {"id": "1", "name": "Service Desk"},
        "status": {"id": "2", "name": "In Progress"},
        "priority": {"id": None, "name": "Medium"},
        "company": {"id": "512", "name": "Acme"},
        "contact": {"id": None, "name": "Jane Doe"},
        "occurred_at": "2026-11-20T09:14:02Z",
        "partial": False,
    }
    assert event.payload == content


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("Ticket Created", "created"),
        ("ticket.created", "created"),
        ("TicketUpdated", "updated"),
        ("Ticket Deleted", "deleted"),
        ("ticket_removed", "deleted"),
        ("Ticket Note Added", "note"),
        ({"id": 3, "name": "Ticket Deleted"}, "deleted"),
        ("Ticket Status Changed", "updated"),
    ],
)
async def test_the_name_of_the_event_tells_what_happened(event, kind):
    assert (await verify({"event": event, "ticket": TICKET})).kind == kind


@pytest.mark.parametrize(
    "content",
    [
        {"ticket": TICKET},
        {
            "Event": "Ticket Updated",
            "Ticket": {f"{name[0].upper()}{name[1:]}": value for name, value in TICKET.items()},
        },
        {"eventName": "Ticket Updated", "data": TICKET},
        {"type": "ticket", **TICKET},
        TICKET,
        {"event": "Ticket Updated", "ticketId": 90017, "data": {"title": "Printer offline", "statusName": "New"}},
    ],
)
async def test_the_ticket_is_found_wherever_it_stands(content):
    event = await verify(content)
    assert (event.ticket_id, event.title, event.partial) == ("90017", "Printer offline", False)


async def test_without_a_name_the_times_tell_whether_it_was_created():
    assert (await verify({"ticket": TICKET})).kind == "updated"
    assert (await verify({"ticket": TICKET | {"createdOn": TICKET["modifiedOn"]}})).kind == "created"


@pytest.mark.parametrize("content", [{"ticketId": 90017}, {"event": "Ticket Updated", "id": "90017"}])
async def test_an_id_alone_is_partial(content):
    event = await verify(content)
    assert (event.ticket_id, event.partial, event.message_id) == ("90017", True, None)


async def test_a_ticket_without_a_title_is_whole_all_the_same():
    event = await verify({"ticket": TICKET | {"title": "", "statusId": 0, "statusName": None}})
    assert (event.title, event.status, event.partial) == (None, None, False)


async def test_a_time_without_a_zone_is_utc_and_the_later_one_counts():
    times = {"modifiedOn": "2026-11-20T09:14:02", "lastActivityUpdate": "2026-11-20T09:15:00"}
    assert (await verify({"ticket": TICKET | times})).occurred_at.isoformat() == "2026-11-20T09:15:00+00:00"


async def test_a_deletion_has_no_time_of_its_own():
    """That of the last change before it would make it look like that change, heard of twice."""
    event = await verify({"event": "Ticket Deleted", "ticket": TICKET})
    assert (event.occurred_at, event.message_id, event.title) == (None, None, "Printer offline")


async def test_changes_within_one_second_are_not_taken_for_one():
    """BMS writes whole seconds."""
    states = [
        {"event": "Ticket Updated", "ticket": TICKET},
        {"event": "Ticket Updated", "ticket": TICKET | {"statusId": 5, "statusName": "Completed"}},
        {"event": "Ticket Deleted", "ticket": TICKET},
        {"event": "Ticket Note Added", "ticket": TICKET},
    ]
    assert len({(await verify(state)).message_id for state in states}) == 4


@pytest.mark.parametrize("identifier", [None, 0, -3, "x", True, [1], "../../security"])
async def test_a_ticket_without_a_usable_id_is_refused(identifier):
    with pytest.raises(WebhookRefused) as caught:
        await verify({"event": "Ticket Updated", "ticket": TICKET | {"id": identifier}})
    assert caught.value.reason == "body_incomplete"


@given(st.binary(max_size=200), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=64))
def test_each_form_that_a_signature_may_have(body, secret):
    for name in ("sha256", "sha1"):
        digest = hmac.new(secret.encode(), body, name).digest()
        for written in (digest.hex(), digest.hex().upper(), base64.b64encode(digest).decode()):
            assert is_signed(body, written, secret)
            assert is_signed(body, f"{name}={written}", secret)
            assert not is_signed(body + b"x", written, secret)
            assert not is_signed(body, written, secret + "x")
            assert not is_signed(body, written[:-1], secret)


@given(st.binary(max_size=50), st.text(max_size=50))
def test_nothing_else_is_a_signature(body, claimed):
    assert is_signed(body, claimed, SECRET) == (claimed.strip() in signatures(body, SECRET))
