"""What a notification of Syncro becomes."""

import orjson
import pytest

from psasync.psa import syncro
from psasync.psa.port import Credentials, RawWebhook, WebhookRefused

LINK = "https://acme.syncromsp.com/tickets/700101"
TICKET = {
    "id": 700101,
    "number": 1042,
    "subject": "Printer offline",
    "status": "In Progress",
    "priority": "2 Normal",
    "problem_type": "Hardware",
    "customer_id": 301,
    "customer_business_then_name": "Acme Ltd",
    "contact_id": 902,
    "user_id": 12,
    "created_at": "2026-11-20T08:01:11.000Z",
    "updated_at": "2026-11-20T09:14:02.000Z",
    "customer": {"id": 301},
    "comments": [],
}
COMMENT = {
    "id": 55,
    "ticket_id": 700101,
    "subject": "Update",
    "body": "Called back",
    "created_at": "2026-11-20T09:20:00.000-08:00",
}


def notification(attributes, *, link=LINK, text="Ticket #1042"):
    return {"text": text, "html": "<p>...</p>", "link": link, "attributes": attributes}


async def verify(content, **settings):
    given = {"base_url": "acme", **settings}
    credentials = Credentials("c-1", "t-1", given, {"token": "t"})
    return await syncro.ENTRY.verifier().verify(RawWebhook(orjson.dumps(content), {}, {}), credentials)


async def test_the_documented_notification():
    content = notification(TICKET)
    event = await verify(content)
    assert event.model_dump(mode="json", exclude={"received_at", "payload", "message_id"}) == {
        "version": 1,
        "tenant": "t-1",
        "connection": "c-1",
        "system": "syncro",
        "kind": "updated",
        "ticket_id": "700101",
        "number": "1042",
        "title": "Printer offline",
        "board": None,
        "status": {"id": "In Progress", "name": "In Progress"},
        "priority": {"id": "2 Normal", "name": "2 Normal"},
        "company": {"id": "301", "name": "Acme Ltd"},
        "contact": {"id": "902", "name": None},
        "occurred_at": "2026-11-20T09:14:02Z",
        "partial": False,
        "repaired": False,
    }
    assert event.payload == content


async def test_the_board_is_what_the_connection_chose():
    problem = await verify(notification(TICKET), boards="problem_types")
    assert problem.board.id == problem.board.name == "Hardware"
    typed = await verify(notification(TICKET | {"ticket_type_id": 7, "ticket_type_name": "Request"}))
    assert (typed.board.id, typed.board.name) == ("7", "Request")


async def test_a_ticket_as_old_as_its_last_change_was_created_by_it():
    assert (await verify(notification(TICKET | {"created_at": TICKET["updated_at"]}))).kind == "created"


async def test_a_comment_is_a_note_on_its_ticket_and_says_nothing_of_it():
    event = await verify(notification(COMMENT))
    assert (event.kind, event.ticket_id, event.partial, event.title) == ("note", "700101", True, None)
    assert event.occurred_at.isoformat() == "2026-11-20T17:20:00+00:00"
    other = await verify(notification(COMMENT | {"id": 56}))
    assert event.message_id != other.message_id
    timer = await verify(notification({"id": 55, "ticket_id": 700101, "start_time": "2026-11-20T09:20:00Z"}))
    assert (timer.kind, timer.partial) == ("updated", True)


async def test_two_notifications_of_one_change_are_one_and_two_changes_within_its_tick_are_two():
    first = await verify(notification(TICKET, text="Ticket updated"))
    same = await verify(notification(TICKET, text="Ticket status changed"))
    zoned = await verify(notification(TICKET | {"updated_at": "2026-11-20T01:14:02.000-08:00"}))
    other = await verify(notification(TICKET | {"status": "Resolved"}))
    later = await verify(notification(TICKET | {"updated_at": "2026-11-20T09:14:02.001Z"}))
    assert first.message_id == same.message_id == zoned.message_id
    assert len({first.message_id, other.message_id, later.message_id}) == 3


@pytest.mark.parametrize(
    "link",
    [
        "https://acme.syncromsp.com/customers/301",
        "https://acme.syncromsp.com/rmm_alerts/9",
        "https://acme.syncromsp.com/invoices/9?from=/tickets/9",
        "https://acme.syncromsp.com/",
        "https://[broken",
    ],
)
async def test_what_links_to_something_else_is_no_ticket(link):
    assert await verify(notification(TICKET, link=link)) is None


async def test_without_a_link_the_fields_tell_a_ticket():
    for link in (None, "", 7):
        assert (await verify(notification(TICKET, link=link))).ticket_id == "700101"
        assert await verify(notification({"id": 9, "resolved": False}, link=link)) is None


@pytest.mark.parametrize("identifier", [None, "", 0, -1, True, "7 or 1", "../customers/1", 1.5, [7], "4" * 19])
async def test_a_ticket_without_a_usable_id_is_refused(identifier):
    with pytest.raises(WebhookRefused) as caught:
        await verify(notification(TICKET | {"id": identifier}))
    assert caught.value.reason == "body_incomplete"


async def test_what_is_not_as_documented_is_left_out():
    odd = {"subject": ["x"], "status": {"a": 1}, "customer_id": None, "updated_at": "yesterday", "number": None}
    event = await verify(notification(TICKET | odd))
    assert (event.title, event.status, event.occurred_at, event.number) == (None, None, None, None)
    assert event.company.name == "Acme Ltd"
    assert event.message_id is None


async def test_a_ticket_of_an_id_alone_is_partial():
    event = await verify(notification({"id": 700101}))
    assert (event.ticket_id, event.partial, event.message_id) == ("700101", True, None)


async def test_a_connection_with_wrong_choices_believes_nothing():
    with pytest.raises(WebhookRefused) as caught:
        await verify(notification(TICKET), boards="weather")
    assert caught.value.reason == "connection_invalid"
